"""Pace, standing and forecast of a goal: tables and properties, without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast import (
    FEW_POINTS,
    Point,
    Standing,
    Way,
    months_behind,
    of_a_rate,
    of_a_sum,
    standing,
)

VISITS = Way(22, 40, date(2026, 10, 1), date(2027, 4, 30))
REPLIES = Way(48, 24, date(2026, 10, 1), date(2027, 4, 30))  # hours: less is better
TODAY = date(2026, 12, 9)


@pytest.mark.parametrize(
    ("way", "value", "today", "said"),
    [
        (VISITS, None, TODAY, Standing.NO_FIGURES),
        (VISITS, 22, date(2026, 9, 30), Standing.NOT_BEGUN),
        (VISITS, 26, TODAY, Standing.BEHIND),
        (VISITS, 28, TODAY, Standing.ON_TRACK),
        (VISITS, 29, TODAY, Standing.ON_TRACK),
        (VISITS, 32, TODAY, Standing.AHEAD),
        (VISITS, 40, TODAY, Standing.REACHED),
        (VISITS, 39, date(2027, 5, 1), Standing.MISSED),
        (VISITS, None, date(2027, 5, 1), Standing.NO_FIGURES),
        (VISITS, 18, TODAY, Standing.BEHIND),
        (REPLIES, 47, TODAY, Standing.BEHIND),
        (REPLIES, 40, TODAY, Standing.ON_TRACK),
        (REPLIES, 20, TODAY, Standing.REACHED),
    ],
)
def test_the_last_figure_says_how_a_goal_stands(way, value, today, said) -> None:
    assert standing(way, value, today=today) == said


def test_the_pace_is_the_baseline_before_the_target_after_and_straight_between() -> None:
    way = Way(10, 20, date(2026, 1, 1), date(2026, 1, 11))

    paces = [way.pace(date(2025, 6, 1)), way.pace(date(2026, 1, 6)), way.pace(date(2027, 1, 1))]

    assert paces == [10, 15, 20]


def _monthly(*values: float | None) -> list[Point]:
    """Values of the months from July 2026 on, each on its last day; None is a gap."""
    ends = [date(2026, m + 1, 1) - timedelta(days=1) for m in range(7, 12)]
    return [Point(on, v) for on, v in zip(ends, values, strict=False) if v is not None]


@pytest.mark.parametrize(
    ("points", "n"),
    [
        (
            _monthly(22, 22, 22, 22, 22),
            2,
        ),  # October and November; September is before its first day
        (_monthly(22, 22, 22, 30, 22), 1),
        (_monthly(22, 22, 22, 22, None), 0),
        (_monthly(22, 22, 22, 22, 40), 0),
        ([], 0),
    ],
)
def test_months_behind_count_back_from_the_last_whole_month_without_a_break(points, n) -> None:
    assert months_behind(VISITS, points, today=TODAY) == n


def test_under_five_points_there_is_no_forecast() -> None:
    few = _monthly(22, 24, 25, 27)

    assert len(few) < FEW_POINTS
    assert of_a_rate(few, on=date(2027, 4, 30)) is None
    assert of_a_sum(few, on=date(2027, 4, 30)) is None


def test_a_day_that_is_already_known_is_not_forecast() -> None:
    assert of_a_rate(_monthly(1, 2, 3, 4, 5), on=date(2026, 11, 30)) is None


def test_a_straight_rate_goes_straight_on_and_a_noisy_one_has_a_range() -> None:
    on = date(2027, 4, 30)
    straight = of_a_rate(
        [Point(date(2026, 1, 1) + timedelta(days=7 * n), n) for n in range(10)],
        on=date(2026, 4, 16),
    )
    noisy = of_a_rate(_monthly(22, 27, 21, 28, 25), on=on)

    assert straight is not None
    assert noisy is not None
    assert (straight.low, straight.high) == (pytest.approx(15), pytest.approx(15))
    assert noisy.low < noisy.middle < noisy.high


def test_a_steady_sum_arrives_where_its_gains_lead() -> None:
    weekly = [Point(date(2026, 9, 7) + timedelta(days=7 * n), 100.0 * n) for n in range(8)]

    found = of_a_sum(weekly, on=weekly[-1].on + timedelta(days=28))

    assert found is not None
    assert found.low == found.high == pytest.approx(1100)


_VALUES = st.lists(st.floats(0, 10_000), min_size=FEW_POINTS, max_size=30)


@given(_VALUES, st.integers(1, 400))
def test_a_forecast_is_in_order_never_below_zero_and_the_same_twice(values, ahead) -> None:
    points = [Point(date(2026, 1, 1) + timedelta(days=7 * n), v) for n, v in enumerate(values)]
    on = points[-1].on + timedelta(days=ahead)

    for of in (of_a_rate, of_a_sum):
        found = of(points, on=on)
        assert found is not None
        assert 0 <= found.low <= found.middle <= found.high
        assert of(points, on=on) == found


@given(st.lists(st.floats(0, 500), min_size=FEW_POINTS, max_size=20), st.integers(1, 200))
def test_what_only_grows_is_never_forecast_to_shrink(gains, ahead) -> None:
    points, sold = [], 0.0
    for n, gain in enumerate(gains):
        sold += gain
        points.append(Point(date(2026, 1, 1) + timedelta(days=n), sold))

    found = of_a_sum(points, on=points[-1].on + timedelta(days=ahead))

    assert found is not None
    assert found.low >= sold


@given(st.floats(-50, 90), st.floats(0, 40))
def test_more_is_never_said_to_be_worse(value, more) -> None:
    order = [Standing.BEHIND, Standing.ON_TRACK, Standing.AHEAD, Standing.REACHED]

    first, second = (standing(VISITS, v, today=TODAY) for v in (value, value + more))

    assert order.index(second) >= order.index(first)
