"""The days on which the work with a client rested: while it was paused, and from its archiving until it was brought back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from clients.models import Client, Status, StatusChange
from clients.standing_rules import SERVED

_DAY = timedelta(days=1)
_RESTS = (Status.PAUSED, Status.ARCHIVED)

# The first and the last day of a rest, both of it.
Rest = tuple[date, date]


def rests_of(client: Client, *, until: date) -> list[Rest]:
    """Its rests up to a day, the first first: from the day it was paused or archived to the day before it was served again; one query."""
    zone = ZoneInfo(client.time_zone)
    moves = StatusChange.objects.filter(client=client).order_by("at", "pk")
    found: list[Rest] = []
    since: date | None = None
    for at, becomes in moves.values_list("at", "becomes"):
        on = at.astimezone(zone).date()
        if since is None and becomes in _RESTS:
            since = on
        elif since is not None and becomes in SERVED:
            found.append((since, on - _DAY))
            since = None
    if since is not None:
        found.append((since, until))
    return [(first, min(last, until)) for first, last in found if first <= min(last, until)]


def within(rests: Iterable[Rest], first_on: date, last_on: date) -> list[Rest]:
    """What of them lies in a span of days."""
    cut = [(max(first, first_on), min(last, last_on)) for first, last in rests]
    return [(first, last) for first, last in cut if first <= last]


def is_all_rest(rests: Iterable[Rest], first_on: date, last_on: date) -> bool:
    """Whether it rested on every day of a span."""
    days = sum((last - first).days + 1 for first, last in within(rests, first_on, last_on))
    return days == (last_on - first_on).days + 1


def paused_since(client: Client) -> date | None:
    """The day on which a client that is paused was paused; None of any other."""
    if client.status != Status.PAUSED:
        return None
    last = StatusChange.objects.filter(client=client, becomes=Status.PAUSED).order_by("-at", "-pk")
    at = last.values_list("at", flat=True).first()
    return at.astimezone(ZoneInfo(client.time_zone)).date() if at else None
