"""Which decisions wait, for the start of the day: those of the reader, and those of the clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import F, QuerySet

from clients.models import Client
from clients.own import Own
from editorial.lifecycle import ReviewStep
from editorial.models import Review
from editorial.models.walltime import planned_at
from editorial.queries.attention import role_of
from people.models import Member
from people.prepared import prepared
from people.roles import Capability, may

# So many questions are read; a list of more is the approvals page.
MOST = 200
MOST_MINE = 6


@dataclass(slots=True)
class OfClient:
    """What one client has not decided: how many posts, since when, when the first is meant to go out."""

    client: Client
    n: int
    asked_at: datetime
    needed_at: datetime | None
    may_remind: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The reader's own decisions, the soonest needed first, and the clients', the longest waiting first."""

    mine: list[Review]
    n_mine: int
    clients: list[OfClient]

    @property
    def n_of_clients(self) -> int:
        return sum(each.n for each in self.clients)


def waiting(*, member: Member, own: Own | None = None) -> Waiting:
    """The open questions of the clients this member sees, in one query. With `own`, of the reader's only those of these clients,
    of the clients' those that these people asked."""
    mine: list[Review] = []
    clients: dict[int, OfClient] = {}
    for review in cast("list[Any]", _open(member=member)):
        may_review = may(review.role_of_member, Capability.REVIEW_POSTS)
        if review.step == ReviewStep.INTERNAL:
            if may_review and (own is None or review.client_id in own.clients):
                mine.append(review)
            continue
        if own is not None and review.asked_by_id not in own.names:
            continue
        line = clients.get(review.client_id)
        if line is None:
            clients[review.client_id] = OfClient(
                review.client, 1, review.asked_at, review.needed_at, may_review
            )
            continue
        line.n += 1
        line.asked_at = min(line.asked_at, review.asked_at)
    return Waiting(
        mine=mine[:MOST_MINE],
        n_mine=len(mine),
        clients=sorted(clients.values(), key=lambda line: line.asked_at),
    )


@prepared()
def _open(*, member: Member) -> QuerySet[Review]:
    return (
        Review.objects.visible_to(member)
        .open()
        .exclude(client__status="archived")
        .annotate(
            role_of_member=role_of(member, "client_id"),
            needed_at=planned_at("post__"),
        )
        .select_related("client", "post")
        .order_by(F("needed_at").asc(nulls_last=True), "asked_at", "id")[:MOST]
    )
