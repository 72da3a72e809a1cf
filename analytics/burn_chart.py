"""The burn line as SVG: used, expected, the contract's own pace and its limit, over the days of a period. Pure.

Drawn like analytics/charts.py draws: a BurnChart is the one specification, wide and narrow, with classes only. Hours
go up, weekends and holidays are bands; the words for readers who do not see it stand in the aria-label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from analytics.burning import Burn
from analytics.charts import BELOW, RIGHT, TOP, Size, scale

WIDE = Size(900, 252, 40, 7, "for-desk")
NARROW = Size(328, 220, 32, 14, "for-phone")
# About so wide is a letter of the drawing.
LETTER = 6.8
LABEL_AT_END = 130.0
# A longer period than this has too many weekends to be told apart.
MOST_DAYS_WITH_BANDS = 100
# So many pixels two names of days need between them.
ROOM = {"for-desk": 74.0, "for-phone": 58.0}


@dataclass(frozen=True, slots=True)
class Words:
    """What the drawing says, and how hours and days are written."""

    description: str
    limit: str
    used: str
    expected: str
    ends: str
    pace: str
    hours: Callable[[float], str]
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class BurnChart:
    """What is drawn, wherever it is drawn."""

    burn: Burn
    words: Words

    def svg(self, size: Size) -> SafeString:
        """The picture for a page."""
        return _Drawing(self.burn, self.words, size).svg()


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _h(minutes: int | Fraction) -> float:
    return float(minutes) / 60


class _Drawing:
    def __init__(self, burn: Burn, words: Words, size: Size) -> None:
        self.burn, self.words, self.size = burn, words, size
        highest = max(_h(burn.used), _h(burn.included or 0), _h(burn.at_end or 0), 1.0)
        self.steps = scale(0, int(highest + 0.999), is_from_zero=True)
        self.right = size.width - RIGHT
        self.bottom = size.height - BELOW
        self.pitch = (self.right - size.left) / max(len(burn.days) - 1, 1)

    def x(self, index: int) -> float:
        return self.size.left + index * self.pitch

    def y(self, hours: float) -> float:
        return self.bottom - hours / self.steps[-1] * (self.bottom - TOP)

    def svg(self) -> SafeString:
        parts = [
            *self.bands(),
            *self.grid(),
            *self.limit(),
            *self.lines(),
            *self.pace(),
            *self.marks(),
            *self.days(),
        ]
        return format_html(
            '<svg class="plot {} series-1" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            self.size.css,
            _n(self.size.width),
            _n(self.size.height),
            self.words.description,
            format_html_join("", "{}", ((part,) for part in parts)),
        )

    def text(self, x: float, y: float, css: str, words: str) -> SafeString:
        return format_html('<text class="{}" x="{}" y="{}">{}</text>', css, _n(x), _n(y), words)

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> SafeString:
        return format_html(
            '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>',
            css,
            _n(x1),
            _n(y1),
            _n(x2),
            _n(y2),
        )

    def bands(self) -> Iterator[SafeString]:
        """Days on which nobody works."""
        if len(self.burn.days) > MOST_DAYS_WITH_BANDS:
            return
        half = self.pitch / 2
        for index, day in enumerate(self.burn.days):
            if not day.is_working:
                left = max(self.x(index) - half, self.size.left)
                right = min(self.x(index) + half, self.right)
                yield format_html(
                    '<rect class="band" x="{}" y="{}" width="{}" height="{}"/>',
                    _n(left), _n(TOP), _n(right - left), _n(self.bottom - TOP),
                )  # fmt: skip

    def grid(self) -> Iterator[SafeString]:
        for step in self.steps:
            css = "grid" if step else "axis"
            yield self.line(self.size.left, self.y(step), self.right, self.y(step), css)
            yield self.text(self.size.left - 8, self.y(step) + 4, "at-end", self.words.hours(step))

    def limit(self) -> Iterator[SafeString]:
        if self.burn.included is not None:
            at = self.y(_h(self.burn.included))
            yield self.line(self.size.left, at, self.right, at, "tick")
            y = at + 16 if self.is_limit_in_the_way() else at - 6
            yield self.text(self.size.left + 6, y, "strong", self.words.limit)

    def is_limit_in_the_way(self) -> bool:
        """Whether the words of the limit, over their line, would stand in those of the day it ends."""
        n = next((n for n, day in enumerate(self.burn.days) if day.on == self.burn.ends_on), None)
        if n is None:
            return False
        begins = self.x(n) - 8 - LETTER * len(self.words.ends)
        return begins < self.size.left + 12 + LETTER * len(self.words.limit)

    def pace(self) -> Iterator[SafeString]:
        """The name of the contract's own line, where there is room beside it."""
        index = int(len(self.burn.days) * 0.86)
        at = self.burn.days[index].pace
        if at is not None and self.size is WIDE:
            yield self.text(self.x(index), self.y(_h(at)) + 18, "at-middle", self.words.pace)

    def path(self, points: Sequence[tuple[int, float]], css: str) -> SafeString:
        d = "M" + "L".join(f"{_n(self.x(index))} {_n(self.y(hours))}" for index, hours in points)
        return format_html('<path class="{}" d="{}"/>', css, d)

    def lines(self) -> Iterator[SafeString]:
        days = list(enumerate(self.burn.days))
        pace = [(n, _h(day.pace)) for n, day in days if day.pace is not None]
        used = [(n, _h(day.used)) for n, day in days if day.used is not None]
        ahead = [(n, _h(day.forecast)) for n, day in days if day.forecast is not None]
        if len(pace) > 1:
            yield self.path(pace, "series stem")
        if len(ahead) > 1:
            yield self.path(ahead, "series open bad" if self.burn.over else "series open")
        if used:
            yield self.path(used, "series")

    def marks(self) -> Iterator[SafeString]:
        """Where it stands today, where it ends, and how far it would be at the end."""
        for index, day in enumerate(self.burn.days):
            if day.on == min(self.burn.today, self.burn.last_on) and day.used is not None:
                yield self.dot(index, _h(day.used), "dot")
                x, css = self.placed(index)
                # At the right end the words of the forecast stand over the line.
                y = self.y(_h(day.used)) + (22 if x > self.right - LABEL_AT_END else -10)
                yield self.text(x, y, f"strong {css}", self.words.used)
            if day.on == self.burn.ends_on and self.burn.included is not None:
                at = _h(self.burn.included)
                yield self.dot(index, at, "dot bad")
                x = self.x(index) - 8
                yield self.text(x, self.y(at) - 10, "strong at-end", self.words.ends)
        # On the last day it is what is used.
        if self.burn.at_end is not None and self.burn.today < self.burn.last_on:
            at = self.y(_h(self.burn.at_end))
            yield self.text(self.right, max(at - 8, 12.0), "strong at-end", self.words.expected)

    def dot(self, index: int, hours: float, css: str) -> SafeString:
        return format_html(
            '<circle class="{}" cx="{}" cy="{}" r="4"/>', css, _n(self.x(index)), _n(self.y(hours))
        )

    def placed(self, index: int) -> tuple[float, str]:
        """A label over a point, kept inside the picture."""
        x = self.x(index)
        if x < self.size.left + 40:
            return max(x, self.size.left + 2), ""
        return (x, "at-end") if x > self.right - 40 else (x, "at-middle")

    def days(self) -> Iterator[SafeString]:
        """The first and the last day, today, and the day it ends, where there is room."""
        room = ROOM[self.size.css]
        last = len(self.burn.days) - 1
        wanted = [
            n
            for n, day in enumerate(self.burn.days)
            if day.on in (self.burn.today, self.burn.ends_on) or n in (0, last)
        ]
        # Today and the end are worth more than the edges.
        order = sorted(
            wanted,
            key=lambda n: (self.burn.days[n].on not in (self.burn.today, self.burn.ends_on), n),
        )
        shown: list[int] = []
        for n in order:
            if all(abs(self.x(n) - self.x(each)) >= room for each in shown):
                shown.append(n)
        for n in sorted(shown):
            on = self.burn.days[n].on
            css = "at-end" if n == last else "at-middle" if n else ""
            strong = "strong " if on == self.burn.today else ""
            yield self.text(
                self.x(n), self.bottom + 18, f"{strong}{css}".strip(), self.words.day(on)
            )
