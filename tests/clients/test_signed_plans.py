"""The plan of a signed offer: drafts that count as what was agreed, within the months it is counted by."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from analytics.queries import budget, hours
from clients.actions import contracts, offering
from clients.models import Channel, Client, Offer
from clients.queries.contracts import month_span
from clients.ready_plans import LINES
from clients.work import ONE_OF, Piece
from editorial.actions import agreeing, effort, planning
from editorial.effort import Deed
from editorial.models import Post
from people.clock import database_now
from tests import make, make_posts
from tests.cast import Cast


@pytest.fixture
def prospect(cast: Cast) -> Client:
    return make.client(cast.alice, "Merceria Dueaghi", status="prospect")


def _accepted(cast: Cast, client: Client, **terms: Any) -> Offer:
    today = make.today(client)
    given = {
        "words": "Quello che faremmo.",
        "price": "250.00",
        "quotas": {"post": 4, "reel": 2},
        "starts_on": today + timedelta(days=5),
        "valid_until": today + timedelta(days=9),
        **terms,
    }
    now = database_now()
    offer = offering.keep_offer(by=cast.alice, client=client, offer=Offer(**given), now=now)
    offering.send(by=cast.alice, offer=offer, contacts=[], now=now)
    return agreeing.decide_by_voice(
        by=cast.alice, offer=offer, is_yes=True, who="Piera, al telefono", now=now
    )


def _plan(client: Client) -> list[Post]:
    return list(Post.objects.filter(client=client).order_by("wall_at"))


def test_a_yes_lays_the_first_month_as_drafts_on_lead_channels_by_pillars_in_turn(
    cast: Cast, prospect: Client
) -> None:
    lead = make.channel(prospect, "@bottega")
    make.channel(prospect, "@altra")
    Channel.objects.filter(pk=lead.pk).update(part="lead")
    planning.begin_with_ready(by=cast.alice, client=prospect, now=database_now())
    offer = _accepted(cast, prospect, starts_on=_next_month(prospect))
    posts = _plan(prospect)
    assert offer.n_planned == len(posts) == 6
    assert [post.title.split()[0] for post in posts].count("Reel") == 2
    assert posts[0].title == f"Post 1: {translated(prospect, LINES['company'][0].title)}"
    days = [(post.wall_at.date() - offer.starts_on).days for post in posts if post.wall_at]
    assert days[0] >= 0
    assert days[-1] < month_span(offer.starts_on)[1].day
    gaps = [later - earlier for earlier, later in pairwise(days)]
    assert min(gaps) >= 4  # over the weeks, not in one of them
    names = [post.pillar.name for post in posts if post.pillar]
    assert len(names) == 6
    assert len(set(names[:4])) == 4
    assert {v.channel_id for post in posts for v in post.versions.all()} == {lead.pk}
    assert all(post.stage == "draft" and not post.deliveries.exists() for post in posts)


def _next_month(client: Client) -> date:
    return month_span(make.today(client))[1] + timedelta(days=1)


def test_what_the_plan_counts_as_is_what_was_agreed(cast: Cast, prospect: Client) -> None:
    quotas = {"post": 4, "reel": 2, "story": 3, "newsletter": 1}
    offer = _accepted(cast, prospect, starts_on=_next_month(prospect), quotas=quotas)
    period = budget.period_of(client=prospect, on=offer.starts_on)
    posts = budget.planned(client=prospect, period=period, member=cast.alice)
    found = {each.piece.value: each.n for each in budget.pieces(posts, period)}
    assert found == quotas
    # Each says so in its title as well.
    for post in _plan(prospect):
        assert post.title.startswith(translated(prospect, ONE_OF[Piece(post.piece)]))


def test_the_plan_of_a_yes_is_nobodys_hours(cast: Cast, prospect: Client) -> None:
    offer = _accepted(cast, prospect, starts_on=_next_month(prospect))
    today = effort.today_of(cast.alice, database_now())
    assert offer.n_planned == 6

    def written() -> int:
        lines = hours.sheet(member=cast.alice, on=today, client=prospect).lines
        return sum(act.deed == Deed.TEXT for line in lines for act in line.acts)

    assert written() == 0
    # What somebody writes is.
    make_posts.draft(cast.alice, make.channel(prospect))
    assert written() == 1


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        # The whole of December in what is left of it, and nothing in January.
        ((2026, 12, 1), None, {12: 6}),
        ((2026, 12, 5), None, {12: 6}),
        ((2026, 12, 16), None, {12: 6}),
        # Of a month that is more than half over its part, and all of the next.
        ((2026, 12, 20), None, {12: 3, 1: 6}),
        ((2026, 12, 31), None, {12: 2, 1: 6}),
        # It ends with the month, or in the middle of the next.
        ((2026, 12, 20), (2026, 12, 31), {12: 6}),
        ((2026, 12, 31), (2027, 1, 10), {12: 2, 1: 6}),
    ],
)
def test_the_plan_of_a_contract_that_begins_in_mid_month_stays_within_the_months_it_is_counted_by(
    cast: Cast,
    prospect: Client,
    starts: tuple[int, int, int],
    ends: tuple[int, int, int] | None,
    expected: dict[int, int],
) -> None:
    offer = Offer(
        client=prospect, basis="monthly", quotas={"post": 4, "reel": 2},
        starts_on=date(*starts), ends_on=date(*ends) if ends else None,
    )  # fmt: skip
    n = agreeing.lay_plan(
        offer=offer, member=cast.alice, now=datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
    )
    days = [post.wall_at.date() for post in _plan(prospect) if post.wall_at]
    assert Counter(day.month for day in days) == expected
    assert n == sum(expected.values())
    assert days[0] >= offer.starts_on
    assert offer.ends_on is None or days[-1] <= offer.ends_on


def translated(client: Client, words: Any) -> str:
    with translation.override(client.language):
        return str(words)


def test_the_plan_is_never_in_the_past_and_needs_neither_channel_nor_pillar(
    cast: Cast, prospect: Client
) -> None:
    now = database_now()
    offer = _accepted(cast, prospect, starts_on=make.today(prospect) - timedelta(days=3))
    posts = _plan(prospect)
    assert offer.n_planned == len(posts) >= 6  # late in a month the next one is planned as well
    there = now.astimezone(ZoneInfo(prospect.time_zone)).replace(tzinfo=None)
    assert all(post.wall_at is not None and post.wall_at > there for post in posts)
    assert not any(post.versions.exists() or post.pillar_id for post in posts)


def test_of_one_fee_for_the_whole_the_month_gets_its_part_and_ends_with_the_contract(
    cast: Cast, prospect: Client
) -> None:
    first = make.today(prospect) + timedelta(days=5)
    terms = {"basis": "flat", "quotas": {"post": 12}, "starts_on": first}
    offer = _accepted(cast, prospect, ends_on=first + timedelta(days=119), **terms)
    assert offer.n_planned == 3
    short = make.client(cast.alice, "Corta", status="prospect")
    ends = first + timedelta(days=6)
    _accepted(cast, short, ends_on=ends, **terms)
    days = [post.wall_at.date() for post in _plan(short) if post.wall_at]
    assert len(days) == 12
    assert first <= days[0] <= days[-1] <= ends


def test_an_event_gets_no_line_that_is_counted_to_another_day(cast: Cast) -> None:
    event = make.client(cast.alice, "Lanterne", status="prospect", kind="event")
    _accepted(cast, event, quotas={"story": 2}, starts_on=_next_month(event))
    first = translated(event, ONE_OF[Piece.STORY])
    assert [post.title for post in _plan(event)] == [f"{first} 1", f"{first} 2"]


def test_where_the_months_are_taken_there_is_no_plan_yet(cast: Cast, prospect: Client) -> None:
    now = database_now()
    contracts.agree_contract(
        by=cast.alice, client=prospect, fee=Decimal(100), starts_on=make.today(prospect), now=now
    )
    offer = _accepted(cast, prospect)
    assert (offer.state, offer.n_planned, len(_plan(prospect))) == ("accepted", 0, 0)
