"""What was agreed for ads and what is spent of it: every contract that says so, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, DateField, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from analytics.burning import ALERT_AT
from clients.models import Client, Contract
from clients.queries.contracts import month_span
from clients.work import Basis
from editorial.models import Boost


@dataclass(frozen=True, slots=True)
class AdsSpent:
    """A contract in force with what its boosts of the period spent, and what they come to as planned (at least `spent`).

    Amounts are in the contract's currency; boosts count in the period in which they begin.
    """

    contract: Contract
    first_on: date
    agreed: Decimal
    spent: Decimal
    coming: Decimal

    @property
    def client(self) -> Client:
        return self.contract.client

    @property
    def level(self) -> Literal["", "near", "over"]:
        """What people are alerted of: 80 % spent, or more than everything."""
        if self.spent > self.agreed:
            return "over"
        return (
            "near"
            if self.agreed and self.spent >= self.agreed * ALERT_AT.numerator / ALERT_AT.denominator
            else ""
        )


def ads_spent(*, clients: QuerySet[Client], on: date) -> list[AdsSpent]:
    """Of every contract of these clients that has an amount for ads and is in force in the month of that day; one query."""
    first_on, last_on = month_span(on)
    flat = When(basis=Basis.FLAT, then=F("starts_on"))
    since = Case(flat, default=Value(first_on), output_field=DateField())
    until = Case(
        When(basis=Basis.FLAT, then=Coalesce(F("ends_on"), Value(last_on))),
        default=Value(last_on),
        output_field=DateField(),
    )
    boosts = (
        Boost.objects.filter(
            client_id=OuterRef("client_id"),
            currency=OuterRef("currency"),
            starts_on__gte=OuterRef("since"),
            starts_on__lte=OuterRef("until"),
        )
        .order_by()
        .values("client_id")
        .annotate(paid=Sum("spent"), expected=Sum(Greatest("spent", "planned")))
    )
    contracts: Any = Contract.objects.over(first_on, last_on)
    rows = (
        contracts.filter(client__in=clients.order_by().values("pk"), ad_spend__isnull=False)
        .select_related("client__agency")
        .annotate(since=since, until=until)
        .annotate(
            paid=Subquery(boosts.values("paid")), expected=Subquery(boosts.values("expected"))
        )
    )
    nothing = Decimal(0)
    return [
        AdsSpent(row, row.since, row.ad_spend, row.paid or nothing, row.expected or nothing)
        for row in rows
    ]
