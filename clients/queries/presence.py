"""The wider presence of clients, as its screen and the calendar show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from clients.models import Client, Touchpoint, TouchpointMoment
from people.models import Member
from people.prepared import each_of, prepared

A_DAY = timedelta(days=1)
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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What happens on a day beside posts: the moments there is room for, and how many more there are."""

    moments: list[TouchpointMoment]
    n_more: int = 0


def moments_by_day(
    *,
    member: Member,
    client: Client | None,
    first_on: date,
    last_on: date,
    room: Mapping[date, int] | None = None,
) -> dict[date, Elsewhere]:
    """What happens elsewhere on each of these days, of one client or of all the member sees. Two queries, or one for none.

    `room` says how many of its first moments each day shows; the others are counted. Without it all are shown.
    """
    days: defaultdict[date, list[int]] = defaultdict(list)
    # Of the many only the days are looked at: an agency's month has hundreds, of which a page shows a few.
    found: list[Any] = _between(member=member, client=client, first_on=first_on, last_on=last_on)
    for pk, on, until in found:
        day = max(on, first_on)
        while day <= min(until or on, last_on):
            days[day].append(pk)
            day += A_DAY
    if not days:
        return {}
    firsts = {on: pks if room is None else pks[: room[on]] for on, pks in days.items()}
    ids = list({pk for pks in firsts.values() for pk in pks})
    by_pk = {each.pk: each for each in _for_days(member=member, ids=ids)}
    return {
        on: Elsewhere([by_pk[pk] for pk in pks if pk in by_pk], len(days[on]) - len(pks))
        for on, pks in firsts.items()
    }


@prepared()
def _between(
    *, member: Member, client: Client | None, first_on: date, last_on: date
) -> QuerySet[TouchpointMoment, Any]:
    found = TouchpointMoment.objects.visible_to(member).between(first_on, last_on)
    if client is not None:
        found = found.filter(client_id=client.pk)
    return found.order_by("on", "pk").values_list("pk", "on", "until")


@prepared()
def _for_days(*, member: Member, ids: list[int]) -> QuerySet[TouchpointMoment]:
    """With as much of their touchpoint and client as a day of the calendar shows."""
    found = TouchpointMoment.objects.visible_to(member).filter(pk__in=each_of(ids))
    shown = ("public_id", "title", "touchpoint__name", "client__slug", "client__name")
    return found.select_related("touchpoint", "client").only(*shown)


def moments_to_support(
    *, member: Member, client: Client, around: date, also: int | None = None
) -> Sequence[TouchpointMoment]:
    """Those near a day that a post can point to, and the one (`also`) it points to already. One query."""
    found = TouchpointMoment.objects.visible_to(member).filter(client_id=client.pk)
    near = found.between(around - NEAR, around + NEAR)
    if also is not None:
        near = near | found.filter(pk=also)
    return list(near.select_related("touchpoint").order_by("on", "pk")[:100])
