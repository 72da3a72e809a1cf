"""The posts behind a figure: what each brought to it, so that the rows add up to what the dashboard says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from analytics.models.rollups import GAINED
from analytics.queries.figures import midnight
from analytics.series import Period
from clients.models import Channel, Client
from editorial.contents import short_title

Row = TypeVar("Row")
PER_PAGE = 50
# Measures that open down to posts; followers belong to channels.
MEASURES: tuple[str, ...] = ("engagements", *(m for m in GAINED if m != "quotes"), "posts")

_GAINED = """
    WITH gained AS (
        SELECT d.publication_id AS id, {sum} AS gained FROM analytics_publicationday d
        WHERE d.client_id = %(client)s AND d.channel_id = ANY(%(channels)s)
            AND d.day_on >= %(first)s AND d.day_on <= %(last)s {dated}
        GROUP BY d.publication_id
    ), counted AS (
        SELECT id, gained, count(*) OVER () AS n_all, sum(gained) OVER () AS total
        FROM gained WHERE gained <> 0
    )
"""
_OUT = """
    WITH counted AS (
        SELECT p.id, 1 AS gained, count(*) OVER () AS n_all, count(*) OVER () AS total
        FROM editorial_publication p
        WHERE p.client_id = %(client)s AND p.channel_id = ANY(%(channels)s)
            AND p.published_at >= %(from)s AND p.published_at < %(to)s
    )
"""
# The page is cut before anything else is asked of its posts.
_SHOWN = """
    , shown AS (
        SELECT p.*, c.gained, c.n_all, c.total FROM counted c JOIN editorial_publication p USING (id)
        ORDER BY c.gained DESC, p.published_at DESC, p.id DESC LIMIT %(limit)s OFFSET %(offset)s
    )
    SELECT p.public_id, p.published_at, p.text, p.url, p.removed_at IS NOT NULL, h.network, h.handle,
        post.title, p.gained, t.engagements, p.n_all, p.total
    FROM shown p
    JOIN clients_channel h ON h.id = p.channel_id
    LEFT JOIN analytics_publicationtotal t ON t.publication_id = p.id
    LEFT JOIN editorial_delivery d ON d.id = p.delivery_id
    LEFT JOIN editorial_post post ON post.id = d.post_id
    ORDER BY p.gained DESC, p.published_at DESC, p.id DESC
"""
_SUMS = {
    "shares": "CASE WHEN count(d.shares_gained) + count(d.quotes_gained) > 0 "
    "THEN COALESCE(sum(d.shares_gained), 0) + COALESCE(sum(d.quotes_gained), 0) END",
}


@dataclass(frozen=True, slots=True)
class PostBehind:
    """A post and what it brought; `engagements` is its whole count so far."""

    public_id: UUID
    published_at: datetime
    name: str
    url: str
    is_removed: bool
    network: str
    handle: str
    brought: int
    engagements: int | None


@dataclass(frozen=True, slots=True)
class Behind(Generic[Row]):
    """One page of what a figure is made of, how many there are in all, and what they add up to."""

    rows: tuple[Row, ...]
    n_all: int
    total: int
    page: int

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return self.page * PER_PAGE < self.n_all


def posts_behind(
    *,
    client: Client,
    channels: list[Channel],
    measure: str,
    period: Period,
    on: date | None = None,
    page: int = 1,
) -> Behind[PostBehind]:
    """The posts that gained something of `measure` in the period, most first; for "posts" those published in it.

    `on` asks for one day, and then only for gains that are surely of that day, as the line of the chart shows
    them. ValueError for a measure that is not of MEASURES.
    """
    if measure not in MEASURES:
        raise ValueError(f"no posts are behind {measure!r}")
    zone = ZoneInfo(client.time_zone)
    first, last = (on, on) if on else (period.first_on, period.last_on)
    if measure == "posts":
        counted = _OUT
    else:
        counted = _GAINED.format(
            sum=_SUMS.get(measure, f"sum(d.{measure}_gained)"), dated="AND d.is_dated" if on else ""
        )
    parameters: dict[str, Any] = {
        "client": client.pk,
        "channels": [channel.pk for channel in channels],
        "first": first,
        "last": last,
        "from": midnight(first, zone),
        "to": midnight(last + timedelta(days=1), zone),
        "limit": PER_PAGE,
        "offset": (page - 1) * PER_PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(counted + _SHOWN, parameters)
        found = cursor.fetchall()
    rows = tuple(
        PostBehind(
            public_id=public_id, published_at=at, name=title or short_title(text), url=url,
            is_removed=is_removed, network=network, handle=handle, brought=int(gained),
            engagements=engagements,
        )
        for public_id, at, text, url, is_removed, network, handle, title, gained, engagements, *_ in found
    )  # fmt: skip
    n_all, total = (int(found[0][-2]), int(found[0][-1])) if found else (0, 0)
    return Behind(rows=rows, n_all=n_all, total=total, page=page)
