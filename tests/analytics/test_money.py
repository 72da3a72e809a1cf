"""Costs, boosts and extras: through the pages and the client's link; what cannot be added is refused in words."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analytics.reading_boosts import amount_of, decimal_mark, read_boosts
from clients.actions import access_links
from editorial.actions import effort, money
from editorial.models import Boost, Cost, Extra
from people.clock import database_now
from tests import make, make_money

META = """Campaign name;Reporting starts;Reporting ends;Amount spent (EUR);Impressions;Results
Porte in vigna;2026-11-02;2026-11-09;1.250,50;"18.420";31
Cesti di Natale;2026-11-20;2026-11-30;86,40;2.010;4
"""


def _token(cast):
    """The token of a link that Carla got."""
    link = access_links.give(contact=cast.carla, now=database_now())
    return link.rstrip("/").rpartition("/")[2]


def _url(name, cast, *more):
    return reverse(f"analytics:{name}", args=[cast.client.slug, *more])


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [
        (["1.234,5"], ","), (["1,234.5"], "."), (["12,5"], ","), (["12.50"], "."), (["0.125"], "."),
        (["1.234.567"], ","), (["1.234"], ""), (["1234"], ""), ([], ""), (["1.234", "86,40"], ","),
        (["1.234,50", "12.5"], "?"),
    ],
)  # fmt: skip
def test_the_decimal_mark_is_read_off_the_amounts(amounts, mark):
    assert decimal_mark(amounts) == mark


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1.234,5", ",", "1234.5"), ("1,234.5", ".", "1234.5"), ("€ 86,40", ",", "86.40"), ("100", ".", "100"),
        ("1,23,4", ".", None), ("1,5.0", ",", None), ("", ",", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_by_its_mark(text, mark, amount):
    assert amount_of(text, mark) == (None if amount is None else Decimal(amount))


def test_an_export_comes_in_after_a_look_and_twice_changes_nothing(cast, sign_in):
    browser = sign_in(cast.alice)
    url = _url("budget_boosts", cast)

    look = browser.post(url, {"rows": META, "deed": "look"}).content.decode()
    assert "2 rows of 2 can come in" in look
    assert not Boost.objects.exists()

    browser.post(url, {"rows": META, "deed": "import"})
    browser.post(url, {"rows": META, "deed": "import"})

    spent = dict(Boost.objects.values_list("name", "spent"))
    assert spent == {"Porte in vigna": Decimal("1250.50"), "Cesti di Natale": Decimal("86.40")}
    assert Boost.objects.get(name="Porte in vigna").n_impressions == 18420


def test_amounts_that_can_be_read_in_two_ways_are_asked_about_and_nothing_is_lost(cast, sign_in):
    rows = "Campaign,Start date,Amount spent\nVigna,2026-11-02,1.234\n"
    url = _url("budget_boosts", cast)

    answer = sign_in(cast.alice).post(url, {"rows": rows, "deed": "import"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "can be read in two ways" in page
    assert "Vigna,2026-11-02,1.234" in page
    assert not Boost.objects.exists()
    (line,) = read_boosts(rows, currency="EUR", mark=",").good
    assert line.values["spent"] == Decimal(1234)


def test_a_row_that_ends_before_it_starts_is_told_and_keeps_nobody_else_out():
    rows = "Campaign,Start date,End date,Amount spent\nA,2026-11-02,2026-11-01,5.50\nB,2026-11-02,2026-11-03,6.50\n"

    found = read_boosts(rows, currency="EUR")

    assert [line.problems for line in found.lines] == [("It ends before it starts.",), ()]
    assert [line.values["name"] for line in found.good] == ["B"]


def test_mixed_currencies_are_refused_in_words_and_nothing_typed_is_lost(cast, sign_in):
    make_money.contract(cast.alice, cast.client)
    form = {"what": "Fotografo", "on": "2026-11-20", "amount": "180", "currency": "CHF"}

    answer = sign_in(cast.alice).post(_url("budget_cost", cast), form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The contract is in EUR, so an amount in CHF cannot be added to it." in page
    assert 'value="Fotografo"' in page
    assert not Cost.objects.exists()


def test_a_cost_of_nothing_is_refused_in_words(cast, sign_in):
    form = {"what": "Fotografo", "on": "2026-11-10", "amount": "0", "currency": "EUR"}

    answer = sign_in(cast.alice).post(_url("budget_cost", cast), form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A cost has an amount." in page
    assert 'value="Fotografo"' in page
    assert not Cost.objects.exists()


def test_costs_of_a_closed_period_stay(cast):
    now = database_now()
    on = date(2026, 11, 20)
    cost = money.write_cost(
        by=cast.alice,
        client=cast.client,
        on=on,
        what="Fotografo",
        amount=Decimal(180),
        currency="EUR",
        now=now,
    )
    effort.close_period(
        by=cast.alice,
        client=cast.client,
        first_on=date(2026, 11, 1),
        last_on=date(2026, 11, 30),
        now=now,
    )

    with pytest.raises(money.MoneyError, match="goes into the next period"):
        money.remove_cost(by=cast.alice, cost=cost, now=now)
    assert Cost.objects.count() == 1


def test_the_client_says_yes_behind_the_link_and_looking_answers_nothing(cast, client):
    extra = make_money.extra(cast.alice, cast.client)
    token = _token(cast)

    page = client.get(reverse("portal:decide", args=[token])).content.decode()
    assert "Terzo giro" in page
    assert "110" in page
    assert client.get(reverse("portal:extra", args=[token, extra.public_id])).status_code == 405
    assert Extra.objects.get().answer == ""

    client.post(reverse("portal:extra", args=[token, extra.public_id]), {"answer": "yes"})

    extra.refresh_from_db()
    assert (extra.answer, extra.answered_name) == ("yes", cast.carla.name)
    with pytest.raises(IntegrityError, match="history"), transaction.atomic():
        Extra.objects.update(price=1)


def test_a_yes_by_voice_says_who_and_how_and_is_written_once(cast, sign_in):
    extra = make_money.extra(cast.alice, cast.client)
    browser = sign_in(cast.alice)
    url = _url("budget_settle", cast, "extra", extra.public_id)

    browser.post(url, {"deed": "yes", "who": "", "how": "phone"})
    assert Extra.objects.get().answer == ""
    browser.post(url, {"deed": "yes", "who": "Paola", "how": "phone"})
    browser.post(url, {"deed": "withdraw"})

    extra.refresh_from_db()
    assert (extra.answer, extra.answered_name, extra.said_how) == ("yes", "Paola", "phone")


def test_an_extra_of_another_client_is_not_behind_the_link(cast, client):
    other = make.client(cast.alice, "Altro")
    extra = make_money.extra(cast.alice, other)
    token = _token(cast)

    answer = client.post(reverse("portal:extra", args=[token, extra.public_id]), {"answer": "yes"})

    assert answer.status_code == 404
