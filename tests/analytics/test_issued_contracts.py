"""What a statement was issued by stays as it was: the contract says so, and the page of the month says what was issued."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.models import Contract
from clients.queries.contracts import month_span
from tests import make, make_money


def _closed(cast, **terms):
    """A contract of two months, of which the first has its statement."""
    this, _last = month_span(make.today(cast.client))
    on = (this - timedelta(days=1)).replace(day=1)
    statement = make_money.statement(cast.alice, cast.client, on=on, **terms)
    contract = Contract.objects.get()
    return statement, contract


def _terms(contract, **more):
    known = {name: getattr(contract, name) for name in ("basis", "fee", "currency", "starts_on", "ends_on", "hours")}  # fmt: skip
    quotas = {f"piece_{name}": n for name, n in contract.quotas.items()}
    said = {**known, **quotas, **more}
    return {name: str(value) for name, value in said.items() if value is not None}


@pytest.mark.parametrize(
    "changed",
    [
        {"fee": "999"}, {"basis": "flat"}, {"currency": "CHF"}, {"hours": "40"}, {"piece_post": "3"}, {"rounds": "2"},
        {"starts_on": "2024-03-02"},
    ],
)  # fmt: skip
def test_what_a_statement_was_made_of_does_not_change_and_nothing_typed_is_lost(
    cast, sign_in, changed
):
    _statement, contract = _closed(cast)
    url = reverse("clients:contract_edit", args=[cast.client.slug, contract.public_id])
    kept = _terms(contract)

    answer = sign_in(cast.alice).post(url, {**kept, "note": "Nuovo accordo", **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is issued by these terms, so they stay as they are" in page
    assert "Nuovo accordo" in page
    assert _terms(Contract.objects.get()) == kept


def test_a_contract_ends_with_an_issued_month_and_a_new_one_takes_over(cast, sign_in):
    statement, contract = _closed(cast)
    Contract.objects.filter(pk=contract.pk).update(ends_on=None)
    contract.refresh_from_db()
    browser = sign_in(cast.alice)
    edit = reverse("clients:contract_edit", args=[cast.client.slug, contract.public_id])
    before = (statement.first_on - timedelta(days=1)).isoformat()

    refused = browser.post(edit, _terms(contract, ends_on=before, starts_on="2020-01-01"))
    ended = browser.post(edit, _terms(contract, ends_on=statement.last_on, note="Finito"))
    new = browser.post(
        reverse("clients:contract_new", args=[cast.client.slug]),
        _terms(contract, fee="999", starts_on=statement.last_on + timedelta(days=1)),
    )

    assert refused.status_code == 422
    assert (ended.status_code, new.status_code) == (302, 302)
    assert sorted(Contract.objects.values_list("fee", flat=True)) == [Decimal(999), Decimal(1450)]


def test_a_contract_that_a_statement_was_issued_by_is_not_removed(cast, sign_in):
    _statement, contract = _closed(cast)
    url = reverse("clients:contract_remove", args=[cast.client.slug, contract.public_id])

    answer = sign_in(cast.alice).post(url, follow=True)

    assert "is issued by these terms" in answer.content.decode()
    assert Contract.objects.exists()
    with pytest.raises(IntegrityError, match="issued by this contract"), transaction.atomic():
        Contract.objects.update(fee=1)


def test_the_page_of_an_issued_month_says_what_was_issued(cast, sign_in):
    statement, _contract = _closed(cast)
    url = reverse("analytics:budget", args=[cast.client.slug])
    browser = sign_in(cast.alice)

    page = browser.get(f"{url}?month={statement.first_on:%Y-%m}").content.decode()
    other = browser.get(url).content.decode()

    assert "issued at €1,450.00" in page
    assert reverse("analytics:statement", args=[cast.client.slug, statement.public_id]) in page
    assert "issued at" not in other
