"""The price of an activity moves every figure that its hours are in; hours without one are told and in no amount."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from analytics.queries import budget
from analytics.queries import statements as statement_queries
from analytics.queries.books import books_of
from clients.actions import contracts
from editorial.models import Extra, Post, TimeEntry
from people.clock import database_now
from tests import make, make_goals, make_money


def _rates(cast, **amounts):
    """`rest` is for what has none of its own."""
    by_activity = {"" if name == "rest" else name: Decimal(n) for name, n in amounts.items()}
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, client=cast.client, amounts=by_activity, now=database_now()
    )  # fmt: skip


@pytest.fixture
def month(cast):
    """Four hours of this month: one of texts and two of shooting for a post that sells, one of meetings for none."""
    make_money.contract(
        cast.alice, cast.client, starts_on=make.today(cast.client).replace(day=1), hours=Decimal(34)
    )
    today = make.today(cast.client)
    (sell, _other) = make_money.posts_out(cast.alice, cast.channel, 2, on=today)
    Post.objects.filter(pk=sell.pk).update(objective="sell")
    for activity, minutes in (("texts", 60), ("shooting", 120), ("meetings", 60)):
        make_money.hours(cast.alice, cast.client, minutes, activity=activity)
    TimeEntry.objects.exclude(activity="meetings").update(post=sell)
    return sell


def _books(cast):
    return books_of(
        client=cast.client, period=budget.period_of(client=cast.client, on=make.today(cast.client))
    )


def _budget(cast, sign_in, **asked):
    url = reverse("analytics:budget", args=[cast.client.slug])
    return sign_in(cast.alice).get(url, asked)


def test_cost_by_objective_a_piece_and_what_is_left_of_the_fee(cast, sign_in, month):
    _rates(cast, rest=40, shooting=500)

    page = _budget(cast, sign_in)

    assert page.context["by_objective"].written() == [
        ["Sell", "1", "€1,060.00", "€1,060.00"],
        ["Without an objective", "1", "€20.00", "€20.00"],
        ["Total", "2", "€1,080.00", "€540.00"],
    ]
    assert page.context["per_piece"] == Decimal("540.00")
    assert page.context["hourly"] == Decimal("270.00")
    assert "an hour costs €270.00 on average" in page.content.decode()
    # Under three working days nothing is foretold, else hours to come cost what those so far did.
    at_end = page.context["burn"].at_end or page.context["burn"].used
    left = Decimal(1450) - Decimal(float(at_end) / 60 * 270)
    assert abs(page.context["as_it_goes"].margin - left) < Decimal("0.01")


def test_one_rate_for_all_is_told_as_it_was(cast, sign_in, month):
    _rates(cast, rest="42.50")

    page = _budget(cast, sign_in)

    assert "Rate: €42.50 an hour." in page.content.decode()
    assert "activity" not in page.context["what_if"].fields
    assert page.context["per_piece"] == Decimal("85.00")


def test_hours_of_an_activity_without_a_rate_are_told_and_in_no_amount(cast, sign_in, month):
    _rates(cast, texts=40, shooting=50)

    page = _budget(cast, sign_in)

    assert [row[2] for row in page.context["by_objective"].written()] == ["€140.00", "€0.00", "€140.00"]  # fmt: skip
    assert page.context["per_piece"] == Decimal("70.00")
    words = page.content.decode().replace("&nbsp;", "\xa0")
    assert (
        "No rate is set for these hours, so they are in no amount: Meetings and reports 1\xa0h."
        in words
    )

    _rates(cast, rounds=40)
    nothing = _budget(cast, sign_in)
    assert nothing.context["by_objective"] is None
    assert nothing.context["per_piece"] is None
    assert "Texts 1\xa0h, Shooting 2\xa0h, Meetings and reports 1\xa0h" in nothing.content.decode()


def test_what_if_an_hour_is_for_something_that_costs_more(cast, sign_in, month):
    _rates(cast, rest=40, shooting=500)
    asked = {"more": "2", "posts": "", "activity": "shooting"}

    page = _budget(cast, sign_in, **asked)

    before, after = page.context["as_it_goes"].margin, page.context["with_it"].margin
    assert before - after == Decimal(1000)
    assert "Shooting · €500.00" in page.content.decode()
    plain = _budget(cast, sign_in, **asked | {"activity": ""})
    assert before - plain.context["with_it"].margin == Decimal(540)

    _rates(cast, texts=40)
    refused = _budget(cast, sign_in, **asked)
    assert refused.context["with_it"] is None
    assert "No rate in EUR is set for Shooting." in refused.content.decode()


def test_the_page_of_a_post_and_of_its_goal(cast, sign_in, month):
    today = make.today(cast.client)
    goal = make_goals.goal(
        cast.alice, cast.client, reckoning="in_all", baseline=Decimal(0), from_on=today - timedelta(days=20)
    )  # fmt: skip
    first, last = (str(today - timedelta(days=n)) for n in (14, 8))
    make_goals.declared(cast.alice, goal.source, (first, last, 20), now=database_now())
    Post.objects.filter(pk=month.pk).update(goal=goal)
    own = reverse("editorial:post", args=[cast.client.slug, month.public_id])
    aim = reverse("analytics:goal", args=[cast.client.slug, goal.public_id])
    browser = sign_in(cast.alice)
    _rates(cast, rest=40, shooting=55)

    assert "€150.00" in browser.get(own).content.decode()
    of_goal = browser.get(aim).content.decode()
    assert "€150.00" in of_goal
    assert "€7.50" in of_goal

    _rates(cast, shooting=55)
    for page in (browser.get(own), browser.get(aim)):
        words = page.content.decode()
        assert "€110.00" in words
        assert "so they are in no amount: Texts 1\xa0h." in words


def test_the_statement_weighs_hours_by_their_rates_and_says_which_have_none(cast, sign_in):
    on = (make.today(cast.client).replace(day=1) - timedelta(days=1)).replace(day=10)
    make_money.contract(cast.alice, cast.client, starts_on=on.replace(day=1))
    sell, inform = make_money.posts_out(cast.alice, cast.channel, 2, on=on)
    for post, aim, activity in ((sell, "sell", "shooting"), (inform, "inform", "texts")):
        Post.objects.filter(pk=post.pk).update(objective=aim)
        entry = make_money.hours(cast.alice, cast.client, 60, on=on, activity=activity)
        TimeEntry.objects.filter(pk=entry.pk).update(post=post)
    make_money.hours(cast.alice, cast.client, 30, on=on, activity="meetings")
    _rates(cast, shooting=108, texts=37)
    period = statement_queries.statement_period(client=cast.client, on=on)

    figures = statement_queries.figures_of(client=cast.client, period=period, member=cast.alice)

    assert figures["objectives"] == [["inform", 1, "370.00"], ["sell", 1, "1080.00"]]
    assert figures["without_rate"] == [["meetings", 30]]
    page = sign_in(cast.alice).get(
        reverse("analytics:statement_of_month", args=[cast.client.slug, f"{on:%Y-%m}"])
    )
    words = page.content.decode()
    assert "Hours without a rate are not weighed: Meetings and reports." in words
    assert "so they are in no amount: Meetings and reports 0.5\xa0h." in words


def test_an_extra_has_the_price_of_what_it_is_for(cast, sign_in, month):
    _rates(cast, rest=40, shooting=55)
    browser = sign_in(cast.alice)
    url = reverse("analytics:budget_extra", args=[cast.client.slug])
    form = {"what": "Un video", "minutes": "30:00", "currency": "EUR", "activity": "shooting"}

    answer = browser.post(url, form, follow=True)

    assert Extra.objects.get().price == Decimal("1650.00")
    assert "Offered at €1,650.00" in answer.content.decode()
    assert "Shooting · €55.00" in answer.content.decode()
    browser.post(url, form | {"activity": "", "minutes": "1:00"})
    assert Extra.objects.first().price == Decimal("40.00")
    browser.post(url, form | {"price": "12"})
    assert Extra.objects.first().price == Decimal("12.00")

    _rates(cast, texts=40)
    refused = browser.post(url, form).content.decode()
    assert "No rate is set for Shooting: write the price." in refused
    assert 'value="Un video"' in refused
    assert Extra.objects.count() == 3


def test_what_the_budget_proposes_stands_in_the_form_of_the_extra(cast, sign_in, month):
    url = reverse("analytics:budget_money", args=[cast.client.slug])
    page = sign_in(cast.alice).get(
        url, {"minutes": "11:20", "price": "481.67", "activity": "rounds", "what": "Terzo giro"}
    )

    words = page.content.decode()
    for typed in ('value="11:20"', 'value="481.67"', 'value="Terzo giro"', '<option value="rounds" selected>'):  # fmt: skip
        assert typed in words


def test_the_books_are_one_query_with_a_card_of_many_prices(cast, month, django_assert_num_queries):
    _rates(cast, rest=40, texts=30, shooting=500, rounds=20, meetings=60)
    period = budget.period_of(client=cast.client, on=make.today(cast.client))

    with django_assert_num_queries(1):
        books_of(client=cast.client, period=period)

    assert _books(cast).work_cost.amount == 30 + 1000 + 60
