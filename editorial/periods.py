"""The stretch of days a calendar shows: read from the address, walked back and forth, named in words. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.text import capfirst

from people import cldr

VIEWS = ("month", "week", "list", "day")
# The hours of a day as the week shows them; the first is the night, folded.
BANDS = ((0, 7), (7, 9), (9, 12), (12, 14), (14, 17), (17, 20), (20, 24))
_LENGTHS = {"day": 1, "week": 7}
_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """The days of one page of the calendar, first and last included; ``on`` is the day it was asked by."""

    view: str
    on: date
    first_on: date
    last_on: date

    @classmethod
    def read(cls, values: Mapping[str, str], *, today: date) -> Period:
        """From the query string: an unknown view is the month, an unreadable day is today."""
        view = values.get("view", "")
        try:
            on = date.fromisoformat(values.get("on", ""))
        except ValueError:
            on = today
        on = min(max(on, _EARLIEST), _LATEST)
        return cls.around(on, view if view in VIEWS else "month")

    @classmethod
    def around(cls, on: date, view: str) -> Period:
        """The day, or the week, the month of whole weeks, the month itself (the list) that holds it."""
        if view == "day":
            return cls(view, on, on, on)
        if view == "week":
            first = on - timedelta(days=on.weekday())
            return cls(view, on, first, first + timedelta(days=6))
        first = on.replace(day=1)
        last = on.replace(day=monthrange(on.year, on.month)[1])
        if view == "month":
            first -= timedelta(days=first.weekday())
            last += timedelta(days=6 - last.weekday())
        return cls(view, on, first, last)

    @property
    def days(self) -> list[date]:
        """Every day of it, in order."""
        length = (self.last_on - self.first_on).days + 1
        return [self.first_on + timedelta(days=n) for n in range(length)]

    @property
    def previous_on(self) -> date:
        """A day of the period before."""
        if self.view in _LENGTHS:
            return self.on - timedelta(days=_LENGTHS[self.view])
        return (self.on.replace(day=1) - timedelta(days=1)).replace(day=1)

    @property
    def next_on(self) -> date:
        """A day of the period after."""
        if self.view in _LENGTHS:
            return self.on + timedelta(days=_LENGTHS[self.view])
        return (self.on.replace(day=28) + timedelta(days=4)).replace(day=1)

    @property
    def is_grid(self) -> bool:
        """Whether its posts are cards on a grid, to be moved there, and not lines."""
        return self.view in ("month", "week")

    def is_outside(self, day: date) -> bool:
        """Whether a day is shown only because its week is."""
        return self.view == "month" and day.month != self.on.month

    @property
    def title(self) -> str:
        """December 2026, 7–13 December 2026, or Thursday 10 December 2026, in the reader's language."""
        if self.view == "day":
            return capfirst(cldr.day(self.on, "EEEE d MMMM y"))
        if self.view == "week":
            is_within = self.first_on.month == self.last_on.month
            first = cldr.day(self.first_on, "d" if is_within else "d MMMM")
            return f"{first}{'–' if is_within else ' – '}{cldr.day(self.last_on, 'd MMMM y')}"
        return capfirst(cldr.day(self.on, "LLLL y"))


@dataclass(frozen=True, slots=True)
class DayName:
    """A day's name in parts, because a grid shows only some of them and speaks the whole."""

    weekday: str
    short: str
    number: str
    month: str


def day_name(day: date) -> DayName:
    """The parts of a day's name in the reader's language."""
    return DayName(*cldr.day(day, "EEEE|EEE|d|MMMM").split("|"))


def band_of(hour: int) -> tuple[int, int]:
    """The band of a day that an hour belongs to."""
    return next(band for band in BANDS if band[0] <= hour < band[1])
