"""Which period of a client's own figures is over and has none. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from analytics.series import month_of
from clients.models import Counting, Rhythm
from people import cldr

_A_DAY = timedelta(days=1)


def last_over(rhythm: str, today: date) -> tuple[date, date] | None:
    """The last day, week (from Monday) or month that is over; None where figures come only when there is something."""
    if rhythm == Rhythm.DAILY:
        return today - _A_DAY, today - _A_DAY
    if rhythm == Rhythm.WEEKLY:
        monday = today - timedelta(days=today.weekday() + 7)
        return monday, monday + timedelta(days=6)
    if rhythm == Rhythm.MONTHLY:
        month = month_of(today.replace(day=1) - _A_DAY)
        return month.first_on, month.last_on
    return None


def missing(
    *, rhythm: str, counting: str, since: date, last_on: date | None, today: date
) -> tuple[date, date] | None:
    """The last period that is over, where it has no figure yet. `last_on` is the last day that any figure tells of; a source
    that was made (`since`) after the period owes nothing for it. A level is known from any day of the period on."""
    period = last_over(rhythm, today)
    if period is None or since > period[1]:
        return None
    known_from = period[0] if counting == Counting.LEVEL else period[1]
    return None if last_on is not None and last_on >= known_from else period


def period_words(first: date, last: date) -> str:
    """A day, a week by its two days, or the name of a month."""
    if first == last:
        return cldr.day(first, "d MMMM y")
    if (first, last) == (month_of(first).first_on, month_of(first).last_on):
        return cldr.day(first, "LLLL y")
    return f"{cldr.day(first, 'd MMMM')} – {cldr.day(last, 'd MMMM y')}"
