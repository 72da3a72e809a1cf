"""Clients for whom nothing is to go out in the next days, though they have a channel to go out on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from clients.models import Channel, Client, Status
from editorial.lifecycle import PostStage
from editorial.models import Delivery, Post
from editorial.queries.attention import role_of
from people.models import Member
from people.prepared import prepared
from people.roles import Capability, may

DAYS = 7
MOST = 8


@dataclass(frozen=True, slots=True)
class Gap:
    """A client with empty days ahead, and whether the reader may fill them."""

    client: Client
    may_write: bool


def gaps(*, member: Member, now: datetime) -> list[Gap]:
    """The active clients without an exit or a planned draft in the next seven days, by name, in one query."""
    end = now + timedelta(days=DAYS)
    found: list[Any] = _empty(
        member=member, now=now, end=end,
        wall_now=now.replace(tzinfo=None), wall_end=end.replace(tzinfo=None),
    )  # fmt: skip
    return [Gap(client, may(client.role_of_member, Capability.WRITE_POSTS)) for client in found]


@prepared()
def _empty(
    *, member: Member, now: datetime, end: datetime, wall_now: datetime, wall_end: datetime
) -> QuerySet[Client]:
    mine = {"client": OuterRef("pk")}
    exits = Delivery.objects.filter(**mine, state="scheduled", due_at__gte=now, due_at__lt=end)
    # A wall time is compared as it is written: an hour more or less does not make a gap of seven days.
    drafts = Post.objects.filter(**mine, wall_at__gte=wall_now, wall_at__lt=wall_end).exclude(
        stage=PostStage.ARCHIVED
    )
    return (
        Client.objects.visible_to(member)
        .filter(
            ~Exists(exits),
            ~Exists(drafts),
            Exists(Channel.objects.filter(**mine).connected()),
            status__in=[Status.ACTIVE, Status.LEAVING],
        )
        .annotate(role_of_member=role_of(member, "pk"))[:MOST]
    )
