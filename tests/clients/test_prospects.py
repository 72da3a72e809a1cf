"""A prospect: what anybody can see of it, the offer, and the yes that makes it a client."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.utils import translation

from analytics.queries import budget
from clients.actions import access_links, contracts, offering
from clients.models import Channel, Client, Contract, Offer, Sighting, StatusChange
from clients.queries.contracts import month_span
from clients.ready_plans import LINES
from clients.work import ONE_OF, Piece
from editorial.actions import agreeing, planning
from editorial.models import Post
from people.clock import database_now
from people.models import Notice, Outbox
from people.roles import Role
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn


@pytest.fixture
def prospect(cast: Cast) -> Client:
    return make.client(cast.alice, "Merceria Dueaghi", status="prospect")


def _data(**more: str) -> dict[str, str]:
    today = database_now().date()
    return {
        "words": "Quattro post al mese, scritti in bottega.",
        "price": "250.00",
        "currency": "EUR",
        "basis": "monthly",
        "post": "4",
        "rounds": "1",
        "starts_on": (month_span(today)[1] + timedelta(days=1)).isoformat(),
        "valid_until": (today + timedelta(days=14)).isoformat(),
        **more,
    }


def _made(cast: Cast, prospect: Client, browser: Any, **more: str) -> Offer:
    assert browser.post(f"/c/{prospect.slug}/offer/new/", _data(**more)).status_code == 302
    return Offer.objects.get(client=prospect)


def test_what_anybody_can_see_is_written_down_without_any_access(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    browser, url = sign_in(cast.alice), f"/c/{prospect.slug}/strategy/dates/sightings/new/"
    today = make.today(prospect)
    data = {
        "network": "instagram",
        "address": "@merceriadueaghi",
        "seen_on": today.isoformat(),
        "followers": "640",
        "posts": "2",
        "last_post_on": (today - timedelta(days=23)).isoformat(),
        "gaps": "Niente orari",
    }
    assert browser.post(url, data)["Location"] == f"/c/{prospect.slug}/offer/"
    page = browser.get(f"/c/{prospect.slug}/offer/").content.decode()
    for words in (
        "640 followers",
        "2 posts in 30 days",
        "last post 23 days before",
        "Niente orari",
    ):
        assert words in page
    assert "@merceriadueaghi had been silent for 23 days" in page
    later = {**data, "address": "@altra", "last_post_on": (today + timedelta(days=1)).isoformat()}
    refused = browser.post(url, later)
    assert refused.status_code == 422
    assert "cannot be later" in refused.content.decode()
    assert Sighting.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"starts_on": "2027-03-02", "ends_on": "2027-03-01"}, "comes before the first"),
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"price": "1.234,50"}, "Enter a number"),
        ({"currency": "LIT"}, "valid choice"),
        ({"post": "-4"}, "greater than or equal to 0"),
        ({"words": ""}, "required"),
    ],
)
def test_an_offer_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn, prospect: Client, more: dict[str, str], words: str
) -> None:
    answer = sign_in(cast.alice).post(f"/c/{prospect.slug}/offer/new/", _data(**more))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="1"' in page
    assert not Offer.objects.exists()


def test_a_sent_offer_is_not_changed_any_more(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    browser = sign_in(cast.alice)
    offer = _made(cast, prospect, browser)
    assert offer.quotas == {"post": 4}
    url = f"/c/{prospect.slug}/offer/{offer.public_id}/"
    browser.post(url, _data(price="300.00"))
    browser.post(url + "act/", {"deed": "send"})
    refused = browser.post(url, _data(price="900.00"))
    assert refused.status_code == 422
    assert "withdraw it and make another one" in refused.content.decode()
    offer.refresh_from_db()
    assert (offer.state, str(offer.price)) == ("sent", "300.00")


def test_the_client_accepts_by_a_click_of_its_own_and_becomes_active(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    owner = sign_in(cast.alice)
    piera = make.contact(
        cast.alice, prospect, "Piera Dueaghi", email="piera@example.org", language="en"
    )
    offer = _made(cast, prospect, owner, ad_spend="120.00")
    owner.post(
        f"/c/{prospect.slug}/offer/{offer.public_id}/act/", {"deed": "send", "contacts": [piera.pk]}
    )
    link = make.mail_context(to="piera@example.org")["link"]
    path = "/" + link.partition("://")[2].partition("/")[2]
    browser = Browser()
    page = browser.get(path).content.decode()
    assert "250.00" in page
    assert "Quattro post al mese" in page
    offer.refresh_from_db()
    assert offer.state == "sent"  # looking decided nothing
    assert browser.get(path + "answer/").status_code == 405
    assert browser.post(path + "answer/", {"answer": "perhaps"}).status_code == 422
    # What was read is answered, and nothing else.
    assert f'value="{offer.content_hash}"' in page
    assert browser.post(path + "answer/", {"answer": "yes", "seen": "0" * 64}).status_code == 409
    yes = {"answer": "yes", "seen": offer.content_hash}
    answer = browser.post(path + "answer/", yes, follow=True).content.decode()
    assert "Accepted" in answer
    assert "Signed in the client’s area: Piera Dueaghi" in answer
    assert offer.content_hash[:12] in answer
    offer.refresh_from_db()
    assert offer.seen_hash == offer.content_hash
    prospect.refresh_from_db()
    assert (offer.state, offer.decided_name, offer.recorded_by) == (
        "accepted",
        "Piera Dueaghi",
        None,
    )
    assert prospect.status == "active"
    contract = Contract.objects.get(client=prospect)
    assert (str(contract.fee), contract.quotas, contract.rounds) == ("250.00", {"post": 4}, 1)
    assert (str(contract.ad_spend), contract.offer) == ("120.00", offer)
    for address in ("contract", "offer", "begin"):
        seen = owner.get(f"/c/{prospect.slug}/{address}/").content.decode()
        assert "Signed in the client’s area: Piera Dueaghi" in seen
        assert "Its plan: 4 drafts in the first month" in seen
        assert f"calendar/?on={offer.starts_on.isoformat()}" in seen
        assert "changed after that" not in seen
    Contract.objects.update(fee="300")
    assert "changed after that" in owner.get(f"/c/{prospect.slug}/contract/").content.decode()
    change = StatusChange.objects.get(client=prospect)
    assert (change.who, change.by) == ("Piera Dueaghi", None)
    assert Notice.objects.filter(member=cast.alice, kind="offer").count() == 1
    assert browser.post(path + "answer/", {**yes, "answer": "no"}).status_code == 409


def test_who_only_looks_answers_nothing_and_a_draft_is_shown_to_nobody(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    owner = sign_in(cast.alice)
    son = make.contact(cast.alice, prospect, "Ivo Dueaghi", part="viewer", language="en")
    offer = _made(cast, prospect, owner)
    link = access_links.give(contact=son, now=database_now())
    path = "/" + link.partition("://")[2].partition("/")[2] + f"offers/{offer.public_id}/"
    assert Browser().get(path).status_code == 404
    offering.send(by=cast.alice, offer=offer, contacts=[], now=database_now())
    assert "Somebody else answers" in Browser().get(path).content.decode()
    yes = {"answer": "yes", "seen": offer.content_hash}
    assert Browser().post(path + "answer/", yes).status_code == 409
    stranger = make.contact(cast.alice, cast.client, "Altra")
    other = access_links.give(contact=stranger, now=database_now())
    theirs = "/" + other.partition("://")[2].partition("/")[2] + f"offers/{offer.public_id}/"
    assert Browser().get(theirs).status_code == 404


def test_an_offer_that_waits_stands_on_what_there_is_to_decide(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    piera = make.contact(cast.alice, prospect, "Piera Dueaghi", part="approver", language="en")
    offer = _made(cast, prospect, sign_in(cast.alice))
    home = "/" + access_links.give(contact=piera, now=database_now()).partition("://")[2].partition("/")[2]  # fmt: skip
    assert f"offers/{offer.public_id}/" not in Browser().get(home).content.decode()
    offering.send(by=cast.alice, offer=offer, contacts=[], now=database_now())
    page = Browser().get(home).content.decode()
    assert f'href="{home}offers/{offer.public_id}/"' in page
    assert "Nothing to decide" not in page
    # Neither another client's contact nor anybody after its last day is asked.
    stranger = make.contact(cast.alice, cast.client, "Altra", part="approver", language="en")
    theirs = "/" + access_links.give(contact=stranger, now=database_now()).partition("://")[2].partition("/")[2]  # fmt: skip
    assert "offers/" not in Browser().get(theirs).content.decode()
    Offer.objects.filter(pk=offer.pk).update(
        starts_on=offer.starts_on - timedelta(days=60), valid_until=database_now().date() - timedelta(days=2)
    )  # fmt: skip
    assert "offers/" not in Browser().get(home).content.decode()


def test_a_yes_by_voice_is_written_down_with_who_and_how(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    browser = sign_in(cast.alice)
    offer = _made(cast, prospect, browser)
    act = f"/c/{prospect.slug}/offer/{offer.public_id}/act/"
    browser.post(act, {"deed": "send"})
    assert not Outbox.objects.filter(kind="mail", payload__to__contains="dueaghi").exists()
    assert browser.post(act, {"deed": "yes", "who": ""}).status_code == 422
    browser.post(act, {"deed": "yes", "who": "Piera, in bottega"})
    offer.refresh_from_db()
    prospect.refresh_from_db()
    assert (offer.decided_name, offer.recorded_by) == ("Piera, in bottega", cast.alice)
    assert prospect.status == "active"


def test_an_offer_past_its_day_is_not_accepted(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    offer = _made(cast, prospect, sign_in(cast.alice))
    offering.send(by=cast.alice, offer=offer, contacts=[], now=database_now())
    with pytest.raises(offering.OfferError, match="valid until"):
        offering.decide_by_voice(
            by=cast.alice,
            offer=offer,
            is_yes=True,
            who="Piera",
            now=database_now() + timedelta(days=16),
        )


def test_an_editor_sees_no_offer(cast: Cast, sign_in: SignIn, prospect: Client) -> None:
    make.assigned(cast.alice, prospect, cast.bruno, Role.EDITOR)
    assert sign_in(cast.bruno).get(f"/c/{prospect.slug}/offer/").status_code == 403


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
