"""Money of another currency is added to nothing: refused in words where it is written, told apart where it is there already."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analytics import statement_tables
from analytics.queries import budget
from analytics.queries.books import books_of
from analytics.queries.statements import figures_of
from clients.actions import contracts
from clients.currencies import first_of_another, told_apart
from clients.models import Contract, Rate
from clients.queries.contracts import month_span
from editorial.models import Boost, Cost, Extra
from people import cldr
from people.clock import database_now
from tests import make, make_money


@dataclass(frozen=True)
class _Amount:
    amount: int
    currency: str


@pytest.mark.parametrize(
    ("rows", "ours", "others"),
    [
        ([], [], []),
        ([(1, "EUR")], [1], []),
        ([(1, "CHF")], [], [1]),
        ([(1, "EUR"), (2, "CHF"), (3, "EUR"), (4, "USD")], [1, 3], [2, 4]),
    ],
)
def test_what_may_be_added_up_is_told_from_what_may_not(rows, ours, others):
    found = [_Amount(*row) for row in rows]

    mine, rest = told_apart(found, currency="EUR")

    assert [each.amount for each in mine] == ours
    assert [each.amount for each in rest] == others
    assert first_of_another(found, currency="EUR") == (rest[0] if rest else None)


def _terms(cast, **more):
    first_on, _last = month_span(make.today(cast.client))
    return {"basis": "monthly", "fee": "300", "currency": "EUR", "starts_on": str(first_on), **more}


def _this_month(cast, **terms):
    first_on = month_span(make.today(cast.client))[0]
    return make_money.contract(cast.alice, cast.client, starts_on=first_on, **terms)


def test_a_running_contract_does_not_change_its_currency_under_the_money_of_its_months(
    cast, sign_in
):
    contract = _this_month(cast)
    make_money.cost(cast.alice, cast.client)
    url = reverse("clients:contract_edit", args=[cast.client.slug, contract.public_id])

    answer = sign_in(cast.alice).post(url, _terms(cast, currency="CHF", fee="311"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Fotografo” of" in page
    assert "is in EUR and could not be added to a contract in CHF" in page
    assert 'value="311"' in page
    contract.refresh_from_db()
    assert contract.currency == "EUR"


@pytest.mark.parametrize("kind", ["cost", "boost", "extra"])
def test_a_contract_in_another_currency_than_what_was_written_before_it_is_refused(
    cast, sign_in, kind
):
    made = {"cost": make_money.cost, "boost": make_money.boost, "extra": make_money.extra}[kind]
    row = made(cast.alice, cast.client)
    type(row).objects.update(currency="CHF")
    url = reverse("clients:contract_new", args=[cast.client.slug])

    answer = sign_in(cast.alice).post(url, _terms(cast))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is in CHF and could not be added to a contract in EUR" in page
    assert 'value="300"' in page
    assert not Contract.objects.exists()
    assert sign_in(cast.alice).post(url, _terms(cast, currency="CHF")).status_code == 302


def test_the_database_itself_keeps_a_contract_and_its_money_in_one_currency(cast):
    contract = _this_month(cast)
    make_money.cost(cast.alice, cast.client)

    with (
        pytest.raises(IntegrityError, match="in one currency"),
        transaction.atomic(),
    ):
        Contract.objects.filter(pk=contract.pk).update(currency="CHF")


def test_old_money_of_another_currency_keeps_nobody_from_ending_its_contract(cast):
    contract = _this_month(cast)
    make_money.cost(cast.alice, cast.client)
    Cost.objects.update(currency="USD")

    contracts.change_contract(
        by=cast.alice, contract=contract, now=database_now(), ends_on=make.today(cast.client)
    )

    contract.refresh_from_db()
    assert contract.ends_on == make.today(cast.client)


def test_a_clients_rate_is_in_the_currency_of_its_contract_and_nothing_typed_is_lost(cast, sign_in):
    _this_month(cast)
    url = reverse("clients:contract_rates", args=[cast.client.slug])

    answer = sign_in(cast.alice).post(url, {"currency": "CHF", "rate_": "100", "rate_texts": "90"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The contract is in EUR, so an hour has its price in EUR too." in page
    assert 'value="100"' in page
    assert 'value="90"' in page
    assert not Rate.objects.exists()


def test_a_contract_in_another_currency_than_the_clients_own_rates_is_refused(cast, sign_in):
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, client=cast.client, amounts={"": Decimal(100)},
        currency="CHF", now=database_now(),
    )  # fmt: skip

    answer = sign_in(cast.alice).post(
        reverse("clients:contract_new", args=[cast.client.slug]), _terms(cast)
    )

    assert answer.status_code == 422
    assert "own rates are in CHF. Empty them first" in answer.content.decode()


def test_an_extra_has_no_price_by_a_rate_of_another_currency(cast, sign_in):
    _this_month(cast)
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, amounts={"": Decimal(100)}, currency="CHF",
        now=database_now(),
    )  # fmt: skip
    form = {"what": "Terzo giro", "minutes": "1:00", "currency": "EUR"}
    url = reverse("analytics:budget_extra", args=[cast.client.slug])

    answer = sign_in(cast.alice).post(url, form)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The rate of an hour is in CHF and this extra in EUR: write the price." in page
    assert 'value="Terzo giro"' in page
    assert not Extra.objects.exists()


def test_old_rows_of_another_currency_stand_apart_and_are_in_no_sum(cast, sign_in):
    contract = _this_month(cast)
    for _each in range(2):
        make_money.cost(cast.alice, cast.client)
    make_money.boost(cast.alice, cast.client, is_on_clients_card=False)
    Cost.objects.filter(pk=Cost.objects.latest("pk").pk).update(
        currency="CHF", amount=Decimal("77.10")
    )
    Boost.objects.update(currency="USD")
    Rate.objects.create(agency=cast.agency, amount=Decimal(100), currency="CHF")
    period = budget.period_of(client=cast.client, on=make.today(cast.client))

    books = books_of(client=cast.client, period=period)

    assert books.account.total == contract.fee + 180
    assert books.hourly is None
    assert books.rate_apart == (Decimal(100), "CHF")
    assert [(each.amount, each.currency) for each in books.apart] == [
        (Decimal("77.10"), "CHF"),
        (Decimal("52.40"), "USD"),
    ]
    page = sign_in(cast.alice).get(reverse("analytics:budget", args=[cast.client.slug]))
    words = page.content.decode()
    assert "€1,630.00" in words
    assert cldr.money(Decimal("77.10"), "CHF") in words
    assert "They are in no sum of this page. Write them in EUR" in words
    assert "so hours have no price in EUR here" in words
    figures = figures_of(client=cast.client, period=period, member=cast.alice)
    assert figures["total"] == "1630.00"
    (apart,) = [
        each for each in statement_tables.tables(figures) if each.title == "In another currency"
    ]
    assert [row[2] for row in apart.written()] == [
        cldr.money(Decimal("77.10"), "CHF"),
        cldr.money(Decimal("52.40"), "USD"),
    ]
