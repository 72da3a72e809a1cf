"""The Monday walk asks the database for as much with eight clients and much open as with one and little."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.actions import meetings, rhythm
from clients.meetings import Side
from clients.models import Channel, Client
from editorial.actions import asking
from people.clock import database_now
from tests import make, make_goals, make_money, make_posts
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.filling import move

MOST = 12


def _open_matters(cast: Cast, client: Client, n: int) -> None:
    """One more of everything that an agenda tells, and of what stands beside it."""
    now, by, today = database_now(), cast.alice, make.today(client)
    channel = make.channel(client, handle=f"@canale{n}@sandbox.example")
    rhythm.promise_rhythm(by=by, channel=channel, weekly_posts=7, now=now)
    move(make_posts.scheduled(by, channel, text=f"Non uscito {n}"), "missed")
    make_posts.scheduled(by, channel, text=f"Esce {n}")
    for side in Side:
        meetings.give_task(
            by=by, client=client, text=f"Foto {n}", side=side, due_on=today - timedelta(days=1), now=now
        )  # fmt: skip
    make.contact(by, client, f"Paola {n}")
    shut_out = make.channel(client, handle=f"@fuori{n}@sandbox.example")
    Channel.objects.filter(pk=shut_out.pk).update(health="reconnect")
    asking.ask_review(
        post=make_posts.draft(by, channel, text=f"Da guardare {n}"), member=by, now=now
    )
    asking.ask_client(
        post=make_posts.draft(by, channel, text=f"Dal cliente {n}"), member=by, now=now
    )
    days = {"from_on": today - timedelta(days=60), "to_on": today + timedelta(days=30)}
    span = {"baseline": Decimal(), "target": Decimal(100), **days}
    source = make_goals.source(by, client, f"Prenotazioni {n}", rhythm="daily")
    make_goals.goal(by, client, f"Visite {n}", source=source, reckoning="in_all", **span)
    day = (today - timedelta(days=5)).isoformat()
    make_goals.declared(by, source, (day, day, 1), now=now)
    for reckoning in ("level", "per_post"):
        metric = "followers" if reckoning == "level" else "saves"
        make_goals.goal(
            by, client, f"{metric} {n}", metric=metric, reckoning=reckoning, channels=(channel,), **span
        )  # fmt: skip


@pytest.mark.parametrize("who", ["alice", "rita"])
def test_the_walk_asks_as_much_for_much_as_for_little(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(getattr(cast, who))
    walk = reverse("desk:walk")
    make_money.contract(cast.alice, cast.client, quotas={"reel": 4})

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(walk, {"at": cast.client.slug}).status_code == 200
        return [each["sql"] for each in queries.captured_queries]

    _open_matters(cast, cast.client, 0)
    assert "@fuori0" in browser.get(walk, {"at": cast.client.slug}).content.decode()
    one = asked()
    for n in range(1, 8):
        _open_matters(cast, cast.client, n)
        neighbour = make.client(cast.alice, f"Cliente {n}")
        make.assigned(cast.alice, neighbour, cast.rita, cast.rita.role)
        _open_matters(cast, neighbour, n)
    many = asked()

    page = browser.get(walk, {"at": cast.client.slug}).content.decode()
    for words in ("8 posts wait for our ok", "8 posts wait for the client", "Goal behind"):
        assert words in page
    assert len(many) == len(one)
    assert len(many) <= MOST, many


@pytest.mark.parametrize("at", ["nobody", "\x00", "a" * 500])
def test_nobody_by_that_name_is_walked_to(cast: Cast, sign_in: SignIn, at: str) -> None:
    assert sign_in(cast.rita).get(reverse("desk:walk"), {"at": at}).status_code == 404
