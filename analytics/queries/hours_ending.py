"""Whose hours are nearly used up: every contract that counts hours, in one query, with its burn line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DateField, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, JSONObject

from analytics.burning import LOOK_BACK, Burn, burn
from clients.models import Client, Contract
from clients.queries.contracts import month_span
from clients.work import Basis
from editorial.models import Extra, TimeEntry
from people.public_holidays import holidays_between


@dataclass(frozen=True, slots=True)
class Ending:
    """A contract in force with its burn line up to today."""

    contract: Contract
    burn: Burn

    @property
    def client(self) -> Client:
        return self.contract.client


def hours_ending(*, clients: QuerySet[Client], today: date) -> list[Ending]:
    """The contracts of these clients whose hours end before their period does, the first to end on top."""
    found = [each for each in counted_down(clients=clients, today=today) if _is_ending(each.burn)]
    return sorted(found, key=lambda each: (each.burn.ends_on or today, -each.burn.over))


def _is_ending(found: Burn) -> bool:
    return found.is_over or found.ends_on is not None or found.level != ""


def counted_down(*, clients: QuerySet[Client], today: date) -> list[Ending]:
    """The burn line of every contract of these clients that counts hours and is in force; one query."""
    first_on, last_on = month_span(today)
    contracts: Any = Contract.objects.over(first_on, last_on)
    mine = contracts.filter(client__in=clients.order_by().values("pk"), hours__isnull=False)
    rows = with_hours(mine, first_on=first_on).select_related("client__agency")
    return [Ending(row, burn_of(row, month=first_on, today=today)) for row in rows]


def with_hours(contracts: QuerySet[Contract], *, first_on: date) -> QuerySet[Contract]:
    """Each contract with the minutes of its days and of its extras with a yes, in the month that begins then or, of a flat
    fee, in the whole: `days` and `extra`, as `burn_of` reads them."""
    since = Case(
        When(basis=Basis.FLAT, then=F("starts_on")),
        default=Value(first_on),
        output_field=DateField(),
    )
    # A month's pace is read from the days before it too.
    read_from = Case(
        When(basis=Basis.FLAT, then=F("starts_on")),
        default=Value(first_on - LOOK_BACK),
        output_field=DateField(),
    )
    minutes = (
        TimeEntry.objects.filter(client_id=OuterRef("client_id"), on__gte=OuterRef("read_from"))
        .order_by()
        .values("on")
        .annotate(day=JSONObject(on="on", n=Sum("minutes")))
        .values("day")
    )
    # Extras with a yes go on top of the contract's hours; the first of a month begins on the client's own clock.
    extras = (
        Extra.objects.accepted()
        .filter(client_id=OuterRef("client_id"), said_on__gte=OuterRef("since"))
        .order_by()
        .values("client_id")
        .annotate(n=Sum("minutes"))
        .values("n")
    )
    return contracts.annotate(since=since, read_from=read_from).annotate(
        days=ArraySubquery(minutes), extra=Coalesce(Subquery(extras), 0)
    )


def burn_of(contract: Any, *, month: date, today: date) -> Burn:
    """The burn line of a contract of `with_hours` that counts hours, in the month that begins then or in the whole."""
    first_on, last_on = month_span(month)
    if not contract.is_monthly:
        first_on, last_on = contract.starts_on, contract.ends_on or last_on
    return burn(
        first_on=first_on,
        last_on=last_on,
        today=today,
        minutes={date.fromisoformat(day["on"]): day["n"] for day in contract.days},
        included=int(contract.hours * 60),
        extra=contract.extra,
        holidays=holidays_between(first_on - LOOK_BACK, last_on, language="it"),
        since=contract.starts_on,
    )
