"""An extra that the client said yes to is hours and money of its month: nobody is offered the same hours twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from analytics.actions import burn_alerts, stating
from analytics.burning import Habits, Way, ways_inside, worth_of_an_hour
from analytics.queries import budget
from analytics.queries.books import books_of, burn_of
from analytics.queries.hours_ending import counted_down
from analytics.statement_tables import lead
from clients.actions import contracts
from clients.models import Client
from editorial.actions import money
from editorial.models import Extra
from people.clock import database_now
from people.models import Notice
from tests import make, make_money
from tests.cast import Cast
from tests.conftest import SignIn

TEN = Decimal(10)


def _month_of_twelve_hours(cast: Cast) -> None:
    """Twelve hours worked in this month of a contract of ten, an hour at 50 euros."""
    first_on = make.today(cast.client).replace(day=1)
    make_money.contract(cast.alice, cast.client, starts_on=first_on, hours=TEN, fee=Decimal(500))
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, amounts={"": Decimal(50)}, now=database_now()
    )
    make_money.hours(cast.alice, cast.client, 720, on=first_on)


def _extra(cast: Cast, *, minutes: int = 180, price: int = 150) -> Extra:
    return money.offer_extra(
        by=cast.alice, client=cast.client, what="Terzo giro", minutes=minutes,
        price=Decimal(price), currency="EUR", now=database_now(),
    )  # fmt: skip


def _yes(cast: Cast, extra: Extra) -> None:
    money.answer_by_voice(
        by=cast.alice, extra=extra, is_yes=True, who="Carla", how="phone", now=database_now()
    )


def _page(cast: Cast, sign_in: SignIn) -> str:
    url = reverse("analytics:budget", args=[cast.client.slug])
    return sign_in(cast.rita).get(url).content.decode().replace("&nbsp;", "\xa0")


def test_a_yes_adds_its_hours_to_those_of_the_contract_and_its_price_to_what_an_hour_earns(
    cast: Cast, sign_in: SignIn
) -> None:
    _month_of_twelve_hours(cast)
    extra = _extra(cast)
    today = make.today(cast.client)
    period = budget.period_of(client=cast.client, on=today)
    before = burn_of(period=period, books=books_of(client=cast.client, period=period), today=today)
    assert (before.included, before.extra, before.is_over) == (600, 0, True)

    _yes(cast, extra)

    found = burn_of(period=period, books=books_of(client=cast.client, period=period), today=today)
    assert (found.included, found.extra, found.is_over) == (780, 180, False)
    page = _page(cast, sign_in)
    assert "10 + 3 extra" in page
    assert "Extras with a yes count as the fee does." in page
    # The extra of 150 euros pays hours as the fee of 500 does.
    context = sign_in(cast.rita).get(reverse("analytics:budget", args=[cast.client.slug])).context
    assert context["terms"].fee == Decimal(650)
    assert context["terms"].included == 780
    assert found.at_end is not None or context["worth_at_end"] is None
    if found.at_end is not None:
        assert context["worth_at_end"] == worth_of_an_hour(Decimal(650), found.at_end)


def test_an_extra_of_another_month_or_given_for_nothing_adds_nothing(cast: Cast) -> None:
    _month_of_twelve_hours(cast)
    _yes(cast, _extra(cast))
    money.give_extra(by=cast.alice, extra=_extra(cast, minutes=60), now=database_now())
    next_month = make.today(cast.client).replace(day=1) + timedelta(days=32)

    period = budget.period_of(client=cast.client, on=make.today(cast.client))
    coming = budget.period_of(client=cast.client, on=next_month)

    assert books_of(client=cast.client, period=period).extra_minutes(period.first_on, period.last_on) == 180  # fmt: skip
    books = books_of(client=cast.client, period=coming, since=period.first_on)
    assert books.extra_minutes(coming.first_on, coming.last_on) == 0
    assert books.account.extras == 0
    # Read further back, what was agreed before is known and is no line of the later month.
    assert books.extra_minutes(period.first_on, period.last_on) == 180
    assert books.extra_fee(period.first_on, period.last_on) == 150
    assert books.offered == []


@pytest.mark.parametrize(
    ("offered", "ways"),
    [
        (0, [Way("extra", 1, 200)]),
        (60, [Way("offered", 1, 60), Way("extra", 1, 140)]),
        (200, [Way("offered", 1, 200)]),
        (300, [Way("offered", 1, 200)]),
    ],
)
def test_hours_that_are_offered_already_are_not_offered_again(
    offered: int, ways: list[Way]
) -> None:
    assert ways_inside(over=Fraction(200), n_missing=0, habits=Habits(), offered=offered) == ways


def test_the_page_proposes_what_is_over_once(cast: Cast, sign_in: SignIn) -> None:
    today = make.today(cast.client)
    # A contract that runs long enough to have a pace on whichever day this is asked.
    make_money.contract(
        cast.alice, cast.client, basis="flat", hours=TEN,
        starts_on=today - timedelta(days=60), ends_on=today + timedelta(days=40),
    )  # fmt: skip
    make_money.hours(cast.alice, cast.client, 720)
    over = "Offer the hours over as an extra"
    assert over in _page(cast, sign_in)

    extra = _extra(cast, minutes=10_000)

    page = _page(cast, sign_in)
    assert over not in page
    assert "With a yes to the extras that are offered" in page
    _yes(cast, extra)
    assert "With a yes to the extras" not in _page(cast, sign_in)


def test_the_lists_of_hours_that_end_and_the_alerts_know_the_yes(
    cast: Cast, sign_in: SignIn
) -> None:
    _month_of_twelve_hours(cast)
    burn_alerts.tell_of_hours(now=database_now())
    _yes(cast, _extra(cast, minutes=1800))

    (ending,) = counted_down(
        clients=Client.objects.filter(pk=cast.client.pk), today=make.today(cast.client)
    )
    assert (ending.burn.included, ending.burn.extra, ending.burn.level) == (2400, 1800, "")
    make_money.hours(cast.bruno, cast.client, 1200, on=make.today(cast.client).replace(day=1))
    burn_alerts.tell_of_hours(now=database_now())

    told = Notice.objects.filter(kind="hours", member=cast.rita).order_by("pk")
    assert ["used up" in each.text for each in told] == [True, False]


def test_an_extra_belongs_to_the_day_it_is_where_the_client_is(cast: Cast) -> None:
    _yes(cast, _extra(cast))
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        Client.objects.filter(pk=cast.client.pk).update(time_zone=zone)
        said = Extra.objects.accepted().get()
        assert said.answered_at is not None
        assert said.said_on == said.answered_at.astimezone(ZoneInfo(zone)).date()  # type: ignore[attr-defined]


def test_the_statement_tells_the_extra_hours_beside_those_of_the_contract(cast: Cast) -> None:
    _month_of_twelve_hours(cast)
    _yes(cast, _extra(cast))
    period = budget.period_of(client=cast.client, on=make.today(cast.client))

    statement = stating.issue(
        by=cast.alice, client=cast.client, period=period,
        today=period.last_on + timedelta(days=1), now=database_now(),
    )  # fmt: skip

    assert lead(statement.figures).replace("\xa0", " ") == "€650.00 without VAT; 12 h of 10 h and 3 h extra."  # fmt: skip
    old = {name: each for name, each in statement.figures.items() if name != "minutes_extra"}
    assert lead(old).replace("\xa0", " ") == "€650.00 without VAT; 12 h of 10 h."
