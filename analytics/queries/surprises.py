"""The post of the last week that did most beyond what its channel usually does, and the one that fell furthest short, of all the
member's clients. Two queries, however many posts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from analytics.queries import usual
from clients.models import Client
from editorial.contents import short_title
from people.models import Member

LATELY = timedelta(days=8)
# Twice the usual, or not much more than half of it: what lies between is weather. With fewer posts a median is one too.
UP, DOWN = 2.0, 0.6
ENOUGH = 10

_BOTH_ENDS = f"""
    WITH asked AS (
        SELECT * FROM unnest(%(clients)s::bigint[], %(since)s::timestamptz[]) AS of(client_id, since)
    ), base AS (
        SELECT t.publication_id, t.channel_id, t.client_id, t.published_at, t.engagements
        FROM asked a
        JOIN analytics_publicationtotal t ON t.client_id = a.client_id AND t.published_at >= a.since
        JOIN editorial_publication p ON p.id = t.publication_id
        WHERE {usual.COUNTS}
    ), medians AS (
        SELECT channel_id, {usual.MEDIAN} AS median, count(*) AS n
        FROM base GROUP BY channel_id HAVING count(*) >= %(enough)s
    ), compared AS (
        SELECT b.publication_id, b.client_id, b.engagements / m.median AS ratio, m.n
        FROM base b JOIN medians m USING (channel_id)
        WHERE b.published_at >= %(lately)s AND m.median > 0
    ), ends AS (
        (SELECT * FROM compared WHERE ratio >= %(up)s ORDER BY ratio DESC, publication_id LIMIT 1)
        UNION ALL
        (SELECT * FROM compared WHERE ratio <= %(down)s ORDER BY ratio, publication_id LIMIT 1)
    )
    SELECT e.client_id, e.ratio, e.n, p.public_id, p.text, post.title, post.language, h.network, h.handle, p.published_at
    FROM ends e
    JOIN editorial_publication p ON p.id = e.publication_id
    JOIN clients_channel h ON h.id = p.channel_id
    LEFT JOIN editorial_delivery d ON d.id = p.delivery_id
    LEFT JOIN editorial_post post ON post.id = d.post_id
    ORDER BY e.ratio DESC
"""  # noqa: S608 (no values in it)


@dataclass(frozen=True, slots=True)
class Surprise:
    """One post: its engagements as a ratio to the median of its channel, which rests on `n` posts of ninety days."""

    client: Client
    ratio: float
    n: int
    public_id: UUID
    name: str
    language: str
    network: str
    handle: str
    published_at: datetime

    @property
    def is_up(self) -> bool:
        """Whether it did better."""
        return self.ratio > 1


def surprises(*, member: Member, now: datetime) -> list[Surprise]:
    """At most one up and one down, the better one first; posts younger than a day are not judged."""
    clients = {each.pk: each for each in Client.objects.visible_to(member).current()}
    parameters: dict[str, Any] = {
        "clients": list(clients),
        "since": [usual.since(now, each.time_zone) for each in clients.values()],
        "old_enough": now - usual.JUDGED_AFTER,
        "lately": now - LATELY,
        "enough": ENOUGH,
        "up": UP,
        "down": DOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BOTH_ENDS, parameters)
        rows = cursor.fetchall()
    return [
        Surprise(
            client=clients[client],
            ratio=float(ratio),
            n=n,
            public_id=public_id,
            name=title or short_title(text, length=120),
            language=language or clients[client].language,
            network=network,
            handle=handle,
            published_at=published_at,
        )
        for client, ratio, n, public_id, text, title, language, network, handle, published_at in rows
    ]
