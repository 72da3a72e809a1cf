"""Which decisions wait, for the start of the day: those of the reader, and those of the clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, When
from django.utils.translation import gettext as _

from clients.models import Client, Contact
from clients.models.contacts import ContactPart
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
MOST_NAMES = 3


@dataclass(slots=True)
class OfClient:
    """What one client has not decided: how many posts, since when, when the first is meant to go out; `names` are the contacts of
    whom one is enough."""

    client: Client
    n: int
    asked_at: datetime
    needed_at: datetime | None
    may_remind: bool
    names: list[str]

    @property
    def who(self) -> str:
        """Paola Ridolfi or Aldo Ridolfi."""
        *others, last = self.names
        words = _("{names} or {last}")
        return words.format(names=", ".join(others), last=last) if others else last


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
                review.client, 1, review.asked_at, review.needed_at, may_review, review.names or []
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
    deciding = Contact.objects.filter(client=OuterRef("client"), part=ContactPart.APPROVER)
    names = ArraySubquery(deciding.exclude(email="").order_by("pk").values("name")[:MOST_NAMES])
    return (
        Review.objects.visible_to(member)
        .open()
        .exclude(client__status="archived")
        .annotate(
            role_of_member=role_of(member, "client_id"),
            needed_at=planned_at("post__"),
            names=Case(When(step=ReviewStep.CLIENT, then=names), default=None),
        )
        .select_related("client", "post")
        .order_by(F("needed_at").asc(nulls_last=True), "asked_at", "id")[:MOST]
    )
