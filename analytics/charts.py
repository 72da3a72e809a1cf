"""A line chart as SVG, drawn on the server: gaps stay gaps, an unfinished day is dashed and hatched. Pure.

A LineChart is the one specification: pages draw it wide and narrow, so that text keeps its size, and the printed
report draws it for paper. Everything is an attribute or a class: the content policy allows no inline style, and
paper brings its own colours. The words for readers who do not see it stand in the aria-label.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

N_STEPS = 4
HATCH = 7.0


@dataclass(frozen=True, slots=True)
class Point:
    """One place of the line, a day or an age: its value or None, whether the day is not over, whether a post went out."""

    at: date | timedelta
    value: int | None
    is_open: bool = False
    has_post: bool = False


@dataclass(frozen=True, slots=True)
class Size:
    """The drawing's measures; `css` says on which screens it is shown."""

    width: float
    height: float
    left: float
    label_every: int
    css: str


WIDE = Size(900, 264, 44, 7, "for-desk")
NARROW = Size(328, 220, 40, 14, "for-phone")
WIDE_SMALL = Size(900, 150, 52, 7, "for-desk")
NARROW_SMALL = Size(328, 140, 48, 14, "for-phone")
WIDE_AGES = Size(900, 200, 52, 1, "for-desk")
NARROW_AGES = Size(328, 180, 48, 3, "for-phone")
PAPER = Size(640, 240, 44, 7, "on-paper")

TOP, BELOW, RIGHT = 24.0, 34.0, 14.0


@dataclass(frozen=True, slots=True)
class Words:
    """What the drawing says: a description, the note on the unfinished day, and how numbers and places are written."""

    description: str
    open_note: str
    today: str
    number: Callable[[int | float], str]
    place: Callable[[Any], str]


def scale(low: int, high: int, *, is_from_zero: bool) -> list[int]:
    """Whole steps around the values, at most six, round to the eye: 0, 500, 1000, 1500."""
    if is_from_zero:
        low = 0
    span = max(high - low, N_STEPS)
    raw = span / N_STEPS
    magnitude = 10 ** math.floor(math.log10(raw))
    step = next(f * magnitude for f in (1, 2, 2.5, 5, 10) if f * magnitude >= raw)
    whole = max(math.ceil(step), 1)
    start = (low // whole) * whole
    end = max(math.ceil(high / whole) * whole, start + whole)
    return list(range(start, end + 1, whole))


@dataclass(frozen=True)
class _Plane:
    size: Size
    n: int
    steps: list[int]

    @property
    def right(self) -> float:
        return self.size.width - RIGHT

    @property
    def bottom(self) -> float:
        return self.size.height - BELOW

    @property
    def pitch(self) -> float:
        return (self.right - self.size.left) / max(self.n - 1, 1)

    def x(self, index: int) -> float:
        return self.right if self.n == 1 else self.size.left + index * self.pitch

    def y(self, value: float) -> float:
        low, high = self.steps[0], self.steps[-1]
        return self.bottom - (value - low) / (high - low) * (self.bottom - TOP)


@dataclass(frozen=True, slots=True)
class LineChart:
    """What is drawn, wherever it is drawn: the points, the words, and whether the axis begins at zero."""

    points: tuple[Point, ...]
    words: Words
    is_from_zero: bool = True

    def svg(self, size: Size) -> SafeString:
        """The picture for a page; empty text when no point has a value."""
        return _drawn(self.points, words=self.words, size=size, is_from_zero=self.is_from_zero)

    def on_paper(self, size: Size, *, colour: str) -> str:
        """The same picture as a file of its own, with its colours in it: the line in `colour` (#rrggbb)."""
        svg = self.svg(size)
        style = _PAPER.replace("COLOUR", colour)
        return svg.replace(
            "<svg ",
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_n(size.width)}" height="{_n(size.height)}" ',
            1,
        ).replace(">", f"><style>{style}</style>", 1)


