"""The drawing: scales round to the eye, gaps that stay open, one description for those who do not see it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from analytics import charts

WORDS = charts.Words(
    description='Likes & "more"',
    open_note="today is not over",
    today="today",
    number=str,
    place=str,
)


def points(*values: int | None, is_open: bool = False) -> list[charts.Point]:
    first = date(2026, 11, 1)
    last = len(values) - 1
    return [
        charts.Point(first + timedelta(days=n), value, is_open=is_open and n == last)
        for n, value in enumerate(values)
    ]


def chart(*values: int | None, is_open: bool = False) -> charts.LineChart:
    return charts.LineChart(tuple(points(*values, is_open=is_open)), WORDS)


@pytest.mark.parametrize(
    ("low", "high", "zero", "steps"),
    [
        (0, 0, True, [0, 1]),
        (0, 3, True, [0, 1, 2, 3]),
        (12, 95, True, [0, 25, 50, 75, 100]),
        (260, 1910, True, [0, 500, 1000, 1500, 2000]),
        (431, 440, False, [429, 432, 435, 438, 441]),
    ],
)
def test_scales_are_whole_and_hold_the_values(
    low: int, high: int, zero: bool, steps: list[int]
) -> None:
    found = charts.scale(low, high, is_from_zero=zero)
    assert found == steps
    assert found[0] <= low
    assert found[-1] >= high


def test_a_gap_breaks_the_line_and_is_hatched() -> None:
    svg = chart(1, 2, None, 4, 5).svg(charts.WIDE)
    line = re.search(r'class="series" d="([^"]+)"', svg)
    assert line
    assert line[1].count("M") == 2
    assert svg.count('class="gap"') == 1


def test_a_day_that_is_not_over_is_dashed_hollow_and_said() -> None:
    svg = chart(1, 2, 3, is_open=True).svg(charts.NARROW)
    assert 'class="series open"' in svg
    assert '<circle class="dot" ' in svg
    assert "today is not over" in svg
    assert "today, 2026-11-03" in svg


def test_one_day_alone_is_a_dot_and_no_day_is_no_picture() -> None:
    assert '<circle class="dot" ' in chart(4, is_open=True).svg(charts.WIDE)
    assert chart(None, None).svg(charts.WIDE) == ""


def test_words_are_escaped_and_nothing_is_styled_inline() -> None:
    svg = chart(1, 2).svg(charts.WIDE)
    assert "Likes &amp; &quot;more&quot;" in svg
    assert "style" not in svg


def test_paper_gets_the_same_line_with_its_colours_inside() -> None:
    one = chart(1, 2, None, 4, is_open=True)
    page, paper = one.svg(charts.PAPER), one.on_paper(charts.PAPER, colour="#8C2F45")
    assert re.findall(r' d="[^"]+"', paper) == re.findall(r' d="[^"]+"', page)
    assert "#8C2F45" in paper
    assert 'xmlns="http://www.w3.org/2000/svg"' in paper


def test_the_ruler_is_log_scaled_and_stays_on_its_line() -> None:
    def at(ratio: float) -> float:
        found = re.search(r'cx="([0-9.]+)"', charts.ruler(ratio))
        assert found
        return float(found[1])

    assert at(1) == 52
    assert at(2) - 52 == pytest.approx(52 - at(0.5))
    assert 0 < at(0) < at(0.4) < at(3) < at(1000) <= 104


def test_a_value_alone_between_gaps_is_seen_and_joins_nothing():
    drawn = charts.spark([None, 5, None, 7, 8, None, 9], is_last_open=False)
    (path,) = re.findall(r'<path d="([^"]+)"', drawn)
    assert re.fullmatch(r"M[\d.]+ \d+h2M[\d.]+ \d+L[\d.]+ \d+M100(?:\.0)? \d+h-2", path), path
