"""When acts stand on their stages, and which of a file's rows is which act that is there already. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar


class Timed(Protocol):
    """An act: its day, hour and minutes, so far as they are known."""

    @property
    def on(self) -> date:
        """Its day."""

    @property
    def at(self) -> time | None:
        """Its hour."""

    @property
    def minutes(self) -> int | None:
        """How long it lasts."""


def span(act: Timed) -> tuple[datetime, datetime]:
    """Its first and last moment, in the client's wall time; the same twice where nobody wrote down how long it lasts."""
    begins = datetime.combine(act.on, act.at or time())
    return begins, begins + timedelta(minutes=act.minutes or 0)


def collide(one: Timed, other: Timed) -> bool:
    """Whether two acts of one stage are on it at one time. Acts without an hour, and those whose end nobody wrote down, are in
    the way only of what begins with them."""
    if one.at is None or other.at is None:
        return False
    (begins, ends), (first, last) = span(one), span(other)
    return begins == first or (begins < last and first < ends)


Act = TypeVar("Act", bound=Any)


def paired(rows: Sequence[Mapping[str, Any]], acts: Iterable[Act]) -> list[Act | None]:
    """For each row the act that it brings up to date, None where it is a new one.

    An act is known by name, day and hour; else by name and day, in the order of hours; else by its name alone, where it
    stands once in the programme and once in the file.
    """
    left, found = list(acts), [None] * len(rows)
    by_clock = _by(left, lambda act: (plain_name(act.name), act.on, act.at))
    _take(rows, found, by_clock, lambda row: (plain_name(row["name"]), row["on"], row.get("at")))
    left = [act for act in left if not any(act is each for each in found)]
    by_day = _by(left, lambda act: (plain_name(act.name), act.on))
    _take(rows, found, by_day, lambda row: (plain_name(row["name"]), row["on"]))
    left = [act for act in left if not any(act is each for each in found)]
    names = [plain_name(row["name"]) for row, act in zip(rows, found, strict=True) if act is None]
    once = {
        name: some
        for name, some in _by(left, lambda act: plain_name(act.name)).items()
        if len(some) == 1 and names.count(name) == 1
    }
    _take(rows, found, once, lambda row: plain_name(row["name"]))
    return found


def _by(acts: Iterable[Act], key: Callable[[Act], Any]) -> dict[Any, list[Act]]:
    found: defaultdict[Any, list[Act]] = defaultdict(list)
    for act in sorted(acts, key=lambda each: (each.on, each.at or time.max)):
        found[key(act)].append(act)
    return found


def _take(
    rows: Sequence[Mapping[str, Any]],
    found: list[Any],
    acts: Mapping[Any, list[Any]],
    key: Callable[[Mapping[str, Any]], Any],
) -> None:
    for at, row in enumerate(rows):
        if found[at] is None and (some := acts.get(key(row))):
            found[at] = some.pop(0)


def plain_name(name: str) -> str:
    """A name as it is compared: acts and stages are written in capitals in one table and not in the next."""
    return " ".join(name.casefold().split())