# What static/css/_charts.scss says to pages, said to a printer: black on white, the client's colour for the line.
_PAPER = (
    "text{font-family:'Source Sans 3';font-size:12px;fill:#4F565E}"
    ".strong{fill:#1B1F23;font-weight:600}.at-end{text-anchor:end}.at-middle{text-anchor:middle}"
    ".grid{stroke:#DAD6CD}.axis{stroke:#857F73}"
    ".series{fill:none;stroke:COLOUR;stroke-width:2;stroke-linejoin:round}"
    ".open{stroke-dasharray:4 4}.gap{stroke:#DAD6CD;stroke-width:1}"
    ".dot{fill:#FFFFFF;stroke:COLOUR;stroke-width:2}.full{fill:COLOUR}"
    ".tick{stroke:#4F565E;stroke-width:2}"
)


def _drawn(points: Sequence[Point], *, words: Words, size: Size, is_from_zero: bool) -> SafeString:
    known = [point.value for point in points if point.value is not None]
    if not known:
        return mark_safe("")
    plane = _Plane(size, len(points), scale(min(known), max(known), is_from_zero=is_from_zero))
    parts = [
        *_grid(plane, words),
        *_holes(points, plane),
        *_open_day(points, plane, words),
        *_posts(points, plane),
        *_days(points, plane, words),
        *_line(points, plane),
        *_peak(points, plane, words),
    ]
    return format_html(
        '<svg class="plot {} series-1" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        size.css,
        _n(size.width),
        _n(size.height),
        words.description,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, css: str, words: str) -> SafeString:
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', css, _n(x), _n(y), words)


def _grid(plane: _Plane, words: Words) -> Iterator[SafeString]:
    for index, step in enumerate(plane.steps):
        yield format_html(
            '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            "axis" if index == 0 else "grid",
            _n(plane.size.left),
            _n(plane.size.width),
            _n(plane.y(step)),
            _n(plane.y(step)),
        )
        yield _text(plane.size.left - 8, plane.y(step) + 4, "at-end", words.number(step))


def hatch(left: float, right: float, top: float, bottom: float) -> str:
    """The path of slanting lines that fill a rectangle."""
    parts = []
    at = left + top + HATCH
    while at < right + bottom:
        x1, x2 = max(left, at - bottom), min(right, at - top)
        parts.append(f"M{_n(x1)} {_n(at - x1)}L{_n(x2)} {_n(at - x2)}")
        at += HATCH
    return "".join(parts)


def _hatched(plane: _Plane, left: float, right: float) -> SafeString:
    path = hatch(max(left, plane.size.left), min(right, plane.size.width), TOP, plane.bottom)
    return format_html('<path class="gap" fill="none" d="{}"/>', path)


def _holes(points: Sequence[Point], plane: _Plane) -> Iterator[SafeString]:
    """Days without a figure between days that have one."""
    known = [index for index, point in enumerate(points) if point.value is not None]
    for before, after in pairwise(known):
        if after - before > 1:
            half = plane.pitch / 2
            yield _hatched(plane, plane.x(before) + half, plane.x(after) - half)


def _open_day(points: Sequence[Point], plane: _Plane, words: Words) -> Iterator[SafeString]:
    for index, point in enumerate(points):
        if point.is_open:
            left = plane.x(index) - plane.pitch / 2 if plane.n > 1 else plane.x(index) - 14
            yield _hatched(plane, left, plane.size.width)
            yield _text(left - 6, TOP - 8, "at-end", words.open_note)


def _posts(points: Sequence[Point], plane: _Plane) -> Iterator[SafeString]:
    """A tick under each day on which a post went out, all in one stroke."""
    top, bottom = _n(plane.bottom + 4), _n(plane.bottom + 10)
    at = [_n(plane.x(index)) for index, point in enumerate(points) if point.has_post]
    if at:
        yield format_html(
            '<path class="tick" d="{}"/>', "".join(f"M{x} {top}V{bottom}" for x in at)
        )


def _days(points: Sequence[Point], plane: _Plane, words: Words) -> Iterator[SafeString]:
    last = len(points) - 1
    every = plane.size.label_every * max(1, math.ceil(len(points) / 45))
    y = plane.bottom + 26
    for index in range(0, last, every):
        # the label at the end needs room: one that would touch it is left out
        if (last - index) * plane.pitch < 90:
            continue
        css = "" if index == 0 else "at-middle"
        yield _text(plane.x(index), y, css, words.place(points[index].at))
    label = words.place(points[last].at)
    if points[last].is_open and words.today:
        label = f"{words.today}, {label}"
    yield _text(plane.size.width, y, "strong at-end", label)


