"""The rhythm of a channel: what was kept, the longest silence, and being told before the next one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clients.actions import rhythm, standing, strategy
from clients.marks import mark_of
from clients.models import Channel
from editorial.actions import holding
from editorial.actions.silences import watch_silences
from editorial.continuity import (
    by_week,
    is_near,
    kept,
    longest_silence,
    patience,
    silence_on,
)
from editorial.models import Alert, Publication
from people.clock import database_now
from people.models import Notice
from tests import make_posts

MONDAY = date(2026, 11, 23)


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


@pytest.mark.parametrize(("weekly", "days"), [(1, 10), (2, 5), (3, 3), (5, 2), (7, 2), (14, 2)])
def test_a_silence_is_the_distance_between_two_posts_and_a_half(weekly, days):
    assert patience(weekly) == days


@pytest.mark.parametrize(
    ("coming", "begins"),
    [
        ([], 4),
        ([2], 6),
        ([4], 8),
        # What is too far away does not keep the days before it from being silent.
        ([5], 4),
        ([3, 6, 20], 10),
        ([6, 3], 10),
    ],
)
def test_the_next_silence_is_counted_from_the_last_exit_before_a_hole(coming, begins):
    assert silence_on(MONDAY, map(day, coming), weekly=3) == day(begins)


@given(st.lists(st.integers(0, 40)), st.integers(0, 40), st.integers(1, 14))
def test_one_more_approved_post_never_brings_the_silence_nearer(coming, more, weekly):
    before = silence_on(MONDAY, map(day, coming), weekly=weekly)
    assert silence_on(MONDAY, map(day, [*coming, more]), weekly=weekly) >= before


def test_people_hear_of_it_three_days_before():
    assert not is_near(day(4), today=MONDAY)
    assert is_near(day(3), today=MONDAY)
    assert is_near(day(-9), today=MONDAY)


def test_a_rich_week_does_not_hide_an_empty_one():
    assert kept([3, 3, 3, 3], weekly=3) == 1
    assert kept([6, 0], weekly=3) == 0.5
    assert kept([], weekly=3) == 0


def test_weeks_are_whole_and_today_is_not_over():
    days = [day(0), day(-1), day(-7), day(-8), day(-30)]
    assert by_week(days, today=MONDAY, n_weeks=2) == [1, 2]


def test_the_longest_silence_may_still_last():
    found = longest_silence([day(0), day(2)], first=day(0), today=day(9))
    assert (found.n_days, found.after, found.ends) == (7, day(2), None)
    ended = longest_silence([day(0), day(5), day(6)], first=day(0), today=day(7))
    assert (ended.n_days, ended.after, ended.ends) == (4, day(0), day(5))
    assert longest_silence([day(0), day(1)], first=day(0), today=day(1)) is None


def promised(cast, *, last_out: int, weekly: int = 3) -> Channel:
    """The cast's channel with a promised rhythm and a post that went out so many days ago."""
    now = database_now()
    rhythm.promise_rhythm(by=cast.rita, channel=cast.channel, weekly_posts=weekly, now=now)
    Publication.objects.create(
        agency=cast.agency, client=cast.client, channel=cast.channel, remote_id=f"out{last_out}",
        text="Si pota", published_at=now - timedelta(days=last_out),
    )  # fmt: skip
    return cast.channel


def told(member) -> list[str]:
    return list(
        Notice.objects.filter(member=member, text__contains="silence").values_list(
            "text", flat=True
        )
    )


def test_who_schedules_is_told_once_before_the_silence_and_no_more_when_it_is_filled(cast):
    promised(cast, last_out=2)
    now = database_now()
    assert watch_silences(now=now) == 1
    assert watch_silences(now=now) == 0
    assert [len(told(member)) for member in (cast.rita, cast.alice)] == [1, 1]
    assert "a silence begins on" in told(cast.rita)[0]

    make_posts.scheduled(cast.rita, cast.channel, due_in=timedelta(days=1))
    make_posts.scheduled(cast.rita, cast.channel, text="Due", due_in=timedelta(days=4))
    watch_silences(now=now)

    assert Alert.objects.open().filter(kind="silence").count() == 0
    assert (
        Notice.objects.filter(member=cast.rita, read_at=None, text__contains="silence").count() == 0
    )


def test_a_channel_that_keeps_its_rhythm_is_not_spoken_of(cast):
    promised(cast, last_out=0)
    assert watch_silences(now=database_now()) == 0


@pytest.mark.parametrize("why", ["paused", "held", "all held", "dormant", "no promise"])
def test_a_silence_that_is_meant_is_no_trouble(cast, why):
    promised(cast, last_out=9)
    now = database_now()
    if why == "paused":
        standing.pause(by=cast.rita, client=cast.client, now=now)
    elif why == "held":
        holding.hold_all(member=cast.rita, client=cast.client, why="", now=now)
    elif why == "all held":
        holding.hold_all(member=cast.alice, client=None, why="", now=now)
    elif why == "dormant":
        strategy.set_part(by=cast.rita, channel=cast.channel, part="dormant", now=now)
    else:
        rhythm.promise_rhythm(by=cast.rita, channel=cast.channel, weekly_posts=None, now=now)

    assert watch_silences(now=now) == 0


def test_the_rhythm_is_promised_on_the_channels_page(cast, sign_in):
    browser = sign_in(cast.rita)
    address = reverse("clients:channel_part", args=[cast.client.slug, cast.channel.public_id])

    seen = mark_of(cast.channel)
    browser.post(address, {"part": "lead", "weekly_posts": "5", "based_on": seen})
    cast.channel.refresh_from_db()
    assert (cast.channel.part, cast.channel.weekly_posts) == ("lead", 5)

    page = browser.post(
        address,
        {"part": "support", "weekly_posts": "500", "based_on": mark_of(cast.channel)},
        follow=True,
    ).content.decode()
    cast.channel.refresh_from_db()
    assert "between 1 and 70" in page
    assert (cast.channel.part, cast.channel.weekly_posts) == ("lead", 5)
