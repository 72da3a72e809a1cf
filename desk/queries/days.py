"""On which days something goes out: of each client what is scheduled, what is only drafted, and how it usually is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from desk.health import DAYS
from editorial.models import Post, Release
from people.models import Member
from people.roles import Role

# The rhythm of a client is read off so many weeks.
RHYTHM = timedelta(weeks=4)
# Each day is one of the client's own zone. What is scheduled is read by its time over all clients at once: there is
# less of it than of anything else. A wall time is compared as it is written; a day more on both sides holds every zone.
_DAYS = """
    WITH asked AS (
        SELECT id, time_zone FROM clients_client WHERE id = ANY(%(clients)s)
    ), coming AS (
        SELECT c.id, min(d.due_at) AS next_at,
            array_agg(DISTINCT (d.due_at AT TIME ZONE c.time_zone)::date) FILTER (WHERE d.due_at < %(end)s) AS days
        FROM editorial_delivery d JOIN asked c ON c.id = d.client_id
        WHERE d.state = 'scheduled' AND d.due_at >= %(now)s AND d.post_id <> ALL(%(hidden)s)
        GROUP BY c.id
    ), lately AS (
        SELECT c.id, count(DISTINCT (p.published_at AT TIME ZONE c.time_zone)::date) AS n_days
        FROM editorial_publication p JOIN asked c ON c.id = p.client_id
        WHERE p.published_at >= %(since)s AND p.published_at <= %(now)s
        GROUP BY c.id
    ), drafts AS (
        SELECT c.id, array_agg(DISTINCT p.wall_at::date) AS days
        FROM editorial_post p JOIN asked c ON c.id = p.client_id
        WHERE p.wall_at >= %(first_wall)s AND p.wall_at < %(end_wall)s AND p.stage <> 'archived' AND p.id <> ALL(%(hidden)s)
            AND NOT EXISTS (SELECT FROM editorial_delivery d WHERE d.post_id = p.id AND d.state <> 'cancelled')
        GROUP BY c.id
    )
    SELECT c.id, coming.next_at, coming.days, drafts.days, lately.n_days FROM asked c
    LEFT JOIN coming USING (id) LEFT JOIN drafts USING (id) LEFT JOIN lately USING (id)
"""


@dataclass(frozen=True, slots=True)
class ClientDays:
    """Of one client: the next exit, the days of exits and of drafts in the next two weeks, days with exits lately."""

    next_at: datetime | None
    scheduled: frozenset[date]
    drafted: frozenset[date]
    n_lately: int

    def strip(self, today: date) -> list[str]:
        """For each of the next fourteen days: s(cheduled), d(raft) or nothing."""
        coming = [today + timedelta(days=n) for n in range(DAYS)]
        return ["s" if on in self.scheduled else "d" if on in self.drafted else "" for on in coming]

    @property
    def usual(self) -> float:
        """On how many days of a fortnight something usually goes out."""
        return self.n_lately * DAYS / RHYTHM.days


def days_of(clients: Sequence[int], *, member: Member, now: datetime) -> Mapping[int, ClientDays]:
    """By client, without what an embargo hides from the member; in two queries, for owners in one.

    The clients are those the caller may see.
    """
    hidden: list[int] = []
    if member.role != Role.OWNER:
        closed = Release.objects.closed_to(member).order_by()
        hidden = list(Post.objects.filter(release__in=closed).values_list("pk", flat=True))
    end = now + timedelta(days=DAYS + 1)
    parameters: dict[str, Any] = {
        "clients": list(clients),
        "hidden": hidden,
        "now": now,
        "since": now - RHYTHM,
        "end": end,
        "first_wall": (now - timedelta(days=1)).replace(tzinfo=None),
        "end_wall": (end + timedelta(days=1)).replace(tzinfo=None),
    }
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, parameters)
        return {
            pk: ClientDays(next_at, frozenset(out or ()), frozenset(drafts or ()), n_lately or 0)
            for pk, next_at, out, drafts, n_lately in cursor.fetchall()
        }
