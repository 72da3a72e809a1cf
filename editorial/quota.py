"""How many posts fit into any 24 hours: whether another has room, and when the next one would have. Pure.

Networks count back from now, not by days of the calendar: what goes out at 23:00 still counts at 22:00 of the next day. So a
new post must fit into every window of 24 hours that it falls into, those that end with later posts among them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(hours=24)


def place_in_window(taken: Sequence[datetime], instant: datetime, n: int = 1) -> int:
    """Which post of 24 hours the last of `n` new ones at that instant would be, in the fullest window; `taken` is sorted."""
    ends = [instant, *taken[bisect_right(taken, instant) : bisect_left(taken, instant + WINDOW)]]
    return n + max(bisect_right(taken, end) - bisect_right(taken, end - WINDOW) for end in ends)


def next_free(
    taken: Sequence[datetime], instant: datetime, *, most: int, n: int = 1
) -> datetime | None:
    """The first instant from then on at which `n` more posts fit, to the full minute; None where they never do."""
    if n > most:
        return None
    # Room comes up only when something leaves the window, a day after it went out.
    candidates = [instant, *(each + WINDOW for each in taken if each + WINDOW > instant)]
    for candidate in candidates:
        minute = candidate.replace(second=0, microsecond=0)
        if minute < candidate:
            minute += timedelta(minutes=1)
        if place_in_window(taken, minute, n) <= most:
            return minute
    raise AssertionError("after the last post there is always room")


def with_parts(moments: Sequence[tuple[datetime, int]]) -> list[datetime]:
    """A sorted list with each instant as often as it has posts."""
    taken: list[datetime] = []
    for moment, n in moments:
        for _part in range(max(n, 1)):
            insort(taken, moment)
    return taken
