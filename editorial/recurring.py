"""Posts that repeat: on which days of the calendar, and at which wall time of each. Pure.

Days are counted on the calendar, never by adding 24 hours: 09:00 stays 09:00 through every change of clocks. A clock time
that a day has not, or has twice, is decided when the pattern is set, not on the day (docs/decisions/time.md).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, islice, pairwise, takewhile

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial import when
from people.public_holidays import holidays_between

A_DAY = timedelta(days=1)
THE_LAST = -1
MOST_TIMES = 200
# So far ahead the posts of its days are made.
AHEAD = timedelta(weeks=6)
_LATEST = date(2199, 12, 31)


class Every(models.TextChoices):
    """What a pattern counts by."""

    WEEK = "week", _("Every week, on chosen days")
    MONTH_DAY = "month_day", _("Every month, on a date")
    MONTH_WEEKDAY = "month_weekday", _("Every month, on a weekday")


class InGap(models.TextChoices):
    """What becomes of a clock time that a day has not, because the clocks go forward over it."""

    ASK = "", _("Leave it as a draft, and ask")
    BEFORE = "before", _("The last minute before")
    AFTER = "after", _("The first minute after")


@dataclass(frozen=True, slots=True)
class Pattern:
    """On which days: the first one in any case, then those of the pattern after it, up to `ends_on` (included).

    `interval` counts weeks or months. `weekdays` are 0 (Monday) to 6, exactly one for a weekday of the month, of which
    `nth` says which (THE_LAST: the last). A `month_day` that a month has not is its last day: who says "on the 31st" means the end
    of the month, and no month is left out.
    """

    every: Every
    starts_on: date
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int = 1
    nth: int = 1
    ends_on: date | None = None
    skips_holidays: bool = False

    def days(self) -> Iterator[date]:
        """Its days in order. Without an end they go on to the end of the calendar."""
        end = min(self.ends_on or _LATEST, _LATEST)
        yield self.starts_on
        for on in takewhile(lambda on: on <= end, self._all()):
            if on > self.starts_on and not (self.skips_holidays and _is_holiday(on)):
                yield on

    def days_after(self, on: date) -> Iterator[date]:
        """Those after a day."""
        return (each for each in self.days() if each > on)

    def nth_day(self, n: int) -> date | None:
        """The day of its n-th post, the first one included; None where it ends before."""
        return next((on for at, on in enumerate(self.days(), 1) if at == n), None)

    @property
    def shortest_gap(self) -> timedelta:
        """The least time between two of its first days; of a single day, as long as can be."""
        gaps = (later - earlier for earlier, later in pairwise(islice(self.days(), 24)))
        return min(gaps, default=timedelta.max)

    def _all(self) -> Iterator[date]:
        if self.every == Every.WEEK:
            monday = self.starts_on - self.starts_on.weekday() * A_DAY
            for n in count(0, self.interval):
                for weekday in sorted(self.weekdays):
                    yield monday + timedelta(days=7 * n + weekday)
        for n in count(0, self.interval):
            year, month = divmod(self.starts_on.year * 12 + self.starts_on.month - 1 + n, 12)
            yield self._in_month(year, month + 1)

    def _in_month(self, year: int, month: int) -> date:
        last = monthrange(year, month)[1]
        if self.every == Every.MONTH_DAY:
            return date(year, month, min(self.month_day, last))
        weekday = self.weekdays[0]
        if self.nth == THE_LAST:
            end = date(year, month, last)
            return end - (end.weekday() - weekday) % 7 * A_DAY
        first = date(year, month, 1)
        return first + ((weekday - first.weekday()) % 7 + 7 * (self.nth - 1)) * A_DAY


@dataclass(frozen=True, slots=True)
class Clock:
    """At which clock time, and what was decided for days that have it not, or twice (`fold` 1: the second)."""

    at: time
    in_gap: InGap = InGap.ASK
    fold: int = 0


@dataclass(frozen=True, slots=True)
class Wall:
    """The wall time of one day. `is_there` is False where the clock time does not exist and nobody said what then."""

    wall_at: datetime
    fold: int = 0
    is_there: bool = True


def wall_on(on: date, clock: Clock, zone: str) -> Wall:
    """When a post of that day goes out in this zone."""
    wall_at = datetime.combine(on, clock.at)
    match when.resolve(wall_at, zone):
        case when.Gap(before=before, after=after):
            if clock.in_gap == InGap.ASK:
                return Wall(wall_at, is_there=False)
            return Wall(before if clock.in_gap == InGap.BEFORE else after)
        case when.Twice():
            return Wall(wall_at, clock.fold)
    return Wall(wall_at)


@dataclass(frozen=True, slots=True)
class Questions:
    """What has to be decided before a pattern is set: the first day on which its clock time is not there, or twice."""

    gap_on: date | None = None
    gap: when.Gap | None = None
    twice_on: date | None = None


def questions(pattern: Pattern, at: time, zone: str, *, until: date) -> Questions:
    """The changes of clocks that this pattern meets up to a day."""
    gap_on: date | None = None
    gap: when.Gap | None = None
    twice_on: date | None = None
    for on in takewhile(lambda on: on <= until, pattern.days()):
        resolved = when.resolve(datetime.combine(on, at), zone)
        if isinstance(resolved, when.Gap) and gap is None:
            gap_on, gap = on, resolved
        elif isinstance(resolved, when.Twice) and twice_on is None:
            twice_on = on
    return Questions(gap_on, gap, twice_on)


def _is_holiday(on: date) -> bool:
    return bool(holidays_between(on, on, language="en"))
