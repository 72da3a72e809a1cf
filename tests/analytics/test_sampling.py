"""How often a post is measured, by its age."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import sampling

BORN = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), MINUTE),
        (9 * MINUTE, MINUTE),
        (10 * MINUTE, 15 * MINUTE),
        (3 * HOUR, HOUR),
        (DAY, 6 * HOUR),
        (3 * DAY, DAY),
        (30 * DAY, 7 * DAY),
        (90 * DAY, 30 * DAY),
        (729 * DAY, 30 * DAY),
        (730 * DAY, None),
    ],
)
def test_the_older_the_rarer(age: timedelta, pause: timedelta | None) -> None:
    assert sampling.pause_at(age) == pause


def test_a_new_post_is_measured_at_once() -> None:
    assert sampling.next_measure_at(published_at=BORN, measured_at=None, key=7) == BORN


def test_a_post_past_two_years_is_left_in_peace() -> None:
    late = BORN + timedelta(days=731)
    assert sampling.next_measure_at(published_at=BORN, measured_at=late, key=7) is None


@given(minutes=st.integers(0, 729 * 24 * 60), key=st.integers(1, 10**9))
def test_the_pause_is_kept_with_a_little_jitter_that_never_changes(minutes: int, key: int) -> None:
    seen = BORN + timedelta(minutes=minutes)
    pause = sampling.pause_at(seen - BORN)
    assert pause is not None
    first = sampling.next_measure_at(published_at=BORN, measured_at=seen, key=key)
    assert first is not None
    assert seen + pause <= first <= seen + pause * 1.1
    assert first == sampling.next_measure_at(published_at=BORN, measured_at=seen, key=key)


def test_posts_of_the_same_minute_spread() -> None:
    seen = BORN + 5 * DAY
    found = {
        sampling.next_measure_at(published_at=BORN, measured_at=seen, key=key) for key in range(50)
    }
    assert len(found) == 50


def test_a_clock_that_is_behind_the_network_is_no_trouble() -> None:
    seen = BORN - 3 * MINUTE
    assert sampling.next_measure_at(published_at=BORN, measured_at=seen, key=0) == seen + MINUTE


def test_failures_wait_longer_and_longer_up_to_six_hours() -> None:
    waits = [sampling.pause_after_failures(n) for n in (1, 2, 3, 9, 10, 99)]
    assert waits == [MINUTE, 2 * MINUTE, 4 * MINUTE, 256 * MINUTE, 6 * HOUR, 6 * HOUR]
