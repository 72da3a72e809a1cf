"""A prospect: what anybody can see of it, the offer, and the yes that makes it a client."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from clients.actions import access_links, offering
from clients.models import Client, Contract, Offer, Sighting, StatusChange
from clients.queries.contracts import month_span
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


def test_the_mail_of_an_offer_says_its_day_in_the_language_of_its_reader(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    offer = _made(cast, prospect, sign_in(cast.alice))
    Offer.objects.update(valid_until=date(2027, 1, 8))
    offer.refresh_from_db()
    readers = [
        make.contact(cast.alice, prospect, name, email=f"{name}@example.org", language=name)
        for name in ("en", "it")
    ]

    offering.send(by=cast.alice, offer=offer, contacts=readers, now=database_now())

    days = [make.mail_context(to=each.email)["until"] for each in readers]
    assert days == ["8 January 2027", "8 gennaio 2027"]


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


def test_an_offer_whose_day_is_over_is_refused_while_it_is_written_and_nothing_is_lost(
    cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    yesterday = make.today(prospect) - timedelta(days=1)
    answer = sign_in(cast.alice).post(
        f"/c/{prospect.slug}/offer/new/", _data(valid_until=yesterday.isoformat())
    )
    page = answer.content.decode()
    assert "That day is over." in page
    assert "Quattro post al mese, scritti in bottega." in page
    assert not Offer.objects.filter(client=prospect).exists()
