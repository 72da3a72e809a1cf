"""From what is known day by day to the points of a goal: one a month, one a week, or one a declared period. Pure.

What is missing makes no point. A month is a point only when it is over and all of it is known; what was declared twice for
the same days (a month, and a week of it) counts once, the longer period first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from analytics.forecast import Point
from analytics.series import Period, month_of, next_month

# A post median is told of so many days; a first month that begins later than this is not a whole one.
POSTS_OVER = 30
_WHOLE_FROM = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A value of some days, both included; of a level both are the same."""

    period: Period
    value: float


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by_day(told: Iterable[Told]) -> dict[date, float]:
    """The value of each day, where a period spreads evenly; of two periods that overlap the longer counts."""
    days: dict[date, float] = {}
    for each in sorted(told, key=lambda one: (-one.period.n_days, one.period.first_on)):
        free = [day for day in each.period.days if day not in days]
        # What the longer period has said already is not said again.
        part = each.value / each.period.n_days
        days.update(dict.fromkeys(free, part))
    return days


def months_told(told: Sequence[Told], *, today: date) -> list[Point]:
    """Declared periods as whole months, on their last days."""
    days = _by_day(told)
    return [
        Point(month.last_on, round(sum(days[day] for day in month.days), 2))
        for month in _months(min(days, default=today), today)
        if all(day in days for day in month.days)
    ]


def sum_told(told: Sequence[Told], *, baseline: float, from_on: date) -> list[Point]:
    """The baseline and all that was declared since the first day, at the end of each period."""
    days = _by_day(told)
    ends = sorted({each.period.last_on for each in told if each.period.last_on >= from_on})
    points, so_far, since = [], baseline, from_on
    for end in ends:
        span = (since + timedelta(days=n) for n in range((end - since).days + 1))
        so_far += sum(days.get(day, 0.0) for day in span)
        since = end + timedelta(days=1)
        points.append(Point(end, round(so_far, 2)))
    return points


def levels_told(told: Sequence[Told]) -> list[Point]:
    """Each level on its day."""
    return sorted((Point(each.period.last_on, each.value) for each in told), key=lambda p: p.on)


def months_gained(gained: Mapping[date, float], *, today: date) -> list[Point]:
    """What was gained day by day, as whole months; a month in which nothing was read is a gap."""
    if not gained:
        return []
    first = min(gained)
    if first.day > _WHOLE_FROM:
        first = next_month(first)
    points = []
    for month in _months(first, today):
        read = [gained[day] for day in month.days if day in gained]
        if read:
            points.append(Point(month.last_on, sum(read)))
    return points


def sum_gained(gained: Mapping[date, float], *, baseline: float, from_on: date) -> list[Point]:
    """The baseline and all that was gained since the first day, at the last read day of each week."""
    weeks: dict[date, date] = {}
    for day in sorted(gained):
        if day >= from_on:
            weeks[_monday(day)] = day
    points, so_far, since = [], baseline, from_on
    for end in weeks.values():
        so_far += sum(n for day, n in gained.items() if since <= day <= end)
        since = end + timedelta(days=1)
        points.append(Point(end, so_far))
    return points


def levels_read(read: Mapping[int, Mapping[date, float]]) -> list[Point]:
    """The levels of some channels together, a point a week: only of weeks in which each channel known so far was read."""
    last: dict[date, dict[int, tuple[date, float]]] = defaultdict(dict)
    for channel, days in read.items():
        for day in sorted(days):
            last[_monday(day)][channel] = (day, days[day])
    known: set[int] = set()
    points = []
    for monday in sorted(last):
        week = last[monday]
        known |= week.keys()
        if week.keys() == known:
            points.append(
                Point(max(d for d, _n in week.values()), sum(n for _d, n in week.values()))
            )
    return points


def weeks_of_posts(posts: Iterable[tuple[date, float]]) -> list[Point]:
    """The median of the posts of each week, on its Sunday; a week without posts is a gap."""
    days: dict[date, list[float]] = defaultdict(list)
    for day, value in posts:
        days[day].append(value)
    weeks: dict[date, list[float]] = defaultdict(list)
    for day, values in days.items():
        weeks[_monday(day)] += values
    return [Point(m + timedelta(days=6), float(median(weeks[m]))) for m in sorted(weeks)]


def of_last_posts(posts: Iterable[tuple[date, float]], *, today: date) -> Point | None:
    """The median of the last thirty days' posts; None where there were none."""
    since = today - timedelta(days=POSTS_OVER)
    lately = [(day, value) for day, value in posts if day > since]
    if not lately:
        return None
    return Point(max(day for day, _v in lately), float(median([value for _d, value in lately])))


def _months(first: date, today: date) -> Iterable[Period]:
    """The months from that of the first day on which are over."""
    month = month_of(first)
    while month.last_on < today:
        yield month
        month = month_of(next_month(month.first_on))
