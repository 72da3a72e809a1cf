"""The terms of a client: those of a day, and what an hour costs by them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from clients.models import Client, Contract, Rate
from clients.rate_card import RateCard, card_of
from clients.work import Currency
from people.models import Agency
from people.prepared import prepared


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


def rate_card(client: Client) -> RateCard:
    """What an hour costs this client by activity, in one query."""
    rows = Rate.objects.filter(
        Q(client=client) | Q(client=None), agency_id=client.agency_id
    ).values_list("client_id", "activity", "amount", "currency")
    return card_of(
        {
            "is_own": own is not None,
            "activity": activity,
            "amount": str(amount),
            "currency": currency,
        }
        for own, activity, amount, currency in rows
    )


def prices_on(*, client: Client, on: date) -> tuple[RateCard, str]:
    """The client's card and the currency of its contract in the month of that day, the euro without one; one query."""
    first_on, last_on = month_span(on)
    found: Any = _prices(client=client, first_on=first_on, last_on=last_on)
    ((hourly, code),) = found
    return card_of(hourly), code or Currency.EUR.value


@prepared()
def _prices(*, client: Client, first_on: date, last_on: date) -> QuerySet[Client, Any]:
    contract = Contract.objects.filter(client=OuterRef("pk")).over(first_on, last_on)
    priced = Client.objects.filter(pk=client.pk).annotate(
        hourly=rate_rows(client="pk"), code=Subquery(contract.values("currency")[:1])
    )
    return priced.order_by().values_list("hourly", "code")


def rate_rows(*, client: str = "client_id", agency: str = "agency_id") -> ArraySubquery:
    """For a query of rows of clients: their rates and their agency's, as `card_of` reads them."""
    rates = Rate.objects.filter(
        Q(client_id=OuterRef(client)) | Q(client=None), agency_id=OuterRef(agency)
    )
    # The amount as text: JSON would make a float of it.
    row = JSONObject(
        is_own=Q(client__isnull=False),
        activity=F("activity"),
        amount=Cast("amount", TextField()),
        currency=F("currency"),
    )
    return ArraySubquery(rates.annotate(row=row).values("row"))
