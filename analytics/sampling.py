"""How often a post is measured, by its age. Pure: needs no clock and no database.

A young post moves fast and is looked at often; an old one hardly moves. The steps are wide enough that
measuring never competes with publishing for a network's quota.
"""

from __future__ import annotations

from datetime import datetime, timedelta

# Up to this age, measure this often. The first minutes are for the person who has just published.
STEPS: tuple[tuple[timedelta, timedelta], ...] = (
    (timedelta(minutes=10), timedelta(minutes=1)),
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=3), timedelta(hours=6)),
    (timedelta(days=30), timedelta(days=1)),
    (timedelta(days=90), timedelta(days=7)),
    (timedelta(days=730), timedelta(days=30)),
)
OLDEST = STEPS[-1][0]
LONGEST_PAUSE = timedelta(hours=6)
FIRST_PAUSE = timedelta(minutes=1)
# A network may show a new post late: only an absence after this age, seen twice, means removed.
BELIEVED_GONE_AFTER = timedelta(minutes=10)
ABSENCES_TO_BELIEVE = 2

# Spread over a tenth of the pause, so that posts published together are not measured together for ever.
_JITTER_SLOTS = 101


def pause_at(age: timedelta) -> timedelta | None:
    """How long to wait at this age, None when the post is too old to be measured again."""
    for up_to, pause in STEPS:
        if age < up_to:
            return pause
    return None


def jitter(pause: timedelta, *, key: int) -> timedelta:
    """Up to a tenth of the pause, always the same for the same key."""
    return pause * ((key * 37) % _JITTER_SLOTS) / (_JITTER_SLOTS * 10)


def next_measure_at(
    *, published_at: datetime, measured_at: datetime | None, key: int
) -> datetime | None:
    """When to measure next; at once when never measured, None when the post is past two years.

    `key` (the publication's id) decides the jitter, which only ever adds.
    """
    if measured_at is None:
        return published_at
    pause = pause_at(max(measured_at - published_at, timedelta(0)))
    if pause is None:
        return None
    return measured_at + pause + jitter(pause, key=key)


def pause_after_failures(n_failures: int) -> timedelta:
    """A minute, doubling to six hours."""
    return min(FIRST_PAUSE * 2 ** min(max(n_failures - 1, 0), 12), LONGEST_PAUSE)
