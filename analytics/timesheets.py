"""A project's month of hours as its timesheet has them: by work package, person and day. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Spent:
    """Confirmed minutes of a person on a day; `package` is its name, empty for hours on none."""

    package: str
    person: str
    on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A person's minutes by day of the month, as many as it has days; 0 where nothing was done."""

    person: str
    days: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.days)


@dataclass(frozen=True, slots=True)
class Package:
    """A work package with a row for each person; an empty name holds the hours on none, and comes last."""

    name: str
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


@dataclass(frozen=True, slots=True)
class Timesheet:
    """A month: its packages, and everybody's sum over them."""

    first_on: date
    days: tuple[date, ...]
    packages: tuple[Package, ...]
    everybody: tuple[Row, ...]

    @property
    def total(self) -> int:
        return sum(row.total for row in self.everybody)


def timesheet(first_on: date, spent: Iterable[Spent]) -> Timesheet:
    """The timesheet of the month that begins on that day; what lies outside it is left out."""
    days = tuple(_month(first_on))
    within = [each for each in spent if days[0] <= each.on <= days[-1] and each.minutes]
    names = sorted({each.package for each in within}, key=lambda name: (not name, name))
    return Timesheet(
        first_on=first_on,
        days=days,
        packages=tuple(
            Package(name, _rows([each for each in within if each.package == name], days))
            for name in names
        ),
        everybody=_rows(within, days),
    )


def _month(first_on: date) -> Iterable[date]:
    on = first_on
    while on.month == first_on.month:
        yield on
        on += timedelta(days=1)


def _rows(spent: list[Spent], days: tuple[date, ...]) -> tuple[Row, ...]:
    minutes: Counter[tuple[str, date]] = Counter()
    for each in spent:
        minutes[each.person, each.on] += each.minutes
    people = sorted({each.person for each in spent})
    return tuple(Row(person, tuple(minutes[person, day] for day in days)) for person in people)
