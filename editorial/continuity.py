"""Whether a channel keeps the rhythm it promised, and when a silence would begin. Pure, by days of the client's clock.

A target is posts a week. A silence begins when more days pass without an exit than the target's own distance and a half:
three a week leave two days and a third between two posts, so that the fourth empty day is one too many.
Why these bounds: docs/decisions/quality-figures.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

# So many days before a silence begins people are told: time to write, approve and schedule.
WARNED_BEFORE = 3
# Approved posts for so many days are enough to call a stock full.
FULL_STOCK = 14


def patience(weekly: int) -> int:
    """How many days without an exit still belong to the rhythm of `weekly` posts a week; two at least, for weekends."""
    return max(2, int(7 / weekly * 1.5))


def silence_on(since: date, coming: Iterable[date], *, weekly: int) -> date:
    """The first day of the next silence if nothing more is approved; `since` is the day of the last exit, `coming` are those of the next."""
    last = since
    for day in sorted(coming):
        if (day - last).days > patience(weekly) + 1:
            break
        last = max(last, day)
    return last + timedelta(days=patience(weekly) + 1)


def is_near(silence: date, *, today: date) -> bool:
    """Whether people should hear of it now."""
    return (silence - today).days <= WARNED_BEFORE


def kept(weeks: Sequence[int], *, weekly: int) -> float:
    """Which part of the promised posts went out, 0 to 1: each week counts up to its target, so that a rich one does not hide an empty one."""
    return sum(min(n, weekly) for n in weeks) / (weekly * len(weeks)) if weeks else 0.0


@dataclass(frozen=True, slots=True)
class Silence:
    """Days without an exit between two days that are none of them; `ends` is None while it lasts."""

    n_days: int
    after: date
    ends: date | None


def longest_silence(exits: Iterable[date], *, first: date, today: date) -> Silence | None:
    """The longest run of days without an exit from `first` up to today, the later of two as long; None without a single day."""
    days = sorted({day for day in exits if first <= day <= today})
    edges: list[date] = [first - timedelta(days=1), *days, today + timedelta(days=1)]
    best: Silence | None = None
    for one, other in pairwise(edges):
        n = (other - one).days - 1
        if n > 0 and (best is None or n >= best.n_days):
            best = Silence(n, one, None if other > today else other)
    return best


def by_week(exits: Iterable[date], *, today: date, n_weeks: int) -> list[int]:
    """How many exits each of the last whole weeks of seven days had, the oldest first; today is not over and does not count."""
    counts = [0] * n_weeks
    for day in exits:
        weeks_ago = ((today - day).days - 1) // 7
        if 0 <= weeks_ago < n_weeks:
            counts[n_weeks - 1 - weeks_ago] += 1
    return counts
