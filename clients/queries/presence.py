"""The wider presence of clients, as its screen and the calendar show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from clients.models import Client, Touchpoint, TouchpointMoment
from people.models import Member

# How far a moment may be from a day to be offered to a post of that day.
NEAR = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Presence:
    """Touchpoints by name, what is ahead and what is over (the newest first, a few)."""

    touchpoints: list[Touchpoint]
    ahead: list[TouchpointMoment]
    past: list[TouchpointMoment]


MOST_PAST = 10


def presence_of(*, member: Member, client: Client, today: date) -> Presence:
    """Two queries."""
    touchpoints = Touchpoint.objects.visible_to(member).filter(client_id=client.pk, ended_at=None)
    moments = list(
        TouchpointMoment.objects.visible_to(member)
        .filter(client_id=client.pk)
        .select_related("touchpoint")
        .order_by("on", "pk")
    )
    ahead = [each for each in moments if (each.until or each.on) >= today]
    past = [each for each in reversed(moments) if (each.until or each.on) < today]
    return Presence(list(touchpoints), ahead, past[:MOST_PAST])


def moments_by_day(
    *, member: Member, client: Client | None, first_on: date, last_on: date
) -> dict[date, list[TouchpointMoment]]:
    """What happens elsewhere on each of these days, of one client or of all the member sees. One query."""
    found = TouchpointMoment.objects.visible_to(member).between(first_on, last_on)
    if client is not None:
        found = found.filter(client_id=client.pk)
    days: defaultdict[date, list[TouchpointMoment]] = defaultdict(list)
    for each in found.select_related("touchpoint", "client").order_by("on", "pk"):
        day = max(each.on, first_on)
        while day <= min(each.until or each.on, last_on):
            days[day].append(each)
            day += timedelta(days=1)
    return dict(days)


def moments_to_support(
    *, member: Member, client: Client, around: date, also: int | None = None
) -> Sequence[TouchpointMoment]:
    """Those near a day that a post can point to, and the one (`also`) it points to already. One query."""
    found = TouchpointMoment.objects.visible_to(member).filter(client_id=client.pk)
    near = found.between(around - NEAR, around + NEAR)
    if also is not None:
        near = near | found.filter(pk=also)
    return list(near.select_related("touchpoint").order_by("on", "pk")[:100])
