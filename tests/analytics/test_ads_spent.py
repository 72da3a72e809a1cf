"""Money for ads is watched as hours are: at the form, by an alert, on the agenda; a boost counts where it begins."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from analytics.actions import burn_alerts
from analytics.queries.ads_spent import AdsSpent, ads_spent
from clients.models import Client, Meeting
from clients.queries.contracts import month_span
from editorial.models import Boost
from people.clock import database_now
from people.models import Notice
from tests import make, make_money
from tests.cast import Cast
from tests.conftest import SignIn


def _agreed(cast: Cast, **terms: Any) -> date:
    """300 euros a month for ads since the first of this one, which is returned."""
    first_on = make.today(cast.client).replace(day=1)
    usual = {"starts_on": first_on, "ad_spend": Decimal(300), "hours": None, "quotas": {}}
    make_money.contract(cast.alice, cast.client, **{**usual, **terms})
    return first_on


def _found(cast: Cast) -> AdsSpent:
    (found,) = ads_spent(
        clients=Client.objects.filter(pk=cast.client.pk), on=make.today(cast.client)
    )
    return found


def _write(cast: Cast, sign_in: SignIn, **more: str) -> str:
    first_on = make.today(cast.client).replace(day=1)
    data = {
        "name": "Porte in vigna", "starts_on": first_on.isoformat(), "ends_on": first_on.isoformat(),
        "currency": "EUR", **more,
    }  # fmt: skip
    url = reverse("analytics:budget_boost", args=[cast.client.slug])
    return sign_in(cast.rita).post(url, data, follow=True).content.decode()


@pytest.mark.parametrize(
    ("spent", "planned", "words"),
    [
        ("100", "200", "€100.00 spent of the €300.00 agreed for ads."),
        ("240", "", "For ads €240.00 are spent of the €300.00 agreed."),
        ("100", "900", "With what is planned, ads come to €600.00 more than the €300.00 agreed."),
        ("700", "900", "For ads €700.00 are spent of the €300.00 agreed: €400.00 more."),
    ],
)
def test_the_form_says_what_a_boost_takes_too_much_of(
    cast: Cast, sign_in: SignIn, spent: str, planned: str, words: str
) -> None:
    _agreed(cast)
    page = _write(cast, sign_in, spent=spent, planned=planned)
    assert "The boost is written down." in page
    assert words in page
    assert Boost.objects.count() == 1


def test_a_boost_over_a_months_end_is_said_to_count_where_it_begins(
    cast: Cast, sign_in: SignIn
) -> None:
    first_on = _agreed(cast)
    later = month_span(first_on)[1] + timedelta(days=20)
    said = f"It counts in {first_on:%B}, where it begins"
    assert said not in _write(cast, sign_in, spent="10")
    assert said in _write(cast, sign_in, spent="10", ends_on=later.isoformat())


def test_only_boosts_of_the_period_and_its_currency_count(cast: Cast) -> None:
    first_on = _agreed(cast)
    make_money.boost(cast.alice, cast.client, "Nostra", starts_on=first_on, ends_on=first_on)
    Boost.objects.create(
        agency=cast.agency, client=cast.client, name="Svizzera", starts_on=first_on, ends_on=first_on,
        spent=Decimal(500), currency="CHF", created_by=cast.alice, created_at=database_now(),
    )  # fmt: skip
    before = first_on - timedelta(days=1)
    make_money.boost(cast.alice, cast.client, "Prima", starts_on=before, ends_on=first_on)
    assert (_found(cast).spent, _found(cast).level) == (Decimal("52.40"), "")


def test_of_one_fee_for_the_whole_the_ads_of_all_its_months_count(cast: Cast) -> None:
    first_on = make.today(cast.client).replace(day=1)
    begins = (first_on - timedelta(days=40)).replace(day=1)
    _agreed(cast, basis="flat", starts_on=begins, ends_on=first_on + timedelta(days=100))
    make_money.boost(cast.alice, cast.client, starts_on=begins, ends_on=begins)
    make_money.boost(cast.alice, cast.client, "Due", spent=Decimal(250))
    assert (_found(cast).spent, _found(cast).level) == (Decimal("302.40"), "over")


def test_people_are_told_once_at_four_fifths_and_once_over_and_it_is_on_the_agenda(
    cast: Cast, sign_in: SignIn
) -> None:
    first_on = _agreed(cast)
    days = {"starts_on": first_on, "ends_on": first_on}
    make_money.boost(cast.alice, cast.client, "Uno", spent=Decimal(240), **days)
    assert burn_alerts.tell_of_hours(now=database_now()) == 2
    assert burn_alerts.tell_of_hours(now=database_now()) == 0
    make_money.boost(cast.alice, cast.client, "Due", spent=Decimal(100), **days)
    assert burn_alerts.tell_of_hours(now=database_now()) == 2
    assert burn_alerts.tell_of_hours(now=database_now()) == 0
    told = Notice.objects.filter(member=cast.rita).order_by("pk")
    assert [each.text.partition(": ")[2] for each in told] == [
        "80% of what was agreed for ads is spent.",
        "more is spent on ads than was agreed.",
    ]

    sign_in(cast.rita).post(reverse("desk:meeting_begin", args=[cast.client.slug]))

    points = {point.source: point.text for point in Meeting.objects.get().points.all()}
    assert points["quota"] == "For ads €340.00 are spent of the €300.00 agreed: €40.00 more."
    page = sign_in(cast.rita).get(reverse("analytics:budget", args=[cast.client.slug]))
    assert "€40.00 over" in page.content.decode()
