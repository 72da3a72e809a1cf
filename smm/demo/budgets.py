"""Contracts, hours and money: Trecorvi runs over its hours, Passolieve loses money, the mayor's town pays the VAT itself."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from analytics.burning import working_days
from clients.actions import contracts
from clients.models import Client, WorkPackage
from editorial import when
from editorial.actions import money
from editorial.models import Origin, Post, TimeEntry
from people.public_holidays import holidays_between
from smm.demo.cast import Cast
from smm.demo.plan import ZONE

RATE = Decimal("42.50")
# So long ago the monthly contracts were made anew; of the months since then the hours are written down.
N_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Deal:
    """What was agreed with a client, and what a working day takes: who, on what, how many minutes, in turn."""

    terms: dict[str, Any]
    months_ago: int
    months_ahead: int | None
    days: tuple[tuple[tuple[str, str, int], ...], ...]


DEALS: dict[str, Deal] = {
    "trecorvi": Deal(
        {"fee": Decimal(1450), "hours": Decimal(34), "quotas": {"post": 12, "reel": 4, "story": 16}, "rounds": 2,
         "ad_spend": Decimal(300)},
        N_MONTHS, 7,
        # 145 minutes a working day on average: the hours of a month end before it does, also in one with three holidays.
        (
            (("giulia", "texts", 65), ("luca", "rounds", 55)),
            (("chiara", "visuals", 95), ("davide", "community", 30)),
            (("omar", "shooting", 110), ("giulia", "texts", 45)),
            (("luca", "meetings", 45), ("giulia", "rounds", 55), ("chiara", "visuals", 82)),
        ),
    ),
    "passolieve": Deal(
        {"fee": Decimal(480), "hours": Decimal(11), "quotas": {"post": 8}, "rounds": 1},
        N_MONTHS, None,
        (
            (("giulia", "texts", 45),),
            (("davide", "community", 35), ("luca", "meetings", 15)),
            (("chiara", "visuals", 50),),
        ),
    ),
    "irma": Deal(
        {"fee": Decimal(1100), "hours": Decimal(28), "quotas": {"post": 10, "reel": 6}, "rounds": 2},
        N_MONTHS, 3,
        (
            (("giulia", "texts", 40), ("omar", "visuals", 35)),
            (("luca", "planning", 60),),
            (("omar", "shooting", 70),),
        ),
    ),
    "comune": Deal(
        {"fee": Decimal(900), "hours": Decimal(20), "quotas": {"post": 16}, "rounds": 1},
        N_MONTHS, 2,
        ((("chiara", "texts", 45),), (("luca", "rounds", 30), ("davide", "community", 20)), ()),
    ),
    "tornaquercia": Deal(
        {"fee": Decimal(900), "hours": Decimal(20), "quotas": {"post": 10}, "rounds": 2},
        N_MONTHS, 2,
        ((("luca", "texts", 50),), (), (("davide", "community", 40), ("luca", "meetings", 20))),
    ),
    "salvafonti": Deal(
        {"basis": "flat", "fee": Decimal(12000), "hours": Decimal(280), "quotas": {"post": 60}},
        10, 13,
        ((("chiara", "texts", 40),), (("sara", "meetings", 30),), (), (("luca", "planning", 45),)),
    ),
    "lanterne": Deal(
        {"basis": "flat", "fee": Decimal(6500), "quotas": {"post": 60, "reel": 20}},
        2, 2,
        ((("giulia", "texts", 50), ("omar", "visuals", 60)), (("luca", "planning", 45),), (("chiara", "visuals", 70),)),
    ),
}  # fmt: skip


def make(cast: Cast, now: datetime) -> None:
    """Contracts and rates by the actions, the hours of three months as a set."""
    nora = cast.members["nora"]
    today = when.wall_of(now, ZONE).date()
    contracts.set_rates(
        by=nora, agency=nora.agency, amounts={"": RATE, "shooting": Decimal(55)}, now=now
    )
    for key, deal in DEALS.items():
        contracts.agree_contract(
            by=nora,
            client=cast.clients[key],
            now=now,
            starts_on=first_of_month(today, -deal.months_ago),
            ends_on=None
            if deal.months_ahead is None
            else first_of_month(today, deal.months_ahead + 1) - timedelta(days=1),
            **deal.terms,
        )
        _counted_as(cast.clients[key], deal)
    TimeEntry.objects.bulk_create(_entries(cast, today, now))
    _invoices(cast, now)
    _beside_the_fee(cast, today, now)


def _counted_as(client: Client, deal: Deal) -> None:
    """Where reels and stories were agreed, some of the posts are one, as somebody says on the page of the pieces."""
    posts = list(Post.objects.filter(client=client).order_by("wall_at", "pk").values_list("pk", flat=True))  # fmt: skip
    for place, piece, each in ((1, "reel", 5), (3, "story", 4)):
        if piece in deal.terms.get("quotas", {}):
            Post.objects.filter(pk__in=posts[place::each], piece="").update(piece=piece)
    Post.objects.filter(client=client, title__istartswith="reel").update(piece="reel")


def first_of_month(on: date, months: int) -> date:
    n = on.year * 12 + on.month - 1 + months
    return date(n // 12, n % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Worked:
    """What somebody did on a day; `turn` is the number of the working day."""

    turn: int
    on: date
    who: str
    activity: str
    minutes: int


def worked(key: str, today: date) -> Iterator[Worked]:
    """What was done for a client up to yesterday."""
    first_on = first_of_month(today, -N_MONTHS)
    holidays = holidays_between(first_on, today, language="it")
    days = working_days(first_on, today - timedelta(days=1), holidays=holidays)
    takes = DEALS[key].days
    for turn, on in enumerate(days):
        # Month by month a little more: what an hour earns goes down.
        months_ago = (today.year - on.year) * 12 + today.month - on.month
        for who, activity, minutes in takes[turn % len(takes)]:
            yield Worked(turn, on, who, activity, minutes * (100 - 3 * months_ago) // 100)


def _entries(cast: Cast, today: date, now: datetime) -> Iterator[TimeEntry]:
    packages = list(WorkPackage.objects.filter(client=cast.clients["salvafonti"]))
    for key in DEALS:
        client = cast.clients[key]
        own = packages if key == "salvafonti" else []
        posts = _dated_posts(client)
        for each in worked(key, today):
            yield TimeEntry(
                agency_id=client.agency_id, client=client, member=cast.members[each.who], on=each.on,
                activity=each.activity, minutes=each.minutes, confirmed_at=now,
                origin=Origin.PROPOSED if each.turn % 3 else Origin.TIMER,
                work_package=own[each.turn % len(own)] if own else None,
                post_id=_next_post(posts, each.on) if each.activity in _ON_A_POST else None,
            )  # fmt: skip


# What people do on one post; the rest is done for the client as a whole.
_ON_A_POST = ("texts", "visuals", "rounds")


def _dated_posts(client: Client) -> list[tuple[date, int]]:
    """The client's posts by the day they are planned for."""
    found = Post.objects.filter(client=client, wall_at__isnull=False).order_by("wall_at", "pk")
    return [(at.date(), pk) for at, pk in found.values_list("wall_at", "pk") if at]


