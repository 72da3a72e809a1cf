"""Until when somebody is promised an answer: hours of work counted on the client's own clock. Pure.

Only the open hours of open days count, holidays never do: what comes in on Saturday night with four hours promised, nine to
six, is due on Monday at one.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Nobody promises more; and it bounds the search where every day is a holiday.
LONGEST_H = 200
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class OpenHours:
    """From when until when somebody is there, on which days of the week (1 is Monday, 7 Sunday), in which time zone."""

    days: frozenset[int]
    opens: time
    closes: time
    zone: str

    def __post_init__(self) -> None:
        if not self.days or self.opens >= self.closes:
            raise ValueError("no hour of the week is open")


def due_at(
    said_at: datetime, within_h: int, hours: OpenHours, holidays: Container[date] = frozenset()
) -> datetime:
    """The instant (UTC) at which `within_h` open hours have passed since `said_at`.

    An hour that the clock skips or repeats counts as what it lasts. Where no day is open within a year, the last one looked at.
    """
    zone = ZoneInfo(hours.zone)
    on = said_at.astimezone(zone).date()
    left = timedelta(hours=within_h)
    closes_at = said_at
    for _day in range(MOST_DAYS):
        if on.isoweekday() in hours.days and on not in holidays:
            closes_at = datetime.combine(on, hours.closes, zone).astimezone(UTC)
            opens_at = datetime.combine(on, hours.opens, zone).astimezone(UTC)
            begins_at = max(opens_at, said_at)
            if begins_at + left <= closes_at:
                return begins_at + left
            left -= max(closes_at - begins_at, timedelta())
        on += timedelta(days=1)
    return closes_at
