"""The terms of a client: those of a day, and what an hour costs by them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from clients.models import Client, Contract, Rate
from people.models import Agency


def contract_on(*, client: Client, on: date) -> Contract | None:
    """The contract in force in the month of that day, or None."""
    found: Contract | None = Contract.objects.filter(client=client).over(*month_span(on)).first()
    return found


def contracts_over(*, client: Client, first_on: date, last_on: date) -> list[Contract]:
    """The contracts in force on one of these days, the latest first."""
    return list(Contract.objects.filter(client=client).over(first_on, last_on))


def month_span(on: date) -> tuple[date, date]:
    """First and last day of the month of a day."""
    first_on = on.replace(day=1)
    return first_on, (first_on + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def rates_of(*, agency: Agency, client: Client | None) -> list[Rate]:
    """The rates of the agency, or those of a client alone."""
    return list(Rate.objects.filter(agency=agency, client=client).order_by("activity"))


def hourly_rate(*, client: Client, activity: str = "") -> tuple[Decimal, str] | None:
    """What an hour of an activity costs this client, with the currency: the client's own rate before the agency's, the
    activity's before the one for all others. None where nobody said."""
    rates = Rate.objects.filter(
        Q(client=client) | Q(client=None), agency_id=client.agency_id, activity__in={"", activity}
    )
    best = max(
        rates, key=lambda rate: (rate.client_id is not None, rate.activity != ""), default=None
    )
    return (best.amount, best.currency) if best else None


def usual_rate() -> Subquery:
    """For a query of rows of clients: their rate for what has none of its own, as `rate_in` reads it; the client's before the agency's."""
    rates = Rate.objects.filter(
        Q(client=OuterRef("client")) | Q(client=None), agency=OuterRef("agency"), activity=""
    )
    row = JSONObject(amount=Cast("amount", TextField()), currency="currency")
    return Subquery(rates.order_by(F("client").asc(nulls_last=True)).values(row=row)[:1])


def rate_in(row: dict[str, str] | None) -> tuple[Decimal, str] | None:
    """An hour's price with its currency."""
    return (Decimal(row["amount"]), row["currency"]) if row else None