def _next_post(posts: list[tuple[date, int]], on: date) -> int | None:
    """The post that is planned next after a day of work, where one is within the week."""
    at = bisect_left(posts, (on, 0))
    return posts[at][1] if at < len(posts) and posts[at][0] - on < timedelta(days=7) else None


def _invoices(cast: Cast, now: datetime) -> None:
    nora = cast.members["nora"]
    contracts.write_fiscal_data(
        by=nora, client=cast.clients["trecorvi"], legal_name="Tenuta Trecorvi società agricola semplice",
        vat_number="01234567897", recipient_code="M5UXCR1", now=now,
    )  # fmt: skip
    contracts.write_fiscal_data(
        by=nora, client=cast.clients["comune"], legal_name="Comune di Serravento", tax_code="00743110157",
        recipient_code="UFB7K2", cig="ZA12B3C4D5", is_split_payment=True, now=now,
    )  # fmt: skip
    contracts.write_fiscal_data(
        by=nora, client=cast.clients["salvafonti"], legal_name="Università degli Studi di Serravento",
        tax_code="80017640212", recipient_code="UF4Q2X", cup="H53D23001230006", is_split_payment=True, now=now,
    )  # fmt: skip


def _latest_for_a_goal(client: Client) -> Post | None:
    """The post that serves a goal and came out last: what was bought and boosted in these days was for it."""
    out = Post.objects.filter(client=client, goal__isnull=False, deliveries__state="published")
    return out.order_by("-wall_at", "-id").first()


def _beside_the_fee(cast: Cast, today: date, now: datetime) -> None:
    """The photographer, two boosts on Paola's card, and the third round that waits for her yes."""
    luca, trecorvi = cast.members["luca"], cast.clients["trecorvi"]
    first_on = today.replace(day=1)
    money.write_cost(
        by=luca, client=trecorvi, on=first_on, what="Fotografo, mezza giornata in vigna", supplier="Studio Lucemossa",
        amount=Decimal(180), currency="EUR", post=_latest_for_a_goal(trecorvi), now=now,
    )  # fmt: skip
    for name, spent, n_results in (
        ("Porte in vigna", "52.40", 31),
        ("Cesti di Natale", "34.00", 9),
    ):
        money.write_boost(
            by=luca, client=trecorvi, name=name, starts_on=first_on, ends_on=today, planned=Decimal(60),
            spent=Decimal(spent), currency="EUR", objective="promote", n_results=n_results,
            post=_latest_for_a_goal(trecorvi) if name == "Porte in vigna" else None, now=now,
        )  # fmt: skip
    money.offer_extra(
        by=luca, client=trecorvi, what="Terzo giro su «Porte in vigna»", minutes=156,
        price=Decimal("110.50"), currency="EUR", now=now - timedelta(days=1),
    )  # fmt: skip
