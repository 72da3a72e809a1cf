"""What an export of an ads manager comes to beside what is written down already: rows of one campaign and day added up,
what is of issued days or of another currency told before anybody takes it over. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, Protocol

from django.utils.translation import gettext as _

from analytics.reading_boosts import BoostFile, BoostLine
from clients.currencies import Priced, first_of_another
from editorial.actions.effort import closed_words
from editorial.actions.money import mixed_words
from people import cldr

_COUNTED = ("n_impressions", "n_clicks", "n_results")
_SAID = ("name", "ends_on", "spent", "planned", "currency", *_COUNTED)


class Agreed(Priced, Protocol):
    """A contract: its currency, and whether it is in force on one of some days."""

    def is_over(self, first_on: date, last_on: date) -> bool:
        """Whether it is in force on one of the days."""


@dataclass(frozen=True, slots=True)
class Books:
    """What is there already: boosts by the key of their row (also those written by hand that it fills), issued days, contracts."""

    known: Mapping[str, Any]
    closed: Sequence[tuple[date, date]]
    contracts: Sequence[Agreed]


def added_up(found: BoostFile) -> BoostFile:
    """The file with the rows of one campaign that begin on one day as one line: an ads manager gives one for each ad set.

    Where one of them cannot come in none does: part of a campaign's money would look like all of it.
    """
    keyed = sorted(found.lines, key=lambda line: str(line.values.get("source_key", "")))
    groups = groupby(keyed, key=lambda line: line.values.get("source_key", ""))
    lines = [line for _key, group in groups for line in _together(list(group))]
    return replace(found, lines=tuple(sorted(lines, key=lambda line: line.number)))


def _together(lines: list[BoostLine]) -> list[BoostLine]:
    lines.sort(key=lambda line: line.number)
    first = lines[0]
    # Rows that name no campaign or no day are of nothing together.
    if len(lines) == 1 or not first.values.get("name") or first.values.get("starts_on") is None:
        return lines
    problems = [each for line in lines for each in line.problems]
    currencies = {line.values["currency"] for line in lines}
    if not problems and len(currencies) > 1:
        one, other, *_more = sorted(currencies)
        problems.append(
            _("Its rows are in %(one)s and in %(other)s, and cannot be added up.")
            % {"one": one, "other": other}
        )
    values = {
        **first.values,
        "ends_on": max((each.values["ends_on"] for each in lines if each.values["ends_on"]), default=None),
        "spent": _sum(each.values["spent"] for each in lines),
        "planned": _budget([each.values["planned"] for each in lines]),
        **{name: _sum(each.values[name] for each in lines) for name in _COUNTED},
    }  # fmt: skip
    posts = {each.post for each in lines}
    one = replace(
        first,
        values=values,
        # Of several posts it is the campaign's alone: whose money it was nobody can say.
        post=first.post if len(posts) == 1 else "",
        problems=tuple(dict.fromkeys(problems)),
        cells=tuple(cells for each in lines for cells in each.cells),
        numbers=tuple(each.number for each in lines),
    )
    return [one]


def _sum(amounts: Iterable[Any]) -> Any:
    said = [each for each in amounts if each is not None]
    return sum(said[1:], said[0]) if said else None


def _budget(planned: list[Decimal | None]) -> Decimal | None:
    """A campaign's budget stands on each of its rows alike, those of ad sets differ and add up."""
    said = {each for each in planned if each is not None}
    return said.pop() if len(said) == 1 else _sum(planned)


def beside(found: BoostFile, books: Books) -> BoostFile:
    """The file with what the books say of each line: what it was, that it is in already, or why it cannot come in."""
    return replace(found, lines=tuple(_beside(line, books) for line in found.lines))


def _beside(line: BoostLine, books: Books) -> BoostLine:
    if line.problems:
        return line
    known = books.known.get(line.values["source_key"])
    if known is not None:
        line = replace(line, was=known.spent, is_by_hand=not known.source_key)
    starts_on: date = line.values["starts_on"]
    closed_on = next((last for first, last in books.closed if first <= starts_on <= last), None)
    if closed_on is not None:
        if known is not None and all(getattr(known, name) == line.values[name] for name in _SAID):
            return replace(line, is_in=True)
        return replace(line, problems=(_closed(line, closed_on),))
    month = starts_on.replace(day=1)
    in_force = [
        each
        for each in books.contracts
        if each.is_over(month, (month + timedelta(days=32)).replace(day=1) - timedelta(days=1))
    ]
    other = first_of_another(in_force, currency=line.values["currency"])
    if other is not None:
        words = mixed_words(ours=other.currency, theirs=line.values["currency"])
        return replace(line, problems=(words,))
    return line


def _closed(line: BoostLine, closed_on: date) -> str:
    """Why a row of issued days cannot come in. An amount is not parted by days: the ads manager knows what lies after."""
    if line.values["ends_on"] <= closed_on:
        return closed_words()
    return _(
        "It began on %(day)s, in days whose statement is issued. Export it again from %(next)s on: what it spent since then comes in as a row of its own."
    ) % {
        "day": cldr.day(line.values["starts_on"], "d MMMM y"),
        "next": cldr.day(closed_on + timedelta(days=1), "d MMMM y"),
    }
