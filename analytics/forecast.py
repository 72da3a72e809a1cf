"""Where a goal should be, where it stands and where it is heading. Pure: points and days in, numbers out.

A forecast is a range, made of how the past points really moved: of a rate (a month, per post) a Theil-Sen line with its own
residuals drawn again and again; of what adds up or is counted at one moment, the past gains drawn again and again. Under
FEW_POINTS there is none. The draws are seeded by nothing but a constant: the same points say the same twice.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations, pairwise
from statistics import median

# Under so many points a forecast would be a guess, and the screens say "few data".
FEW_POINTS = 5
# Of the way from baseline to target: so far under the pace is behind, said early; so far over it is ahead, said late.
BEHIND_BY, AHEAD_BY = 0.05, 0.15
_DRAWS = 400
_SEED = 20_061
# Eight of ten draws lie between these.
_LOW, _HIGH = 0.1, 0.9


class Standing(StrEnum):
    """What a goal's last figure says of it."""

    NOT_BEGUN = "not_begun"
    NO_FIGURES = "no_figures"
    BEHIND = "behind"
    ON_TRACK = "on_track"
    AHEAD = "ahead"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Point:
    """A value on the day it is of. Days without a value have no point: a gap stays a gap."""

    on: date
    value: float


@dataclass(frozen=True, slots=True)
class Way:
    """From a baseline on one day to a target on another, straight. The target may lie under the baseline."""

    baseline: float
    target: float
    from_on: date
    to_on: date

    @property
    def length(self) -> float:
        """From baseline to target, negative where less is better."""
        return self.target - self.baseline

    def pace(self, on: date) -> float:
        """Where it should be that day; the baseline before its first day, the target after its last."""
        n_days = (self.to_on - self.from_on).days
        gone = min(max((on - self.from_on).days, 0), n_days)
        return self.baseline + self.length * gone / n_days

    def share(self, value: float) -> float:
        """How much of the way is done: 0 at the baseline, 1 at the target, below 0 where it went backwards."""
        return (value - self.baseline) / self.length

    def is_behind(self, value: float, on: date) -> bool:
        """Whether a value of that day lies clearly under the pace."""
        return self.share(value) < self.share(self.pace(on)) - BEHIND_BY


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where it will be on its last day: eight of ten draws lie from low to high."""

    low: float
    middle: float
    high: float


def standing(way: Way, value: float | None, *, today: date, as_of: date | None = None) -> Standing:
    """What the last value says on a day; `value` is None where nothing is known, `as_of` the day it tells of (else today).

    Whether the time is over is a question of today. Whether it keeps its pace is one of the day the figure is of: between
    two figures the pace goes on, and a goal exactly on it would be told behind.
    """
    on = as_of or today
    if value is not None and way.share(value) >= 1:
        return Standing.REACHED
    if today > way.to_on:
        return Standing.NO_FIGURES if value is None else Standing.MISSED
    if today < way.from_on:
        return Standing.NOT_BEGUN
    if value is None:
        return Standing.NO_FIGURES
    if way.is_behind(value, on):
        return Standing.BEHIND
    if way.share(value) > way.share(way.pace(on)) + AHEAD_BY:
        return Standing.AHEAD
    return Standing.ON_TRACK


def months_behind(way: Way, points: Sequence[Point], *, today: date) -> int:
    """How many whole months up to now, without a break, ended under the pace; a month without a point breaks the row."""
    last: dict[date, Point] = {}
    for point in points:
        last[point.on.replace(day=1)] = point
    n = 0
    month_end = today.replace(day=1) - timedelta(days=1)
    while month_end >= way.from_on:
        ended = last.get(month_end.replace(day=1))
        if ended is None or not way.is_behind(ended.value, month_end):
            break
        n += 1
        month_end = month_end.replace(day=1) - timedelta(days=1)
    return n


def of_a_rate(points: Sequence[Point], *, on: date) -> Forecast | None:
    """The range of a rate (visits a month, saves per post) on a later day; None under FEW_POINTS."""
    if len(points) < FEW_POINTS or on <= points[-1].on:
        return None
    first = points[0].on
    xs = [(point.on - first).days for point in points]
    ys = [point.value for point in points]
    slopes = [
        (ys[b] - ys[a]) / (xs[b] - xs[a])
        for a, b in combinations(range(len(xs)), 2)
        if xs[b] != xs[a]
    ]
    if not slopes:
        return None
    slope = median(slopes)
    start = median([y - slope * x for x, y in zip(xs, ys, strict=True)])
    residuals = [y - start - slope * x for x, y in zip(xs, ys, strict=True)]
    at, whence = (on - first).days, median(xs)
    # The farther from what was seen, the less is known of the slope itself: a slope drawn from those of pairs says so.
    dice = random.Random(_SEED)  # noqa: S311 - not a secret
    spread = _middle_half(slopes, slope)
    ends = sorted(
        start + slope * at + dice.choice(spread) * (at - whence) + dice.choice(residuals)
        for _ in range(_DRAWS)
    )
    return _range(ends, floor=_floor(ys))


def of_a_sum(points: Sequence[Point], *, on: date) -> Forecast | None:
    """The range of what adds up (tickets sold) or is counted at a moment (followers); None under FEW_POINTS."""
    if len(points) < FEW_POINTS or on <= points[-1].on:
        return None
    gains = [
        (after.value - before.value, (after.on - before.on).days)
        for before, after in pairwise(points)
        if after.on > before.on
    ]
    if not gains:
        return None
    left = (on - points[-1].on).days
    dice = random.Random(_SEED)  # noqa: S311 - not a secret
    ends = sorted(points[-1].value + _walk(gains, left, dice) for _ in range(_DRAWS))
    never_falls = all(gain >= 0 for gain, _days in gains)
    return _range(
        ends, floor=points[-1].value if never_falls else _floor([p.value for p in points])
    )


def _walk(gains: Sequence[tuple[float, int]], left: int, dice: random.Random) -> float:
    """What a draw of past gains brings in so many days; the last one counts for the days that are left."""
    brought = 0.0
    while left > 0:
        gain, days = dice.choice(gains)
        brought += gain * min(days, left) / days
        left -= days
    return brought


def _middle_half(slopes: Sequence[float], slope: float) -> list[float]:
    """How far the slopes of pairs lie from their median, without the wildest quarter at each side."""
    ordered = sorted(slopes)
    cut = len(ordered) // 4
    return [each - slope for each in ordered[cut : len(ordered) - cut]]


def _floor(values: Sequence[float]) -> float | None:
    """Nothing that was never under zero is forecast to be."""
    return 0.0 if min(values) >= 0 else None


def _range(ends: Sequence[float], *, floor: float | None) -> Forecast:
    low, middle, high = (ends[int(part * (len(ends) - 1))] for part in (_LOW, 0.5, _HIGH))
    if floor is not None:
        low, middle, high = max(low, floor), max(middle, floor), max(high, floor)
    return Forecast(low, middle, high)
