"""Whose people have waited longer than they were promised: a line of Today for each client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from clients.models import Client
from clients.own import Own
from community.models import Conversation
from people.models import Member
from people.prepared import each_of, prepared

MOST = 12
MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Overdue:
    """A client with how many people are past the promise, the first of them by name, and since when the first of them is."""

    client: Client
    n: int
    names: list[str]
    since: datetime


def overdue(*, member: Member, now: datetime, own: Own | None = None) -> list[Overdue]:
    """Those that are late longest first, in one query; with `own`, conversations assigned to these members, and of these clients
    those that nobody is assigned to."""
    clients, names = (own.client_keys, own.member_keys) if own else (None, None)
    return [
        Overdue(each, each.n_overdue, each.overdue_names, each.overdue_since)
        for each in _late_clients(member=member, now=now, clients=clients, names=names)
    ]


@prepared()
def _late_clients(
    *, member: Member, now: datetime, clients: list[int] | None, names: list[int] | None
) -> QuerySet[Any]:
    late = Conversation.objects.overdue(now).filter(client=OuterRef("pk")).order_by()
    if clients is not None and names is not None:
        nobodys = Q(assignee=None, client__in=each_of(clients))
        late = late.filter(nobodys | Q(assignee__in=each_of(names)))
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
