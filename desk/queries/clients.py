"""Clients side by side: channels, what goes out next, what waits; the same few queries for one or for two hundred."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Exists, Func, Min, OuterRef, Q
from django.db.models.functions import Cast

from clients.models import Channel, Client, Status
from editorial.lifecycle import PostStage
from editorial.models import Delivery, Post
from people.models import Member

DAYS = 14
# The groups of the filter, each with the statuses it shows.
GROUPS: dict[str, tuple[Status, ...]] = {
    "active": (Status.ACTIVE, Status.LEAVING),
    "prospect": (Status.PROSPECT,),
    "paused": (Status.PAUSED,),
    "archived": (Status.ARCHIVED,),
}


@dataclass(slots=True)
class ClientRow:
    """A client as the list shows it. `days` says for each of the next fourteen whether something goes out."""

    client: Client
    channels: list[Channel] = field(default_factory=list)
    next_at: datetime | None = None
    n_drafts: int = 0
    n_attention: int = 0
    days: list[bool] = field(default_factory=list)

    @property
    def n_days(self) -> int:
        return sum(self.days)

    @property
    def to_reconnect(self) -> list[Channel]:
        return [channel for channel in self.channels if channel.health != "ok"]

    @property
    def strip(self) -> list[tuple[int, bool]]:
        """The days as positions of a drawing 140 units wide."""
        return [(at * 10, is_full) for at, is_full in enumerate(self.days)]


@dataclass(frozen=True, slots=True)
class ClientList:
    """The rows of one group, and how many each group has."""

    rows: list[ClientRow]
    counts: dict[str, int]


def client_list(*, member: Member, group: str, now: datetime) -> ClientList:
    """The member's clients of one group with what a comparison needs, in five queries."""
    everybody = list(Client.objects.visible_to(member))
    counts = {
        name: sum(c.status in statuses for c in everybody) for name, statuses in GROUPS.items()
    }
    rows = {c.pk: ClientRow(c) for c in everybody if c.status in GROUPS[group]}
    for channel in Channel.objects.filter(client__in=rows).connected():
        rows[channel.client_id].channels.append(channel)
    _add_deliveries(rows, now=now)
    _add_days(rows, now=now)
    drafts = (
        Post.objects.filter(client__in=rows)
        .exclude(stage__in=[PostStage.ARCHIVED, PostStage.APPROVED])
        .exclude(Exists(Delivery.objects.filter(post=OuterRef("pk")).exclude(state="cancelled")))
    )
    for client_id, n in drafts.values_list("client").annotate(n=Count("id")).order_by():
        rows[client_id].n_drafts = n
    return ClientList(list(rows.values()), counts)


def _add_deliveries(rows: dict[int, ClientRow], *, now: datetime) -> None:
    coming = Q(state="scheduled", due_at__gte=now)
    waiting = Q(state__in=["needs_human", "missed", "blocked", "by_hand", "unknown"])
    found = (
        Delivery.objects.filter(coming | waiting, client__in=rows)
        .values_list("client")
        .annotate(next_at=Min("due_at", filter=coming), n=Count("id", filter=waiting))
        .order_by()
    )
    for client_id, next_at, n in found:
        rows[client_id].next_at = next_at
        rows[client_id].n_attention = n


def _add_days(rows: dict[int, ClientRow], *, now: datetime) -> None:
    """Which of the next fourteen days of each client, in its own zone, have an exit."""
    full: dict[int, set[date]] = defaultdict(set)
    coming = Delivery.objects.filter(
        client__in=rows,
        state="scheduled",
        due_at__gte=now,
        due_at__lt=now + timedelta(days=DAYS + 1),
    )
    local_day = Cast(Func("client__time_zone", "due_at", function="timezone"), DateField())
    for client_id, on in coming.values_list("client", local_day).distinct():
        full[client_id].add(on)
    for client_id, row in rows.items():
        today = now.astimezone(ZoneInfo(row.client.time_zone)).date()
        row.days = [today + timedelta(days=n) in full[client_id] for n in range(DAYS)]
