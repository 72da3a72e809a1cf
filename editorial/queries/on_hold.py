"""What stands still because somebody put everything on hold, and what a hold would stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from clients.models import Client
from editorial.lifecycle import STANDS_STILL, STOPPABLE, DeliveryState
from editorial.models import Delivery, Hold
from people.models import Member

_STOPPED = Q(state=DeliveryState.BLOCKED, reason__in=STANDS_STILL)
# A page of posts to release; beyond it the page says how many more there are.
MOST = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """One post on one channel that was stopped; `is_in_time` says whether releasing it is enough."""

    delivery: Delivery
    is_in_time: bool


@dataclass(frozen=True, slots=True)
class OnHold:
    """How it stands: the client's own hold, that of all clients, what was stopped, how much a hold would stop now."""

    own: Hold | None
    of_all: Hold | None
    stopped: list[Standing]
    n_stopped: int
    n_in_time: int
    n_coming: int

    @property
    def is_on(self) -> bool:
        return self.own is not None or self.of_all is not None


def on_hold(*, member: Member, client: Client | None, now: datetime) -> OnHold:
    """For one client, or for all the member's (None). Three queries, however much stands still."""
    holds = (
        Hold.objects.visible_to(member).open().select_related("placed_by__user", "client", "agency")
    )
    own, of_all = None, None
    for hold in holds:
        if hold.client_id is None:
            of_all = hold
        elif client is not None and hold.client_id == client.pk:
            own = hold
    mine = Delivery.objects.visible_to(member)
    if client is not None:
        mine = mine.filter(client=client)
    stopped = mine.filter(_STOPPED).select_related("post", "channel", "client")
    n = mine.aggregate(
        stopped=Count("pk", filter=_STOPPED),
        in_time=Count("pk", filter=_STOPPED & Q(due_at__gt=now - F("grace"))),
        coming=Count("pk", filter=Q(state__in=STOPPABLE)),
    )
    return OnHold(
        own=own,
        of_all=of_all,
        stopped=[
            Standing(each, each.due_at + each.grace > now)
            for each in stopped.order_by("due_at", "id")[:MOST]
        ],
        n_stopped=n["stopped"],
        n_in_time=n["in_time"],
        n_coming=n["coming"],
    )