def _line(points: Sequence[Point], plane: _Plane) -> Iterator[SafeString]:
    path, dashed, dots = [], [], []
    for index, point in enumerate(points):
        if point.value is None:
            continue
        here = f"{_n(plane.x(index))} {plane.y(point.value):.0f}"
        before = points[index - 1].value if index else None
        after = points[index + 1].value if index < len(points) - 1 else None
        if before is None:
            if point.is_open or after is None:
                dots.append((index, point))
            path.append(f"M{here}")
        elif point.is_open:
            dashed.append(f"M{_n(plane.x(index - 1))} {plane.y(before):.0f}L{here}")
            dots.append((index, point))
        else:
            path.append(f"L{here}")
    yield format_html('<path class="series" d="{}"/>', "".join(path))
    if dashed:
        yield format_html('<path class="series open" d="{}"/>', "".join(dashed))
    for index, point in dots:
        yield format_html(
            '<circle class="dot{}" cx="{}" cy="{}" r="4"/>',
            "" if point.is_open else " full",
            _n(plane.x(index)),
            _n(plane.y(point.value or 0)),
        )


def _peak(points: Sequence[Point], plane: _Plane, words: Words) -> Iterator[SafeString]:
    """The highest day wears its number; not on a flat line, nor at the end, where other words stand."""
    known = [(point.value, index) for index, point in enumerate(points) if point.value is not None]
    value, index = max(known)
    if value == min(known)[0] or plane.x(index) > plane.size.width - 80:
        return
    yield _text(plane.x(index) + 10, plane.y(value) + 4, "strong", words.number(value))


def ruler(ratio: float) -> SafeString:
    """How a post stands to the median: a dot on a line whose middle is 1, each half a doubling of two."""
    x = min(max(52 + math.log2(max(ratio, 0.01)) / 2 * 50, 4), 100)
    css = "" if ratio >= 1 else "bad"
    return format_html(
        '<svg class="plot ruler {}" viewBox="0 0 104 16" width="104" height="16" aria-hidden="true">'
        '<line class="grid" x1="0" x2="104" y1="8" y2="8"/><line class="axis" x1="52" x2="52" y1="2" y2="14"/>'
        '<line class="series" x1="52" x2="{}" y1="8" y2="8"/><circle class="dot{}" cx="{}" cy="8" r="3.5"/></svg>',
        css,
        _n(x),
        " full" if ratio >= 1 else "",
        _n(x),
    )


@lru_cache(maxsize=128)
def _across(n: int) -> tuple[str, ...]:
    """Where so many days stand from the left to the right edge of a small line."""
    return tuple(_n(index / (n - 1) * 100) for index in range(n))


def spark_on_paper(values: Sequence[int | None], *, colour: str) -> str:
    """The same as a file of its own, with its colour (#rrggbb) in it."""
    style = f"path{{fill:none;stroke:{colour};stroke-width:2}}"
    drawn: str = spark(values, is_last_open=False)
    drawn = drawn.replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="28" ', 1
    )
    return drawn.replace(">", f"><style>{style}</style>", 1)


def spark(values: Sequence[int | None], *, is_last_open: bool) -> SafeString:
    """A small line without axes; empty text when fewer than two days have a value."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low, high = min(known), max(known)
    span = max(high - low, 1)
    spots = [
        None if value is None else f"{x} {26 - (value - low) / span * 24:.0f}"
        for x, value in zip(_across(len(values)), values, strict=True)
    ]
    path, dashed = "", ""
    for index, spot in enumerate(spots):
        if spot is None:
            continue
        before = spots[index - 1] if index else None
        after = spots[index + 1] if index + 1 < len(spots) else None
        if before is None and after is None:
            path += f"M{spot}h{2 if index + 1 < len(spots) else -2}"  # alone between gaps: a dot
            continue
        if is_last_open and index == len(spots) - 1 and before is not None:
            dashed = f"M{before}L{spot}"
        else:
            path += f"{'M' if before is None else 'L'}{spot}"
    return format_html(
        '<svg class="spark" viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true"><path d="{}"/>{}</svg>',
        path,
        format_html('<path class="open" d="{}"/>', dashed) if dashed else "",
    )
