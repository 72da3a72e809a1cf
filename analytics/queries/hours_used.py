"""How many of the hours agreed are used, of many clients at once: one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, DateField, F, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from analytics.burning import ALERT_AT
from clients.access import clients_where_may
from clients.models import Contract
from clients.queries.contracts import month_span
from clients.work import Basis
from editorial.models import Extra, TimeEntry
from people.models import Member
from people.prepared import each_of
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
    mine = clients_where_may(member=member, capability=Capability.MANAGE_MONEY)
    contracts: Any = Contract.objects.over(first_on, last_on)  # type: ignore[attr-defined]
    of_client = {"client_id": OuterRef("client_id")}
    done = TimeEntry.objects.filter(**of_client, on__gte=OuterRef("since")).order_by()
    extras = Extra.objects.accepted().filter(**of_client, said_on__gte=OuterRef("since"))
    since = Case(
        When(basis=Basis.FLAT, then=F("starts_on")),
        default=Value(first_on),
        output_field=DateField(),
    )
    rows = (
        contracts.filter(client__in=each_of(clients), hours__isnull=False)
        .filter(client__in=mine.order_by().values("pk"))
        .order_by()
        .annotate(since=since)
        .values_list(
            "client_id",
            "hours",
            Coalesce(_minutes(done), 0),
            Coalesce(_minutes(extras.order_by()), 0),
        )
    )
    return {client: HoursUsed(used, int(hours * 60) + extra) for client, hours, used, extra in rows}


def _minutes(rows: Any) -> Subquery:
    return Subquery(rows.values("client_id").annotate(n=Sum("minutes")).values("n"))
