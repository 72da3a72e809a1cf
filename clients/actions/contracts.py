"""What is agreed with a client: terms over some months, rates, and what the invoice needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from clients.models import Client, Contract, FiscalData, Rate
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

    Raises ContractError where they end before they start, or share a month with another contract of the client.
    """
    contract = Contract(
        agency_id=client.agency_id, client=client, created_by=by, created_at=now, **terms
    )
    _hold_together(contract)
    contract.save()
    _record(by, "contract.agreed", contract, {"client": client.slug}, now)
    return contract


@transaction.atomic
def change_contract(*, by: Member, contract: Contract, now: datetime, **terms: Any) -> Contract:
    """Other terms for the same months, or other months for the same terms; raises ContractError as agreeing does."""
    row = Contract.objects.select_for_update().select_related("client").get(pk=contract.pk)
    changed = sorted(name for name, value in terms.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, terms[name])
    if changed:
        _hold_together(row)
        row.save(update_fields=changed)
        _record(by, "contract.changed", row, {"client": row.client.slug, "fields": changed}, now)
    return row


@transaction.atomic
def remove_contract(*, by: Member, contract: Contract, now: datetime) -> None:
    """Takes terms away that were written down by mistake."""
    _record(by, "contract.removed", contract, {"client": contract.client.slug}, now)
    contract.delete()


def _hold_together(contract: Contract) -> None:
    # Two people who agree at once: the second waits here, and then sees what the first wrote.
    Client.objects.select_for_update().get(pk=contract.client_id)
    if contract.ends_on and contract.ends_on < contract.starts_on:
        raise ContractError(_("The contract ends before it starts."), "ends_on")
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

    An activity without an amount has no rate of its own.
    """
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
