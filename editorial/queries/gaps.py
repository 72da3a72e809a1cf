"""Clients for whom nothing is to go out in the next days, though they have a channel to go out on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from clients.models import Channel, Client, Status
from editorial.lifecycle import PostStage
from editorial.models import Delivery, Post
from editorial.queries.attention import role_of
from people.models import Member
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
    mine = {"client": OuterRef("pk")}
    exits = Delivery.objects.filter(**mine, state="scheduled", due_at__gte=now, due_at__lt=end)
    # A wall time is compared as it is written: an hour more or less does not make a gap of seven days.
    drafts = Post.objects.filter(
        **mine, wall_at__gte=now.replace(tzinfo=None), wall_at__lt=end.replace(tzinfo=None)
    ).exclude(stage=PostStage.ARCHIVED)
    found = (
        Client.objects.visible_to(member)
        .filter(
            ~Exists(exits),
            ~Exists(drafts),
            Exists(Channel.objects.filter(**mine).connected()),
            status__in=[Status.ACTIVE, Status.LEAVING],
        )
        .annotate(role_of_member=role_of(member, "pk"))[:MOST]
    )
    return [Gap(client, may(client.role_of_member, Capability.WRITE_POSTS)) for client in found]
