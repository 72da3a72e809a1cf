"""Beside each score of platform fit stands what is known; what the others do is where the scores begin."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions import strategy
from clients.fit import room
from clients.models import Competitor, CompetitorProfile, CompetitorReading
from community.models import Conversation, Utterance
from people.clock import database_now
from tests import make, make_money, make_pictures


def rival(cast, name: str, network: str = "tiktok", *, told: int | None = None) -> None:
    """A rival on a network, of which somebody wrote down so many new posts a week."""
    now, of = database_now(), {"agency": cast.agency, "client": cast.client}
    competitor = Competitor.objects.create(**of, name=name, created_at=now)
    profile = CompetitorProfile.objects.create(
        **of,
        competitor=competitor,
        network=network,
        name=name,
        handle=f"@{name.lower()}",
        is_read=False,
    )
    if told is None:
        return
    for week in range(4):
        at = now - timedelta(weeks=week, hours=1)
        CompetitorReading.objects.create(
            **of, profile=profile, day_on=at.date(), taken_at=at, entered_by=cast.alice, n_new=told, followers=10
        )  # fmt: skip


@pytest.mark.parametrize(
    ("n_watched", "n_there", "per_week", "score"),
    [
        (0, 0, None, 2),
        (3, 0, None, 1),
        (3, 1, 9.0, 3),
        (4, 2, 9.0, 2),
        (4, 2, 1.0, 4),
        (4, 4, None, 3),
    ],
)
def test_what_the_others_do_is_where_the_score_begins(n_watched, n_there, per_week, score) -> None:
    assert room(n_watched=n_watched, n_there=n_there, per_week=per_week) == score


def begins(cast, sign_in) -> str:
    """The score of competitors that the page proposes for TikTok."""
    page = sign_in(cast.rita).get(
        reverse("clients:fit_network", args=[cast.client.slug, "tiktok"]), {"ask-people": "1"}
    )
    return str(page.context["form"]["competitors"].value())


def test_the_page_proposes_it_from_those_that_are_watched(cast, sign_in):
    assert begins(cast, sign_in) == "2"
    rival(cast, "Altrove", "youtube")
    assert begins(cast, sign_in) == "1"
    rival(cast, "Roveti", told=1)
    assert begins(cast, sign_in) == "4"
    rival(cast, "Fonda", told=12)
    assert begins(cast, sign_in) == "2"


def test_beside_each_criterion_stands_what_is_known(cast, sign_in):
    now = database_now()
    rival(cast, "Roveti", told=2)
    rival(cast, "Altrove", "youtube")
    make_money.contract(cast.alice, cast.client, hours=Decimal(10), quotas={"reel": 4})
    make_money.hours(cast.alice, cast.client, 90)
    make_pictures.ready(cast.rita, cast.client)
    for n in range(8):
        talk = Conversation.objects.create(
            agency=cast.agency, client=cast.client, channel=cast.channel, kind="comment", thread_id=f"t{n}",
            person_name="Ada", standing="to_do", waiting_since=now, last_said_at=now,
        )  # fmt: skip
        Utterance.objects.create(
            agency=cast.agency, client=cast.client, channel=cast.channel, conversation=talk, text="Quando?",
            said_at=now - timedelta(days=n), heard_at=now,
        )  # fmt: skip
    parts = {
        "opportunities": ["La domenica"],
        "threats": ["La grandine"],
        "strengths": ["Il tempo"],
    }
    strategy.save_brief(by=cast.rita, client=cast.client, parts=parts, now=now)
    browser = sign_in(cast.rita)
    url = reverse("desk:fit_evidence", args=[cast.client.slug, "tiktok"])
    page = browser.get(
        reverse("clients:fit_network", args=[cast.client.slug, "tiktok"]), {"ask-people": "1"}
    )
    assert url in page.content.decode()
    assert 'id="known-competitors"' in page.content.decode()

    with CaptureQueriesContext(connection) as queries:
        part = browser.get(url, headers={"HX-Request": "true"}).content.decode()
    assert len(queries) <= 20

    for name, words in {
        "competitors": "On TikTok are watched: Roveti, 2 posts a week.",
        "formats": "Contract: 8.5 of 10 hours are left in this period; agreed: Reels and short videos 4.",
        "assets": "In the library: 1 picture, 0 videos; 1 not used yet.",
        "moderation": "2 conversations a week on the channels there are.",
        "support": "On TikTok a person publishes and writes figures down.",
    }.items():
        assert f'id="known-{name}"' in part
        assert words in part
    for words in ("opportunities: La domenica.", "threats: La grandine.", "strengths: Il tempo."):
        assert f"In the brief, {words}" in part
    assert "In the brief, weaknesses" not in part
    assert "<html" not in part
    assert "Roveti, 2 posts a week" in browser.get(url).content.decode()
    assert (
        browser.get(reverse("desk:fit_evidence", args=[cast.client.slug, "nowhere"])).status_code
        == 404
    )


def test_what_the_program_does_on_a_network_is_named(cast, sign_in):
    make.channel(cast.client, handle="@b@sandbox.example")
    url = reverse("desk:fit_evidence", args=[cast.client.slug, "bluesky"])
    assert (
        "From here one can: publish, take down, measure"
        in sign_in(cast.rita).get(url).content.decode()
    )
