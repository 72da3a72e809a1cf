"""Days made of readings, checked against the same rules written in plain Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.actions import rolling_up
from analytics.actions.recording import Taken, ensure_months, record_readings
from analytics.models import ChannelDay, DirtyDay, PublicationDay, PublicationTotal, Reading
from analytics.models.rollups import ENGAGING, GAINED
from tests import make_numbers as make
from tests.editorial.engine import another_session

pytestmark = pytest.mark.django_db

ROME = "Europe/Rome"
Figures = dict[datetime, dict[str, int]]


def at(text: str, zone: str = ROME) -> datetime:
    """A wall time of a zone as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def days_of(post: Any) -> dict[date, PublicationDay]:
    return {day.day_on: day for day in PublicationDay.objects.filter(publication=post)}


# --- the oracle ------------------------------------------------------------------------------------


def engagements_of(values: dict[str, int]) -> int | None:
    if "engagements" in values:
        return values["engagements"]
    parts = [values[name] for name in ENGAGING if name in values]
    return sum(parts) if parts else None


def oracle(figures: Figures, *, zone: str, published_at: datetime) -> dict[date, dict[str, Any]]:
    """What PublicationDay must hold, by the rules of analytics/models/rollups.py, slowly."""
    place = ZoneInfo(zone)
    last: dict[date, datetime] = {}
    for instant in sorted(figures):
        last[instant.astimezone(place).date()] = instant
    rows: dict[date, dict[str, Any]] = {}
    before: tuple[date, dict[str, int]] | None = None
    for day in sorted(last):
        values = figures[last[day]]
        is_new = published_at.astimezone(place).date() >= day - timedelta(days=1)
        gains: dict[str, int | None] = {}
        for name in (*GAINED, "engagements"):
            now = engagements_of(values) if name == "engagements" else values.get(name)
            if before is None:
                gains[name] = now if is_new else None
                continue
            then = engagements_of(before[1]) if name == "engagements" else before[1].get(name)
            known = now is not None and then is not None and now >= then
            gains[name] = now - then if known else None  # type: ignore[operator]
        if "engagements" not in values:
            parts = [gains[name] for name in ENGAGING if gains[name] is not None]
            gains["engagements"] = sum(parts) if parts else None  # type: ignore[arg-type]
        rows[day] = {
            "engagements": engagements_of(values),
            "likes": values.get("likes"),
            "since_on": before[0] if before else None,
            "is_dated": is_new if before is None else before[0] == day - timedelta(days=1),
            **{f"{name}_gained": gain for name, gain in gains.items()},
        }
        before = (day, values)
    return rows


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[tuple[int, dict[str, int]]]]:
    """A zone, and readings by minutes after publication, in any order of arrival."""
    zone = draw(st.sampled_from([ROME, "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]))
    metric = st.sampled_from(["likes", "comments", "shares", "views", "engagements"])
    values = st.dictionaries(metric, st.integers(0, 40), max_size=3)
    minutes = draw(st.lists(st.integers(1, 9 * 24 * 60), min_size=1, max_size=12, unique=True))
    return zone, [(minute, draw(values)) for minute in minutes]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories(), cut=st.integers(0, 12))
def test_days_equal_the_oracle_however_the_readings_arrive(
    history: tuple[str, list[tuple[int, dict[str, int]]]], cut: int
) -> None:
    zone, readings = history
    with transaction.atomic():
        home = make.house(time_zone=zone)
        born = datetime(2026, 10, 22, 21, 50, tzinfo=UTC)  # nine days that cross the clocks' change
        post = make.publication(home.channel, at=born)
        figures = {born + timedelta(minutes=minute): values for minute, values in readings}
        ensure_months(figures)
        rows = [Taken(post.pk, instant, values) for instant, values in figures.items()]
        record_readings(rows[:cut])
        rolling_up.roll_up_all()
        record_readings(rows[cut:])
        rolling_up.roll_up_all()
        expected = oracle(figures, zone=zone, published_at=born)
        found = {
            day: {name: getattr(row, name) for name in next(iter(expected.values()))}
            for day, row in days_of(post).items()
        }
        assert found == expected
        gained = [r["engagements_gained"] for r in expected.values()]
        days = ChannelDay.objects.filter(channel=home.channel).order_by("day_on")
        assert [d.engagements_gained for d in days] == gained
        transaction.set_rollback(True)


def test_the_day_is_the_clients_and_an_hour_that_happens_twice_is_one_day() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-10-24T10:00"))
    make.story(
        post,
        {
            at("2026-10-24T23:59"): {"likes": 5},
            at("2026-10-25T00:01"): {"likes": 6},
            # 25 October has 25 hours in Rome: 23:30 is 22:30 UTC, still the same day
            at("2026-10-25T23:30"): {"likes": 9},
            at("2026-10-26T00:30"): {"likes": 10},
        },
    )
    days = days_of(post)
    assert {day.isoformat(): row.likes for day, row in days.items()} == {
        "2026-10-24": 5,
        "2026-10-25": 9,
        "2026-10-26": 10,
    }
    assert [days[day].likes_gained for day in sorted(days)] == [5, 4, 1]


def test_a_gap_is_a_gap_and_zero_is_zero() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    make.story(
        post,
        {
            at("2026-11-02T22:00"): {"likes": 4},
            at("2026-11-03T22:00"): {"likes": 4},
            at("2026-11-06T22:00"): {"likes": 10},
        },
    )
    days = days_of(post)
    assert date(2026, 11, 4) not in days
    assert days[date(2026, 11, 3)].likes_gained == 0
    found = days[date(2026, 11, 6)]
    assert (found.likes_gained, found.is_dated, found.since_on) == (6, False, date(2026, 11, 3))
    late = ChannelDay.objects.get(channel=home.channel, day_on=date(2026, 11, 6))
    # counted in the period, but not drawn on a day it may not belong to
    assert (late.engagements_gained, late.engagements_dated) == (6, None)


def test_a_counter_that_falls_gives_no_gain_and_an_absent_figure_is_not_zero() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    make.story(
        post,
        {
            at("2026-11-02T22:00"): {"likes": 9, "comments": 1},
            at("2026-11-03T22:00"): {"likes": 7, "comments": 3},
            at("2026-11-04T22:00"): {"comments": 4},
        },
    )
    second, third = (days_of(post)[date(2026, 11, day)] for day in (3, 4))
    assert (second.likes, second.likes_gained, second.engagements_gained) == (7, None, 2)
    assert (third.likes, third.views, third.likes_gained, third.engagements_gained) == (
        None, None, None, 1,
    )  # fmt: skip


def test_an_old_post_measured_for_the_first_time_gained_nothing_we_know_of() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-03-02T10:00"))
    make.story(post, {at("2026-11-03T22:00"): {"likes": 700}})
    day = days_of(post)[date(2026, 11, 3)]
    assert (day.likes, day.likes_gained, day.engagements_gained) == (700, None, None)
    assert PublicationTotal.objects.get(publication=post).engagements == 700


def test_the_networks_own_engagements_win_over_the_sum() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    make.story(
        post,
        {
            at("2026-11-02T22:00"): {"likes": 9, "engagements": 20},
            at("2026-11-03T22:00"): {"likes": 10, "engagements": 26},
        },
    )
    day = days_of(post)[date(2026, 11, 3)]
    assert (day.engagements, day.engagements_gained) == (26, 6)


def test_rolling_up_twice_changes_nothing_and_leaves_nothing_marked() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    make.story(post, {at("2026-11-02T22:00"): {"likes": 9}})
    before = list(PublicationDay.objects.values())
    rolling_up.mark_all(client_id=home.client.pk)
    assert not PublicationDay.objects.exists()
    assert rolling_up.roll_up_all() == 1
    assert list(PublicationDay.objects.values()) == before
    assert not DirtyDay.objects.exists()


def test_the_same_instant_is_recorded_once() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    rows = [Taken(post.pk, at("2026-11-02T11:00"), {"likes": 1, "not_a_metric": 4})]
    assert record_readings(rows) == 1
    assert record_readings(rows) == 0
    assert Reading.objects.get().likes == 1


@pytest.mark.django_db(transaction=True)
def test_a_reading_written_while_its_day_is_being_made_is_not_lost() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    later = Taken(post.pk, at("2026-11-02T12:00"), {"likes": 5})
    with another_session() as run:
        # Another worker writes of the very day first and commits last.
        assert run(lambda: record_readings([later])) == 1
        record_readings([Taken(post.pk, at("2026-11-02T11:00"), {"likes": 1})])
        assert rolling_up.roll_up() == 1
        assert PublicationDay.objects.get().likes == 1
        assert rolling_up.roll_up() == 0
    assert rolling_up.roll_up() == 1
    assert PublicationDay.objects.get().likes == 5


def test_a_round_takes_the_oldest_marks_until_it_is_full_and_at_least_one() -> None:
    home = make.house()
    posts = [make.publication(home.channel, at=at("2026-11-02T10:00")) for _ in range(5)]
    for hour, some in ((11, posts[:3]), (12, posts[2:4]), (13, posts[4:])):
        record_readings(
            [Taken(each.pk, at(f"2026-11-02T{hour}:00"), {"likes": 1}) for each in some]
        )
    assert rolling_up.roll_up(limit=2) == 3
    assert PublicationDay.objects.count() == 3
    assert rolling_up.roll_up(limit=2) == 2
    assert rolling_up.roll_up(limit=2) == 1
    assert PublicationDay.objects.count() == 5


def test_a_mark_of_what_is_gone_makes_nothing_and_holds_up_nothing() -> None:
    home = make.house()
    post = make.publication(home.channel, at=at("2026-11-02T10:00"))
    DirtyDay.objects.create(
        agency=home.client.agency, day_on=date(2026, 11, 2), publication_ids=[post.pk + 1000],
        channel_ids=[home.channel.pk + 1000],
    )  # fmt: skip
    record_readings([Taken(post.pk, at("2026-11-02T11:00"), {"likes": 1})])
    rolling_up.roll_up_all()
    assert PublicationDay.objects.get().publication_id == post.pk
    assert ChannelDay.objects.get().channel_id == home.channel.pk
    assert not DirtyDay.objects.exists()
