"""Whose people have waited longer than they were promised: a line of Today for each client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery

from clients.models import Client
from community.models import Conversation
from people.models import Member
from people.prepared import prepared

MOST = 12
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Overdue:
    """A client with how many people are past the promise, the first of them by name, and since when the first of them is."""

    client: Client
    n: int
    names: list[str]
    since: datetime


def overdue(*, member: Member, now: datetime) -> list[Overdue]:
    """Those that are late longest first, in one query."""
    return [
        Overdue(each, each.n_overdue, each.overdue_names, each.overdue_since)
        for each in _late_clients(member=member, now=now)
    ]


@prepared()
def _late_clients(*, member: Member, now: datetime) -> QuerySet[Any]:
    late = Conversation.objects.overdue(now).filter(client=OuterRef("pk")).order_by()
    of_one = late.values("client")
    return (
        Client.objects.visible_to(member)
        .current()
        .filter(Exists(late))
        .annotate(
            overdue_names=ArraySubquery(late.order_by("due_at").values("person_name")[:MOST_NAMES]),
            n_overdue=Subquery(of_one.annotate(n=Count("pk")).values("n")),
            overdue_since=Subquery(of_one.annotate(since=Min("due_at")).values("since")),
        )
        .order_by("overdue_since", "pk")[:MOST]
    )
