"""On which days something goes out: of each client what is scheduled, what is only drafted, and how it usually is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from clients.models import Client
from desk.health import DAYS
from editorial.models import Post, Release
from people.models import Member
from people.roles import Role

# The rhythm of a client is read off so many weeks.
RHYTHM = timedelta(weeks=4)
# Each day is one of the client's own zone, told by its number: the first is that of the moment four weeks ago. The zones come with
# the instants at which their days begin, because finding a number among fifty is several times faster than asking the
# time zone anew for every row. The days of a client are the bits of one number, bit 1 the first of them: what is set twice is
# set, so nothing has to be sorted to be told apart. What is scheduled is read by its time over all clients at once: there is
# less of it than of anything else. A draft on a day on which something is scheduled shows nowhere, so it is not asked about.
_DAYS = """
    WITH zones AS (
        SELECT zone, min(first_on) AS first_on, array_agg(begins_at ORDER BY begins_at) AS begins
        FROM unnest(%(zones)s::text[], %(first_on)s::date[], %(begins)s::timestamptz[]) AS each(zone, first_on, begins_at)
        GROUP BY zone
    ), asked AS (
        SELECT c.id, zones.first_on, zones.begins FROM clients_client c JOIN zones ON zones.zone = c.time_zone
        WHERE c.id = ANY(%(clients)s)
    ), coming AS (
        SELECT c.id, min(d.due_at) AS next_at,
            bit_or(1::bigint << width_bucket(d.due_at, c.begins)) FILTER (WHERE d.due_at < %(end)s) AS days
        FROM editorial_delivery d JOIN asked c ON c.id = d.client_id
        WHERE d.state = 'scheduled' AND d.due_at >= %(now)s AND d.post_id <> ALL(%(hidden)s)
        GROUP BY c.id
    ), lately AS (
        SELECT c.id, bit_or(1::bigint << width_bucket(p.published_at, c.begins)) AS days
        FROM editorial_publication p JOIN asked c ON c.id = p.client_id
        WHERE p.published_at >= %(since)s AND p.published_at <= %(now)s
        GROUP BY c.id
    ), drafts AS (
        SELECT c.id, bit_or(1::bigint << (p.wall_at::date - c.first_on + 1)) AS days
        FROM editorial_post p JOIN asked c ON c.id = p.client_id LEFT JOIN coming ON coming.id = c.id
        WHERE p.wall_at >= %(first_wall)s AND p.wall_at < %(end_wall)s AND p.stage <> 'archived' AND p.id <> ALL(%(hidden)s)
            AND (coming.days & (1::bigint << (p.wall_at::date - c.first_on + 1)) <> 0) IS NOT TRUE
            AND NOT EXISTS (SELECT FROM editorial_delivery d WHERE d.post_id = p.id AND d.state <> 'cancelled')
        GROUP BY c.id
    )
    SELECT c.id, c.first_on, coming.next_at, coming.days, drafts.days, lately.days FROM asked c
    LEFT JOIN coming USING (id) LEFT JOIN drafts USING (id) LEFT JOIN lately USING (id)
"""


@dataclass(frozen=True, slots=True)
class ClientDays:
    """Of one client: the next exit; the days of exits and (only on others) of drafts in the next two weeks, and those on which
    something went out lately, each set as the bits of a number, in which that of `first_on` is bit 1."""

    first_on: date
    next_at: datetime | None
    scheduled: int
    drafted: int
    lately: int

    def strip(self, today: date) -> list[str]:
        """For each of the next fourteen days: s(cheduled), d(raft) or nothing."""
        first = (today - self.first_on).days + 1
        return [
            "s" if self.scheduled >> n & 1 else "d" if self.drafted >> n & 1 else ""
            for n in range(first, first + DAYS)
        ]

    @property
    def usual(self) -> float:
        """On how many days of a fortnight something usually goes out."""
        return self.lately.bit_count() * DAYS / RHYTHM.days


def days_of(
    clients: Sequence[Client], *, member: Member, now: datetime
) -> Mapping[int, ClientDays]:
    """By client, without what an embargo hides from the member; in two queries, for owners in one.

    The clients are those the caller may see.
    """
    hidden: list[int] = []
    if member.role != Role.OWNER:
        closed = Release.objects.closed_to(member).order_by()
        hidden = list(Post.objects.filter(release__in=closed).values_list("pk", flat=True))
    since, end = now - RHYTHM, now + timedelta(days=DAYS + 1)
    begins = [
        (name, days[0], datetime.combine(on, time(), ZoneInfo(name)))
        for name, days in _days_of_zones(clients, since, end).items()
        for on in days
    ]
    parameters: dict[str, Any] = {
        "clients": [client.pk for client in clients],
        "zones": [name for name, _, _ in begins],
        "first_on": [first_on for _, first_on, _ in begins],
        "begins": [at for _, _, at in begins],
        "hidden": hidden,
        "now": now,
        "since": since,
        "end": end,
        # A wall time is compared as it is written; a day more on both sides holds every zone.
        "first_wall": (now - timedelta(days=1)).replace(tzinfo=None),
        "end_wall": (end + timedelta(days=1)).replace(tzinfo=None),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, parameters)
        return {
            pk: ClientDays(first_on, next_at, scheduled or 0, drafted or 0, lately or 0)
            for pk, first_on, next_at, scheduled, drafted, lately in cursor.fetchall()
        }


def _days_of_zones(
    clients: Sequence[Client], since: datetime, end: datetime
) -> dict[str, list[date]]:
    """By zone, every day from that of `since` to that of `end`."""
    found = {}
    for name in {client.time_zone for client in clients}:
        zone = ZoneInfo(name)
        first_on, last_on = since.astimezone(zone).date(), end.astimezone(zone).date()
        found[name] = [first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1)]
    return found
