"""Absences in words: who is away until when, and who stands in. Pure, over rows already read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from people import cldr

# Whoever gives somebody work is told of an absence that begins within so long.
NEAR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which somebody is away, as a query brings them along; `stand_in` is a name, empty for nobody."""

    first_on: date
    last_on: date
    stand_in: str

    @classmethod
    def of_row(cls, row: dict[str, Any] | None) -> Away | None:
        """From what `people.queries.absences.next_absence` brings; None for somebody who is not away."""
        if not row:
            return None
        first, last = date.fromisoformat(row["first_on"]), date.fromisoformat(row["last_on"])
        return cls(first, last, row["stand_in"] or "")

    def words(self, today: date) -> str:
        """Away until 9 December, Giulia Marchegiani stands in; before it has begun, with its first day too."""
        if self.first_on <= today:
            words = _("away until {day}").format(day=cldr.day(self.last_on, "d MMMM"))
        else:
            words = _("away {days}").format(days=days_words(self.first_on, self.last_on))
        words = cldr.spoken(words)
        return (
            _("{away}, {who} stands in").format(away=words, who=self.stand_in)
            if self.stand_in
            else words
        )


def days_words(first_on: date, last_on: date) -> str:
    """One day, or from one to the other: Wed 9 Dec; Wed 9 Dec – Fri 11 Dec."""
    first = cldr.day(first_on, "EEE d MMM")
    return first if first_on == last_on else f"{first} – {cldr.day(last_on, 'EEE d MMM')}"
