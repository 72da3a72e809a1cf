"""Figures that people write down: the same tables, with their author; absent is not zero; twice is once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from analytics.actions import by_hand, collecting
from analytics.actions.by_hand import DayFigures, HistoryPost
from analytics.actions.rolling_up import roll_up_all
from analytics.models import ChannelDay, ChannelReading, PublicationTotal, Reading, Sampling
from clients.actions import by_hand as channels
from clients.models import Channel
from editorial.models import Publication
from people.models import Member
from tests import make, make_numbers

NOW = make.NOW
TODAY = NOW.date()


@pytest.fixture
def owner(db) -> Member:
    return make.agency()


@pytest.fixture
def channel(owner) -> Channel:
    client = make.client(owner)
    return channels.add_channel(
        by=owner, client=client, network="instagram", account="@tenutatrecorvi", now=NOW
    )


def _history(n: int = 3) -> list[HistoryPost]:
    return [
        HistoryPost(
            published_at=NOW - timedelta(days=30 * k + 10),
            url=f"https://www.instagram.com/p/post{k}/",
            text=f"Il venerdì in vigna {k}",
            figures=[
                DayFigures(TODAY - timedelta(days=30 * k + 9), {"likes": 10 + k}),
                DayFigures(TODAY - timedelta(days=30 * k + 3), {"likes": 40 + k, "saves": 5}),
            ],
        )
        for k in range(n)
    ]


def test_the_past_of_a_channel_is_taken_over_once(owner, channel):
    followers = [DayFigures(TODAY - timedelta(days=n), {"followers": 900 - n}) for n in (60, 30, 1)]

    first = by_hand.import_history(
        by=owner, channel=channel, posts=_history(), channel_figures=followers, now=NOW
    )
    again = by_hand.import_history(
        by=owner, channel=channel, posts=_history(), channel_figures=followers, now=NOW
    )
    roll_up_all()

    assert (first.n_posts, first.n_known, first.n_readings) == (3, 0, 9)
    assert (again.n_posts, again.n_known, again.n_readings) == (0, 3, 0)
    assert set(Publication.objects.values_list("source", "entered_by")) == {("imported", owner.pk)}
    assert set(Reading.objects.values_list("source", "entered_by")) == {("by_hand", owner.pk)}
    totals = PublicationTotal.objects.order_by("-published_at")
    assert [(t.likes, t.saves, t.views) for t in totals] == [
        (40, 5, None),
        (41, 5, None),
        (42, 5, None),
    ]
    assert ChannelDay.objects.get(day_on=TODAY - timedelta(days=1)).followers == 899


def test_a_correction_counts_and_nothing_is_overwritten(owner, channel):
    post = make_numbers.publication(channel, at=NOW - timedelta(days=5), text="Vigna")
    day = TODAY - timedelta(days=2)

    def write(**values):
        figures = DayFigures(day, values, is_whole=True)
        return by_hand.write_down(by=owner, subject=post, figures=figures, now=NOW)

    assert write(likes=100, reach=2000)
    assert not write(likes=100, reach=2000)
    assert write(likes=110, reach=2000)
    assert write(likes=110)
    roll_up_all()

    assert Reading.objects.count() == 3
    total = PublicationTotal.objects.get()
    assert (total.likes, total.reach) == (110, None)


def test_two_files_for_one_day_complete_each_other(owner, channel):
    post = make_numbers.publication(channel, at=NOW - timedelta(days=5), text="Vigna")
    for values in ({"likes": 7}, {"saves": 0}):
        by_hand.record_of_posts(
            by=owner, figures=[(post, DayFigures(TODAY, values))], zone="Europe/Rome", now=NOW
        )
    roll_up_all()

    total = PublicationTotal.objects.get()
    assert (total.likes, total.saves, total.comments) == (7, 0, None)


def test_the_first_figures_of_a_post_count_since_it_came_out(owner, channel):
    post = make_numbers.publication(channel, at=NOW - timedelta(days=20), text="Vigna")
    old = make_numbers.publication(channel, at=NOW - timedelta(days=80), text="Cantina")
    by_hand.record_of_posts(
        by=owner,
        figures=[(each, DayFigures(TODAY, {"likes": 50})) for each in (post, old)],
        zone="Europe/Rome",
        now=NOW,
    )
    roll_up_all()

    day = ChannelDay.objects.get(day_on=TODAY)
    assert (day.likes_gained, day.engagements_gained, day.engagements_dated) == (50, 50, None)


def test_nobody_asks_a_network_for_what_people_write_down(owner, channel):
    by_hand.import_history(by=owner, channel=channel, posts=_history(1), now=NOW)

    assert collecting.enlist(now=NOW, is_thorough=True) == 0
    assert Sampling.objects.count() == 0
    assert collecting.measure_channels(now=NOW) == 0


def test_figures_by_hand_name_their_author_even_to_the_database(owner, channel):
    by_hand.record_of_channel(
        by=owner, channel=channel, figures=[DayFigures(date(2025, 2, 3), {"followers": 1})], now=NOW
    )
    row = ChannelReading.objects.get()
    assert (row.source, row.entered_by) == ("by_hand", owner)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO analytics_channelreading (channel_id, taken_at, agency_id, client_id, source)"
            " SELECT channel_id, taken_at + interval '1 s', agency_id, client_id, 'by_hand'"
            " FROM analytics_channelreading"
        )
