"""A flat fee is issued once over the whole: in equal parts by month or as the person chooses, never more than is left."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from analytics import statement_tables
from analytics.actions import stating
from analytics.instalments import instalment
from analytics.models import Statement
from analytics.queries import statements as queries
from analytics.queries.budget import period_of
from clients.models import Contract, Offer
from clients.queries.contracts import month_span
from people.clock import database_now
from tests import make, make_money


@pytest.mark.parametrize(
    ("whole", "issued", "first_on", "last_on", "ends_on", "proposed", "left", "is_last"),
    [
        # Three months of a hundred: the cent that does not divide stands in the last part.
        ("100", "0", "2026-08-01", "2026-08-31", "2026-10-31", "33.33", "100", False),
        ("100", "33.33", "2026-09-01", "2026-09-30", "2026-10-31", "33.34", "66.67", False),
        ("100", "66.67", "2026-10-01", "2026-10-31", "2026-10-31", "33.33", "33.33", True),
        # Two months at once take two shares; what was chosen otherwise before is shared out over what is left.
        ("100", "0", "2026-08-01", "2026-09-30", "2026-10-31", "66.67", "100", False),
        ("100", "80", "2026-09-01", "2026-09-30", "2026-10-31", "10.00", "20", False),
        ("6500", "0", "2026-08-10", "2026-10-20", "2026-10-20", "6500", "6500", True),
        # Nobody ended it: once, and then nothing, though it was once issued twice.
        ("6500", "0", "2026-08-01", "2026-08-31", None, "6500", "6500", True),
        ("6500", "6500", "2026-09-01", "2026-09-30", None, "0", "0", True),
        ("6500", "13000", "2026-10-01", "2026-10-31", None, "0", "0", True),
        ("0", "0", "2026-10-01", "2026-10-31", "2027-10-31", "0", "0", False),
    ],
)  # fmt: skip
def test_the_share_of_some_months(
    whole, issued, first_on, last_on, ends_on, proposed, left, is_last
):
    found = instalment(
        whole=Decimal(whole),
        issued=Decimal(issued),
        first_on=date.fromisoformat(first_on),
        last_on=date.fromisoformat(last_on),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
    )

    assert (found.proposed, found.left, found.is_last) == (
        Decimal(proposed),
        Decimal(left),
        is_last,
    )


@pytest.mark.parametrize("n_months", range(1, 40))
@pytest.mark.parametrize("whole", ["100", "6500", "0.05", "1234.57"])
def test_the_shares_of_all_months_add_up_to_the_fee(whole, n_months):
    months = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(n_months)]
    issued = Decimal(0)
    for month in months:
        issued += instalment(
            whole=Decimal(whole), issued=issued, first_on=month, last_on=month_span(month)[1],
            ends_on=month_span(months[-1])[1],
        ).proposed  # fmt: skip

    assert issued == Decimal(whole)


def _months(cast):
    """The first day of each of the last three months that are over, the oldest first."""
    on = month_span(make.today(cast.client))[0]
    found = []
    for _n in range(3):
        on = (on - timedelta(days=1)).replace(day=1)
        found.insert(0, on)
    return found


def _flat(cast, **terms):
    """6,500 for six months of which three are over, with 100 hours in the whole."""
    months = _months(cast)
    ends_on = month_span(month_span(make.today(cast.client))[1] + timedelta(days=45))[1]
    return make_money.contract(
        cast.alice,
        cast.client,
        **{
            "basis": "flat",
            "fee": Decimal(6500),
            "hours": Decimal(100),
            "starts_on": months[0],
            "ends_on": ends_on,
            **terms,
        },
    )


def _url(cast, month):
    return reverse("analytics:statement_of_month", args=[cast.client.slug, f"{month:%Y-%m}"])


def test_a_flat_fee_without_a_last_day_is_refused_and_nothing_typed_is_lost(cast, sign_in):
    terms = {"basis": "flat", "fee": "6500", "currency": "EUR", "starts_on": "2026-08-01"}

    answer = sign_in(cast.alice).post(
        reverse("clients:contract_new", args=[cast.client.slug]), terms
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One fee for the whole needs the days it is for" in page
    assert 'value="6500"' in page
    assert not Contract.objects.exists()


def test_an_offer_of_a_flat_fee_says_its_last_day_before_it_is_sent(cast, sign_in):
    said = {
        "words": "Campagna", "price": "6500", "currency": "EUR", "basis": "flat", "starts_on": "2027-01-01",
        "valid_until": "2027-01-31",
    }  # fmt: skip

    answer = sign_in(cast.alice).post(reverse("clients:offer_new", args=[cast.client.slug]), said)

    assert answer.status_code == 422
    assert "One fee for the whole needs the days it is for" in answer.content.decode()
    assert not Offer.objects.exists()


def test_a_flat_fee_is_issued_in_parts_that_never_come_to_more_than_it(cast, sign_in):
    contract = _flat(cast)
    first, second, third = _months(cast)
    make_money.hours(cast.alice, cast.client, 600, on=first)
    make_money.hours(cast.alice, cast.client, 300, on=second)
    make_money.cost(cast.alice, cast.client, on=second)
    browser = sign_in(cast.alice)

    proposed = browser.get(_url(cast, first)).content.decode()
    assert 'value="1083.33"' in proposed
    assert "€6,500.00 of €6,500.00 is left. An equal share for each month is proposed." in proposed
    assert browser.post(_url(cast, first), {"fee": "2500"}).status_code == 302
    too_much = browser.post(_url(cast, second), {"fee": "4000.01", "note": "Grazie"})
    assert too_much.status_code == 422
    assert 'value="4000.01"' in too_much.content.decode()
    assert "Grazie" in too_much.content.decode()
    looked = browser.post(_url(cast, second), {"fee": "1000", "deed": "look"}).content.decode()
    assert "€1,180.00 without VAT; 15\xa0h of 100\xa0h" in looked
    assert Statement.objects.count() == 1
    browser.post(_url(cast, second), {"fee": "1000"})
    browser.post(_url(cast, third), {})

    figures = [each.figures for each in Statement.objects.order_by("first_on")]
    assert [each["fee"] for each in figures] == ["2500.00", "1000.00", "750.00"]
    assert [each["fee_before"] for each in figures] == ["0.00", "2500.00", "3500.00"]
    assert [each["minutes"] for each in figures] == [600, 300, 0]
    assert [each["minutes_so_far"] for each in figures] == [600, 900, 900]
    assert {each["minutes_included"] for each in figures} == {6000}
    table = statement_tables.sums(figures[1])
    assert table.written()[0] == ["Fee, a part of €6,500.00", "€1,000.00"]
    assert table.note == "Of the fee, €2,500.00 went before; €3,000.00 is left."
    part = queries.instalment_of(
        client=cast.client, period=period_of(client=cast.client, on=contract.starts_on)
    )
    assert part.left == Decimal("2250.00")
    page = browser.get(reverse("analytics:budget", args=[cast.client.slug])).content.decode()
    assert "Of the fee €2,250.00 is left to issue." in page


def test_more_than_is_left_is_refused_by_the_action_itself(cast):
    _flat(cast)
    first = _months(cast)[0]
    period = queries.statement_period(client=cast.client, on=first)

    with pytest.raises(stating.StatementError, match="can take up to"):
        stating.issue(
            by=cast.alice, client=cast.client, period=period, today=make.today(cast.client),
            fee=Decimal("6500.01"), now=database_now(),
        )  # fmt: skip

    assert not Statement.objects.exists()


def test_several_months_go_onto_one_statement_and_the_list_offers_what_is_not_issued(cast, sign_in):
    _flat(cast)
    first, second, third = _months(cast)
    today = make.today(cast.client)
    browser = sign_in(cast.alice)

    (offered,) = queries.months_to_issue(client=cast.client, today=today)
    assert (offered.first_on, offered.last_on) == (first, month_span(third)[1])
    browser.post(_url(cast, second), {})
    (offered,) = queries.months_to_issue(client=cast.client, today=today)
    again = browser.get(_url(cast, first))

    statement = Statement.objects.get()
    assert (statement.first_on, statement.last_on) == (first, month_span(second)[1])
    assert statement.figures["fee"] == "2166.67"
    assert (offered.first_on, offered.last_on) == (third, month_span(third)[1])
    assert again.url == reverse("analytics:statement", args=[cast.client.slug, statement.public_id])


def test_an_old_flat_fee_without_an_end_is_issued_once_and_its_hours_count_over_the_whole(
    cast, sign_in
):
    contract = _flat(cast)
    Contract.objects.update(ends_on=None)
    first, second, third = _months(cast)
    make_money.hours(cast.alice, cast.client, 600, on=first)
    browser = sign_in(cast.alice)

    for month in (first, second, third):
        assert browser.post(_url(cast, month), {}).status_code == 302

    issued = Statement.objects.order_by("first_on")
    assert [each.figures["fee"] for each in issued] == ["6500.00", "0.00", "0.00"]
    period = period_of(client=cast.client, on=make.today(cast.client))
    assert period.first_on == contract.starts_on
    page = browser.get(reverse("analytics:budget", args=[cast.client.slug])).content.decode()
    assert "10 of 100" in page


def test_the_fee_of_a_flat_contract_that_runs_may_grow_but_not_fall_under_what_is_issued(
    cast, sign_in
):
    contract = _flat(cast)
    browser = sign_in(cast.alice)
    browser.post(_url(cast, _months(cast)[0]), {"fee": "2500"})
    url = reverse("clients:contract_edit", args=[cast.client.slug, contract.public_id])
    terms = {
        "basis": "flat", "currency": "EUR", "starts_on": contract.starts_on, "ends_on": contract.ends_on,
    }  # fmt: skip

    refused = browser.post(url, {**terms, "fee": "2499.99"})
    taken = browser.post(url, {**terms, "fee": "8000"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert Contract.objects.get().fee == Decimal(8000)
