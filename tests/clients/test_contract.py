"""Contracts, rates and the data of invoices: through the pages, and what the database itself refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients import fiscal
from clients.models import Contract, FiscalData, Rate
from clients.queries.contracts import contract_on, rate_card
from tests import make, make_money

TERMS = {"basis": "monthly", "fee": "1450", "currency": "EUR", "starts_on": "2026-11-01"}


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("01234567897", True),
        ("00743110157", True),
        ("01234567890", False),
        ("00000000000", False),
        ("0123456789", False),
        ("0123456789A", False),
    ],
)
def test_a_vat_number_is_right_when_its_last_digit_follows_from_the_others(number, is_right):
    assert fiscal.is_vat_number(number) is is_right


@pytest.mark.parametrize(
    ("code", "is_right"),
    [
        ("RSSMRA85T10A562S", True),
        ("RSSMRA85T10A562T", False),
        ("RSSMRA85T10A56NH", True),  # a letter in the place of a digit, for a namesake
        ("01234567897", True),
        ("RSSMRA85T10A562", False),
        ("", False),
    ],
)
def test_a_tax_code_is_right_when_its_last_letter_follows_from_the_others(code, is_right):
    assert fiscal.is_tax_code(code) is is_right


def test_codes_are_stored_without_what_people_put_between():
    assert fiscal.tidy(" it 012.345 678-97 ") == "01234567897"
    assert fiscal.tidy("rssmra85t10a562s") == "RSSMRA85T10A562S"


def test_a_fee_and_a_first_day_are_a_contract(cast, sign_in):
    browser = sign_in(cast.alice)

    answer = browser.post(reverse("clients:contract_new", args=[cast.client.slug]), TERMS)

    assert answer.status_code == 302
    contract = Contract.objects.get()
    assert (contract.fee, contract.hours, contract.quotas) == (Decimal(1450), None, {})
    page = browser.get(reverse("clients:contract", args=[cast.client.slug])).content.decode()
    assert "€1,450.00 a month, since 1 November 2026" in page


def test_a_second_contract_over_one_month_is_refused_in_words_and_nothing_typed_is_lost(
    cast, sign_in
):
    make_money.contract(cast.alice, cast.client, ends_on=date(2027, 1, 15))
    terms = {**TERMS, "fee": "990", "starts_on": "2027-01-20"}

    answer = sign_in(cast.alice).post(
        reverse("clients:contract_new", args=[cast.client.slug]), terms
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Another contract, from 1 November 2026, is in force in one of these months." in page
    assert 'value="990"' in page
    assert Contract.objects.count() == 1


def test_the_database_itself_refuses_two_contracts_over_one_month(cast):
    first = make_money.contract(cast.alice, cast.client, ends_on=date(2027, 1, 15))
    second = make_money.contract(cast.alice, cast.client, starts_on=date(2027, 2, 1))

    with pytest.raises(IntegrityError, match="contract_one_a_month"), transaction.atomic():
        Contract.objects.filter(pk=second.pk).update(starts_on=date(2027, 1, 31))

    assert contract_on(client=cast.client, on=date(2027, 1, 31)) == first
    assert contract_on(client=cast.client, on=date(2027, 2, 1)) == second
    assert contract_on(client=cast.client, on=date(2026, 10, 31)) is None


def test_a_contract_that_ends_before_it_starts_is_refused_in_words(cast, sign_in):
    terms = {**TERMS, "ends_on": "2026-10-31"}

    answer = sign_in(cast.alice).post(
        reverse("clients:contract_new", args=[cast.client.slug]), terms
    )

    assert answer.status_code == 422
    assert "The contract ends before it starts." in answer.content.decode()


def test_the_clients_own_rate_comes_before_the_agencys(cast, sign_in):
    browser = sign_in(cast.alice)
    browser.post(
        reverse("clients:rates"), {"currency": "EUR", "rate_": "42.50", "rate_texts": "40"}
    )
    own = reverse("clients:contract_rates", args=[cast.client.slug])
    browser.post(own, {"currency": "EUR", "rate_": "38"})

    assert Rate.objects.count() == 3
    own = rate_card(cast.client)
    assert own.of() == (Decimal(38), "EUR")
    assert own.of("texts") == (Decimal(38), "EUR")
    other = rate_card(make.client(cast.alice, "Altro cliente"))
    assert other.of("texts") == (Decimal(40), "EUR")
    assert other.of("shooting") == (Decimal("42.50"), "EUR")
    page = browser.get(reverse("clients:contract", args=[cast.client.slug])).content.decode()
    assert "€38.00" in page
    # What counts here no more is not told.
    assert "€42.50" not in page
    assert "€40.00" not in page


def test_a_vat_number_with_a_wrong_check_digit_is_refused_and_a_right_one_tidied(cast, sign_in):
    browser = sign_in(cast.alice)
    url = reverse("clients:contract_invoice", args=[cast.client.slug])

    wrong = browser.post(url, {"vat_number": "01234567890", "legal_name": "Trecorvi s.s."})
    right = browser.post(url, {"vat_number": "IT 012 345 678 97", "legal_name": "Trecorvi s.s."})

    assert wrong.status_code == 422
    assert "The check digit does not fit" in wrong.content.decode()
    assert "Trecorvi s.s." in wrong.content.decode()
    assert right.status_code == 302
    assert FiscalData.objects.get().vat_number == "01234567897"
