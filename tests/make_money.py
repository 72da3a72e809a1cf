"""Makes contracts, hours and costs, through the product's own actions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics.actions import stating
from analytics.models import Statement
from analytics.queries import budget
from clients.actions import contracts
from clients.models import Channel, Client, Contract
from clients.queries.contracts import month_span
from editorial.actions import effort, money
from editorial.models import Boost, Cost, Delivery, Extra, Post, TimeEntry
from people.clock import database_now
from people.models import Member
from tests import make, make_posts

FIRST_ON = date(2026, 11, 1)


def contract(by: Member, client: Client, **terms: Any) -> Contract:
    """Terms since the first of the month of make.NOW: 1,450 euros and 34 hours a month."""
    usual: dict[str, Any] = {
        "fee": Decimal(1450),
        "starts_on": FIRST_ON,
        "hours": Decimal(34),
        "quotas": {"post": 12, "reel": 4},
    }
    return contracts.agree_contract(by=by, client=client, now=make.NOW, **{**usual, **terms})


def hours(
    by: Member, client: Client, minutes: int, *, on: date | None = None, activity: str = "texts"
) -> TimeEntry:
    """Minutes that somebody wrote down, of today if not said otherwise."""
    now = database_now()
    return effort.log_time(
        by=by,
        client=client,
        on=on or effort.today_of(by, now),
        minutes=minutes,
        activity=activity,
        now=now,
    )


def posts_out(by: Member, channel: Channel, n: int, *, on: date) -> list[Post]:
    """Posts that came out on that day, as the publisher leaves them."""
    posts = []
    for each in range(n):
        delivery = make_posts.scheduled(by, channel, text=f"Uscito {each}")
        flown = Delivery.objects.filter(pk=delivery.pk)
        for state in ("claimed", "sending"):
            flown.update(state=state, owner=1, lease_until=database_now() + timedelta(minutes=1))
        flown.update(state="published", proof={"id": "1"}, owner=None, lease_until=None)
        Post.objects.filter(pk=delivery.post_id).update(wall_at=f"{on}T10:00:00")
        posts.append(delivery.post)
    return posts


def cost(by: Member, client: Client, what: str = "Fotografo", **more: Any) -> Cost:
    """A photographer of 180 euros, of today if not said otherwise, passed on to the client."""
    usual = {"on": make.today(client), "amount": Decimal(180), "currency": "EUR", "what": what}
    return money.write_cost(by=by, client=client, now=database_now(), **{**usual, **more})


def boost(by: Member, client: Client, name: str = "Porte in vigna", **more: Any) -> Boost:
    """A campaign of today, 52.40 euros spent, if not said otherwise."""
    today = make.today(client)
    usual = {
        "starts_on": today,
        "ends_on": today,
        "spent": Decimal("52.40"),
        "currency": "EUR",
        "name": name,
    }
    return money.write_boost(by=by, client=client, now=database_now(), **{**usual, **more})


def extra(by: Member, client: Client, what: str = "Terzo giro", *, price: str = "110.50") -> Extra:
    """An extra that waits for the client's yes."""
    return money.offer_extra(
        by=by,
        client=client,
        what=what,
        minutes=156,
        price=Decimal(price),
        currency="EUR",
        now=database_now(),
    )


def statement(
    by: Member, client: Client, *, on: date = date(2024, 3, 1), **terms: Any
) -> Statement:
    """The issued statement of a month that is over, with its own contract."""
    period_end = month_span(on)[1]
    contract(by, client, starts_on=on, ends_on=period_end, **terms)
    period = budget.period_of(client=client, on=on)
    return stating.issue(
        by=by,
        client=client,
        period=period,
        today=period_end + timedelta(days=1),
        now=database_now(),
    )
