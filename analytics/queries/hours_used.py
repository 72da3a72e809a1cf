"""How many of the hours agreed are used, of many clients at once: one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import (
    Case,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, Coalesce

from analytics.burning import ALERT_AT
from clients.access import clients_where_may
from clients.models import Contract
from clients.queries.contracts import month_span
from clients.work import Basis
from editorial.models import Extra, TimeEntry
from people.models import Member
from people.prepared import each_of, prepared
from people.roles import Capability


@dataclass(frozen=True, slots=True)
class HoursUsed:
    """Minutes used of those included, extras with a yes among them: in this month or, of a flat fee, so far."""

    used: int
    included: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.used, self.included)

    @property
    def is_over(self) -> bool:
        return self.used > self.included

    @property
    def is_near(self) -> bool:
        """Four fifths are used, and not all."""
        return not self.is_over and self.share >= ALERT_AT


def hours_used(*, member: Member, clients: list[int], today: date) -> dict[int, HoursUsed]:
    """By client, where the contract of this month counts hours and the member may see them."""
    first_on, last_on = month_span(today)
    rows = _rows(
        member=member, clients=clients, first=first_on.isoformat(), last=last_on.isoformat()
    )
    return {client: HoursUsed(used, int(hours * 60) + extra) for client, hours, used, extra in rows}


@prepared()
def _rows(*, member: Member, clients: list[int], first: str, last: str) -> QuerySet[Contract, Any]:
    """Days come as words: those are values that a prepared query takes."""
    first_on, last_on = _day(first), _day(last)
    mine = clients_where_may(member=member, capability=Capability.MANAGE_MONEY)
    of_client = {"client_id": OuterRef("client_id")}
    done = TimeEntry.objects.filter(**of_client, on__gte=OuterRef("since"))
    extras = Extra.objects.accepted().filter(**of_client, said_on__gte=OuterRef("since"))
    since = Case(
        When(basis=Basis.FLAT, then=F("starts_on")), default=first_on, output_field=DateField()
    )
    return (
        Contract.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=first_on),
            starts_on__lte=last_on,
            hours__isnull=False,
            client__in=each_of(clients),
        )
        .filter(client__in=mine.order_by().values("pk"))
        .order_by()
        .annotate(since=since)
        .values_list(
            "client_id", "hours", Coalesce(_minutes(done), 0), Coalesce(_minutes(extras), 0)
        )
    )


def _day(words: str) -> Cast:
    return Cast(Value(words), DateField())


def _minutes(rows: QuerySet[Any]) -> Subquery:
    own = rows.order_by().values("client_id")
    return Subquery(own.annotate(n=Sum("minutes")).values("n"))
