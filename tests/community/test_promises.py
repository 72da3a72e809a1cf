"""Until when somebody is promised an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.promises import OpenHours, due_at

WEEK_ZONE = ZoneInfo("Europe/Rome")
WEEK = OpenHours(frozenset({1, 2, 3, 4, 5}), time(9), time(18), "Europe/Rome")


def rome(text: str) -> datetime:
    """A wall time of Rome in winter, as an instant."""
    return datetime.fromisoformat(f"{text}+01:00")


@pytest.mark.parametrize(
    ("said", "within_h", "due"),
    [
        ("2026-11-27T10:00", 4, "2026-11-27T14:00"),  # a Friday, all of it open
        ("2026-11-27T16:00", 4, "2026-11-30T11:00"),  # two hours are left, two wait for Monday
        ("2026-11-27T14:00", 4, "2026-11-27T18:00"),  # to the last minute
        ("2026-11-28T23:00", 4, "2026-11-30T13:00"),  # Saturday night
        ("2026-11-27T07:00", 1, "2026-11-27T10:00"),  # before it opens
        ("2026-11-27T18:00", 1, "2026-11-30T10:00"),  # as it closes
        ("2026-11-26T10:00", 18, "2026-11-30T10:00"),  # two working days
    ],
)
def test_only_open_hours_count(said: str, within_h: int, due: str) -> None:
    assert due_at(rome(said), within_h, WEEK) == rome(due)


def test_a_holiday_never_counts() -> None:
    immacolata = date(2026, 12, 8)

    assert due_at(rome("2026-12-07T17:00"), 2, WEEK, {immacolata}) == rome("2026-12-09T10:00")


def test_the_clock_that_jumps_takes_no_hour_from_anybody() -> None:
    night = OpenHours(frozenset(range(1, 8)), time(0), time(6), "Europe/Rome")
    said = datetime(
        2026, 3, 28, 23, 0, tzinfo=UTC
    )  # midnight in Rome, as the night of 23 hours begins

    # That night is open for five hours: the sixth is the first of the next.
    assert due_at(said, 6, night) == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.integers(1, 100),
    st.sets(st.integers(1, 7), min_size=1),
)
def test_more_hours_are_never_due_earlier_and_none_is_due_while_closed(
    said: datetime, within_h: int, days: set[int]
) -> None:
    hours = OpenHours(frozenset(days), time(8, 30), time(17), "Europe/Rome")
    at = said.replace(tzinfo=UTC)
    due = due_at(at, within_h, hours)

    assert at < due <= due_at(at, within_h + 1, hours)
    assert due - at >= timedelta(hours=within_h)
    wall = due.astimezone(WEEK_ZONE)
    assert wall.isoweekday() in days
    assert time(8, 30) <= wall.time() <= time(17)


def test_hours_that_are_never_open_are_refused() -> None:
    with pytest.raises(ValueError, match="open"):
        OpenHours(frozenset(), time(9), time(18), "Europe/Rome")
    with pytest.raises(ValueError, match="open"):
        OpenHours(frozenset({1}), time(18), time(9), "Europe/Rome")
