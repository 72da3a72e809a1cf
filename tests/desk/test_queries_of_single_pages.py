"""The page of one meeting, of one goal and a client's month ask the database for as much with much on them as with little."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions import meetings
from clients.meetings import MeetingKind, Side
from clients.models import Meeting
from editorial.actions import campaigns
from editorial.actions.campaigns import CampaignFacts
from people.clock import database_now
from tests import make, make_goals, make_money, make_posts
from tests.cast import Cast
from tests.conftest import SignIn

MOST = 12


def n_queries(sign_in: SignIn, cast: Cast, url: str) -> int:
    browser = sign_in(cast.alice)
    browser.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200
    return len(asked)


def test_a_meeting(cast, sign_in: SignIn):
    now = database_now()
    meeting = Meeting.objects.create(agency=cast.agency, client=cast.client, kind=MeetingKind.CALL, starts_at=now, begun_by=cast.alice)  # fmt: skip
    for n in range(4):
        meetings.add_point(by=cast.alice, meeting=meeting, text=f"Punto {n}", now=now)
        meetings.decide(by=cast.alice, meeting=meeting, text=f"Decisione {n}", is_of_strategy=True, now=now)  # fmt: skip
        for side in Side:
            meetings.give_task(by=cast.alice, client=cast.client, meeting=meeting, text=f"Foto {n}", side=side, now=now)  # fmt: skip
    url = reverse("clients:meeting", args=[cast.client.slug, meeting.public_id])
    assert n_queries(sign_in, cast, url) <= MOST


def test_a_goal(cast, sign_in: SignIn):
    now, today = database_now(), make.today(cast.client)
    span = {"from_on": today - timedelta(days=60), "to_on": today + timedelta(days=30)}
    source = make_goals.source(cast.alice, cast.client, "Prenotazioni", rhythm="daily")
    for n in range(3):
        day = (today - timedelta(days=5 + n)).isoformat()
        make_goals.declared(cast.alice, source, (day, day, 1), now=now)
    goal = make_goals.goal(cast.alice, cast.client, "Visite", source=source, reckoning="in_all", baseline=Decimal(), target=Decimal(9), **span)  # fmt: skip
    for n in range(4):
        post = make_posts.draft(cast.alice, cast.channel, text=f"Per le visite {n}")
        post.goal = goal
        post.save(update_fields=["goal"])
        make_money.cost(cast.alice, cast.client, post=post)
    url = reverse("analytics:goal", args=[cast.client.slug, goal.public_id])
    assert n_queries(sign_in, cast, url) <= MOST


def test_a_month_with_columns_a_contract_and_a_campaign(cast, sign_in: SignIn):
    now, today = database_now(), make.today(cast.client)
    pillar = make_goals.pillar(cast.alice, cast.client)
    make_goals.series(cast.alice, pillar, weekday=(today + timedelta(days=1)).weekday())
    make_money.contract(cast.alice, cast.client)
    facts = CampaignFacts("Porte aperte", "porte-aperte", today, today + timedelta(days=9))
    campaign = campaigns.begin_campaign(by=cast.alice, client=cast.client, facts=facts, now=now)
    for n in range(4):
        post = make_posts.draft(cast.alice, cast.channel, text=f"Si apre {n}")
        campaigns.put_in(by=cast.alice, post=post, campaign=campaign, now=now)
    url = reverse("editorial:calendar", args=[cast.client.slug])
    # The first look of a while notes the visit besides.
    assert n_queries(sign_in, cast, url) <= MOST - 1
