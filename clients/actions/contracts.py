"""What is agreed with a client: terms over some months, rates, and what the invoice needs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from clients.currencies import first_of_another
from clients.models import Client, Contract, FiscalData, Rate
from clients.queries.contracts import contract_on, month_span
from clients.work import Currency
from people import audit, cldr
from people.models import Agency, Member


class ContractError(Exception):
    """The terms make no sense; the text is for the person who tried, `field` says which answer it is about."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def agree_contract(*, by: Member, client: Client, now: datetime, **terms: Any) -> Contract:
    """Writes down new terms (`fee`, `starts_on` and the other fields of Contract).

    Raises ContractError where they end before they start, share a month with another contract of the client, or are in
    another currency than the money of these months.
    """
    contract = Contract(
        agency_id=client.agency_id, client=client, created_by=by, created_at=now, **terms
    )
    _hold_together(contract, client.today(now))
    with _said_in_words(contract):
        contract.save()
    _record(by, "contract.agreed", contract, {"client": client.slug}, now)
    return contract


@transaction.atomic
def change_contract(*, by: Member, contract: Contract, now: datetime, **terms: Any) -> Contract:
    """Other terms for the same months, or other months for the same terms; raises ContractError as agreeing does, and
    for what an issued statement was made of."""
    row = Contract.objects.select_for_update().select_related("client").get(pk=contract.pk)
    changed = sorted(name for name, value in terms.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, terms[name])
    if changed:
        _hold_together(row, row.client.today(now))
        with _said_in_words(row):
            row.save(update_fields=changed)
        _record(by, "contract.changed", row, {"client": row.client.slug, "fields": changed}, now)
    return row


@transaction.atomic
def remove_contract(*, by: Member, contract: Contract, now: datetime) -> None:
    """Takes terms away that were written down by mistake. Raises ContractError where a statement was issued by them."""
    with _said_in_words(contract):
        _record(by, "contract.removed", contract, {"client": contract.client.slug}, now)
        contract.delete()


@contextmanager
def _said_in_words(contract: Contract) -> Iterator[None]:
    """What the database keeps of contracts, because it is about rows of other rooms: their statements, their money."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        told = getattr(error.__cause__, "diag", None)
        name = getattr(told, "constraint_name", "")
        if told is not None and name == "contract_of_a_closed_period":
            raise ContractError(_closed_words(date.fromisoformat(told.message_detail))) from error
        if told is not None and name == "contract_in_one_currency":
            words = _mixed_words(contract, json.loads(told.message_detail))
            raise ContractError(words, "currency") from error
        raise


def _closed_words(closed_on: date) -> str:
    return _(
        "The statement up to %(day)s is issued by these terms, so they stay as they are. For other terms end this contract with a month that is issued and write a new one from the month after."
    ) % {"day": cldr.day(closed_on, "d MMMM y")}


def _mixed_words(contract: Contract, found: Mapping[str, Any]) -> str:
    return _(
        "“%(what)s” of %(day)s is in %(theirs)s and could not be added to a contract in %(ours)s. Write the contract in %(theirs)s, or correct the amount first, under Costs, boosts and extras."
    ) % {
        "what": found["what"],
        "day": cldr.day(date.fromisoformat(found["on"]), "d MMMM y"),
        "theirs": found["currency"],
        "ours": contract.currency,
    }


def _hold_together(contract: Contract, today: date) -> None:
    # Two people who agree at once: the second waits here, and then sees what the first wrote.
    Client.objects.select_for_update().get(pk=contract.client_id)
    if contract.ends_on and contract.ends_on < contract.starts_on:
        raise ContractError(_("The contract ends before it starts."), "ends_on")
    if not contract.is_monthly and contract.ends_on is None:
        raise ContractError(
            _(
                "One fee for the whole needs the days it is for: write the last day. It can move as long as nothing after it is issued."
            ),
            "ends_on",
        )
    others = Contract.objects.filter(client_id=contract.client_id).exclude(pk=contract.pk)
    last_on = contract.ends_on or date.max
    for other in others:
        if _month(other.starts_on) <= _month(last_on) and _month(contract.starts_on) <= _month(
            other.ends_on or date.max
        ):
            since = cldr.day(other.starts_on, "d MMMM y")
            raise ContractError(
                _(
                    "Another contract, from %(since)s, is in force in one of these months. Two over one month cannot be: end that one the month before, or start later."
                )
                % {"since": since},
                "starts_on",
            )
    if contract.is_over(*month_span(today)):
        rate = first_of_another(
            Rate.objects.filter(client_id=contract.client_id), currency=contract.currency
        )
        if rate is not None:
            raise ContractError(
                _(
                    "The client's own rates are in %(theirs)s. Empty them first and write them again in %(ours)s, or write the contract in %(theirs)s."
                )
                % {"theirs": rate.currency, "ours": contract.currency},
                "currency",
            )


def _month(on: date) -> tuple[int, int]:
    return on.year, on.month


@transaction.atomic
def set_rates(
    *,
    by: Member,
    agency: Agency,
    client: Client | None = None,
    amounts: Mapping[str, Decimal | None],
    currency: str = Currency.EUR,
    now: datetime,
) -> None:
    """What an hour costs, by activity ("" for all others): the agency's, or what one client pays instead.

    An activity without an amount has no rate of its own. Raises ContractError for a client whose contract is in another
    currency: the price of an hour could not be added to its fee.
    """
    is_any = any(amount is not None for amount in amounts.values())
    contract = contract_on(client=client, on=client.today(now)) if client and is_any else None
    if contract is not None and first_of_another([contract], currency=currency):
        raise ContractError(
            _(
                "The contract is in %(ours)s, so an hour has its price in %(ours)s too. Write the rates in %(ours)s."
            )
            % {"ours": contract.currency},
            "currency",
        )
    Rate.objects.filter(agency=agency, client=client).delete()
    Rate.objects.bulk_create(
        Rate(agency=agency, client=client, activity=activity, amount=amount, currency=currency)
        for activity, amount in amounts.items()
        if amount is not None
    )
    _record(
        by, "rates.set", client or agency, {"n": sum(a is not None for a in amounts.values())}, now
    )


@transaction.atomic
def write_fiscal_data(*, by: Member, client: Client, now: datetime, **data: Any) -> FiscalData:
    """What the invoices to the client need."""
    row, _is_new = FiscalData.objects.update_or_create(
        client=client, defaults=data, create_defaults={**data, "agency_id": client.agency_id}
    )
    filled = sorted(name for name, value in data.items() if value)
    _record(by, "client.invoice_data_written", client, {"filled": filled}, now)
    return row


def _record(by: Member, verb: str, target: Model, data: Mapping[str, Any], now: datetime) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=target, data=data, now=now)
