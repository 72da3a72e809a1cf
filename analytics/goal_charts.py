"""Two drawings of a goal: its way as one line of a list, and its points over time with pace, target and forecast.

SVG made of attributes and classes alone, as in charts.py. Values come from figures and words from us, escaped.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from analytics.charts import BELOW, RIGHT, TOP, Size, hatch, scale
from analytics.forecast import Forecast, Point, Way

# The widest step between two points of one line; more is a gap.
MONTHLY_STEP, WEEKLY_STEP = timedelta(days=35), timedelta(days=10)
# The track of a list: baseline and target stand at these parts of its width.
_START, _END = 8.0, 92.0


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def track(way: Way, value: float | None, *, expected: float) -> SafeString:
    """A goal on one line: from the baseline to the value a bar, a dashed tick where it should be, a full one at the target."""

    def x(share: float) -> str:
        return _n(min(max(_START + share * (_END - _START), 0), 100))

    bar = ""
    if value is not None:
        start, end = sorted((float(x(0)), float(x(way.share(value)))))
        bar = format_html(
            '<rect class="bar-mark" x="{}" y="6" width="{}" height="4"/>',
            _n(start),
            _n(max(end - start, 0.4)),
        )
    return format_html(
        '<svg class="plot track series-1" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="grid" x1="0" x2="100" y1="8" y2="8"/><line class="axis" x1="{0}" x2="{0}" y1="4" y2="12"/>{1}'
        '<line class="pace" x1="{2}" x2="{2}" y1="1" y2="15"/><line class="tick" x1="{3}" x2="{3}" y1="2" y2="14"/></svg>',
        x(0),
        bar,
        x(way.share(expected)),
        x(1),
    )


@dataclass(frozen=True, slots=True)
class GoalWords:
    """What the drawing of one goal says."""

    description: str
    today: str
    target: str
    number: Callable[[float], str]
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class GoalChart:
    """The points of a goal from its first day to its last, for components/chart.html."""

    way: Way
    points: Sequence[Point]
    forecast: Forecast | None
    today: date
    step: timedelta
    words: GoalWords

    def svg(self, size: Size) -> SafeString:
        """The picture; empty text when there is no point."""
        shown = [p for p in self.points if p.on >= self._first_on]
        if not shown:
            return mark_safe("")
        plane = self._plane(shown, size)
        parts = [
            *self._grid(plane),
            *self._pace(plane),
            *self._line(plane, shown),
            *self._ahead(plane, shown[-1]),
        ]
        return format_html(
            '<svg class="plot {} series-1" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            size.css,
            _n(size.width),
            _n(size.height),
            self.words.description,
            format_html_join("", "{}", ((part,) for part in parts)),
        )

    @property
    def _first_on(self) -> date:
        """A quarter of its time before it begins, so that one sees where it came from."""
        return self.way.from_on - (self.way.to_on - self.way.from_on) / 4

    def _plane(self, shown: Sequence[Point], size: Size) -> _Plane:
        values = [self.way.baseline, self.way.target, *(point.value for point in shown)]
        if self.forecast:
            values += [self.forecast.low, self.forecast.high]
        is_from_zero = 0 <= min(values) < max(values) / 2
        steps = scale(math.floor(min(values)), math.ceil(max(values)), is_from_zero=is_from_zero)
        first = min(self.way.from_on, shown[0].on)
        return _Plane(size, first, self.way.to_on, steps)

    def _grid(self, plane: _Plane) -> Iterator[SafeString]:
        for index, step in enumerate(plane.steps):
            yield format_html(
                '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
                "axis" if index == 0 else "grid",
                _n(plane.size.left),
                _n(plane.size.width),
                _n(plane.y(step)),
                _n(plane.y(step)),
            )
            yield plane.text(
                plane.size.left - 8, plane.y(step) + 4, "at-end", self.words.number(step)
            )
        below = plane.bottom + 20
        yield plane.text(plane.size.left, below, "", self.words.day(plane.first_on))
        yield plane.text(plane.size.width, below, "at-end", self.words.day(plane.last_on))
        at = plane.x(self.today)
        if (
            plane.size.left + 90 < at < plane.size.width - 90
            and plane.first_on < self.today < plane.last_on
        ):
            yield format_html(
                '<line class="stem" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
                _n(at),
                _n(TOP),
                _n(plane.bottom),
            )
            yield plane.text(at, below, "strong at-middle", self.words.today)

    def _pace(self, plane: _Plane) -> Iterator[SafeString]:
        """The straight way, and the target as a line of its own."""
        way = self.way
        yield format_html(
            '<path class="pace" d="M{} {}L{} {}"/>',
            _n(plane.x(way.from_on)),
            _n(plane.y(way.baseline)),
            _n(plane.x(way.to_on)),
            _n(plane.y(way.target)),
        )
        yield format_html(
            '<line class="tick" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            _n(plane.x(way.to_on) - 12),
            _n(plane.x(way.to_on)),
            _n(plane.y(way.target)),
            _n(plane.y(way.target)),
        )
        yield plane.text(
            plane.size.width, plane.y(way.target) - 6, "strong at-end", self.words.target
        )

    def _line(self, plane: _Plane, shown: Sequence[Point]) -> Iterator[SafeString]:
        path = f"M{plane.at(shown[0])}"
        for before, after in pairwise(shown):
            if after.on - before.on <= self.step:
                path += f"L{plane.at(after)}"
                continue
            path += f"M{plane.at(after)}"
            left, right = plane.x(before.on) + 6, plane.x(after.on) - 6
            if right > left:
                yield format_html(
                    '<path class="gap" fill="none" d="{}"/>', hatch(left, right, TOP, plane.bottom)
                )
        yield format_html('<path class="series" d="{}"/>', path)
        for point in shown:
            is_last = point is shown[-1]
            yield format_html(
                '<circle class="dot{}" cx="{}" cy="{}" r="{}"/>',
                " full" if is_last else "",
                _n(plane.x(point.on)),
                _n(plane.y(point.value)),
                4 if is_last else 2.5,
            )

    def _ahead(self, plane: _Plane, last: Point) -> Iterator[SafeString]:
        """The range at the end, opening from the last point."""
        if self.forecast is None:
            return
        end = plane.x(self.way.to_on)
        yield format_html(
            '<path class="area" d="M{}L{} {}L{} {}Z"/>',
            plane.at(last),
            _n(end),
            _n(plane.y(self.forecast.low)),
            _n(end),
            _n(plane.y(self.forecast.high)),
        )
        yield format_html(
            '<path class="series open" d="M{}L{} {}"/>',
            plane.at(last),
            _n(end),
            _n(plane.y(self.forecast.middle)),
        )


@dataclass(frozen=True, slots=True)
class _Plane:
    size: Size
    first_on: date
    last_on: date
    steps: list[int]

    @property
    def bottom(self) -> float:
        return self.size.height - BELOW

    def x(self, on: date) -> float:
        whole = max((self.last_on - self.first_on).days, 1)
        right = self.size.width - RIGHT
        return self.size.left + (on - self.first_on).days / whole * (right - self.size.left)

    def y(self, value: float) -> float:
        low, high = self.steps[0], self.steps[-1]
        return self.bottom - (value - low) / (high - low) * (self.bottom - TOP)

    def at(self, point: Point) -> str:
        return f"{_n(self.x(point.on))} {_n(self.y(point.value))}"

    def text(self, x: float, y: float, css: str, words: str) -> SafeString:
        return format_html('<text class="{}" x="{}" y="{}">{}</text>', css, _n(x), _n(y), words)
