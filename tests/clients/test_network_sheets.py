"""Sheets of networks: one's own agency's, dated, old after ninety days, with our own medians beside."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from clients.actions import fitting, sheets
from clients.fit import NAMES, Decision
from clients.models import NetworkSheet
from people.clock import database_now
from people.roles import Role
from tests import make, make_numbers
from tests.cast import CANARY, Cast, Rivals
from tests.conftest import SignIn


def decide(cast: Cast, network: str, decision: Decision, reason: str) -> None:
    fitting.decide(
        by=cast.rita,
        client=cast.client,
        network=network,
        scores=dict.fromkeys(NAMES, 2),
        decision=decision,
        reason=reason,
        now=database_now(),
    )


LIST = "clients:network_sheets"


def test_looking_again_keeps_what_was_thought_before(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.bruno)
    url = reverse("clients:network_sheet", args=["instagram"])

    browser.post(url, {"text": "Carousels go further than single pictures."})
    browser.post(url, {"text": "Reels of seven seconds go furthest."})

    assert NetworkSheet.objects.count() == 2
    listed = browser.get(reverse(LIST)).content.decode()
    assert "Reels of seven seconds" in listed
    assert "Carousels" not in listed
    page = browser.get(url).content.decode()
    assert "What we thought before" in page
    assert "Carousels go further" in page


def test_a_sheet_nobody_looked_at_for_ninety_days_says_so(cast: Cast, sign_in: SignIn) -> None:
    now = database_now()
    for network, age in (("instagram", 91), ("facebook", 89)):
        sheets.look_at(by=cast.alice, network=network, text="So it is.", now=now - timedelta(age))

    page = sign_in(cast.bruno).get(reverse(LIST)).content.decode()

    assert "One sheet is older than 90 days." in page
    assert page.count("not looked at for 90 days") == 1


def test_where_one_writes_the_sheets_of_the_clients_networks_and_what_was_decided_are_told(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    now, network = database_now(), cast.channel.network
    old = now - timedelta(days=91)
    sheets.look_at(by=cast.alice, network=network, text="Short posts go further.", now=old)
    sheets.look_at(by=cast.alice, network="tiktok", text="Not of this client.", now=now)
    sheets.look_at(by=rivals.eve, network=network, text=CANARY, now=now)
    decide(cast, network, Decision.WAIT, "Nobody of theirs is here yet")
    browser = sign_in(cast.bruno)
    told = reverse("clients:sheets_told", args=[cast.client.slug])
    assert told in browser.get(reverse("editorial:new", args=[cast.client.slug])).content.decode()

    page = browser.get(told).content.decode()

    assert "Short posts go further." in page
    assert "not looked at for 90 days" in page
    assert "Watch" in page
    assert "Nobody of theirs is here yet" in page
    assert "Not of this client." not in page
    assert CANARY not in page


def test_where_a_channel_is_connected_what_was_decided_of_its_network_is_told(
    cast: Cast, sign_in: SignIn
) -> None:
    decide(cast, "linkedin", Decision.AVOID, "No goal of this brief <b>passes</b> by here")
    browser = sign_in(cast.alice)
    slug = cast.client.slug

    listed = browser.get(reverse("clients:connect", args=[slug])).content.decode()
    page = browser.get(reverse("clients:channel_by_hand", args=[slug, "linkedin"]))
    other = browser.get(reverse("clients:channel_by_hand", args=[slug, "tiktok"]))

    assert listed.count("Leave alone") >= 1
    said = page.content.decode()
    assert "Decided for this client: Leave alone" in said
    assert "No goal of this brief &lt;b&gt;passes&lt;/b&gt; by here" in said
    assert "Decided for this client" not in other.content.decode()


def test_each_agency_has_its_own_sheets(cast: Cast, rivals: Rivals, sign_in: SignIn) -> None:
    sheets.look_at(by=rivals.eve, network="instagram", text=CANARY, now=make.NOW)

    browser = sign_in(cast.alice)

    assert CANARY not in browser.get(reverse(LIST)).content.decode()
    url = reverse("clients:network_sheet", args=["instagram"])
    assert CANARY not in browser.get(url).content.decode()


def test_who_may_not_write_the_strategy_reads_the_sheets(cast: Cast, sign_in: SignIn) -> None:
    sheets.look_at(by=cast.alice, network="instagram", text="So it is.", now=make.NOW)
    browser = sign_in(make.member(cast.alice, Role.COMMUNITY))
    url = reverse("clients:network_sheet", args=["instagram"])

    assert "So it is." in browser.get(url).content.decode()
    assert browser.post(url, {"text": "Otherwise"}).status_code == 403
    assert sign_in(cast.alice).post(url, {"text": ""}).status_code == 422
    assert NetworkSheet.objects.count() == 1


def test_the_medians_tell_how_many_posts_they_rest_on(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    now = database_now()
    for n in range(9):
        at = now - timedelta(days=5 + n)
        made = make_numbers.publication(cast.channel, at=at)
        make_numbers.story(made, {at + timedelta(hours=20): {"likes": 10 * n}})
    young = make_numbers.publication(cast.channel, at=now - timedelta(days=1))
    make_numbers.story(young, {now - timedelta(hours=20): {"likes": 9000}})
    theirs = make_numbers.publication(rivals.channel, at=now - timedelta(days=6))
    make_numbers.story(theirs, {now - timedelta(days=5): {"likes": 7000}})

    page = sign_in(cast.bruno).get(reverse("analytics:network_medians"))

    words = " ".join(page.content.decode().split())
    assert "Sandbox" in words
    assert "<dd>40 " in words
    assert "n = 9" in words
    part = sign_in(cast.bruno).get(
        reverse("analytics:network_medians") + "?network=x", headers={"hx-request": "true"}
    )
    assert "Nothing measured here" in part.content.decode()
    assert "<html" not in part.content.decode()
