"""Which posts did best and worst, against the median of the same channel. One query, whatever the number of posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from analytics.queries import usual
from analytics.queries.figures import midnight
from analytics.series import Period
from clients.comparing import FEW_POSTS
from clients.models import Client
from editorial.contents import short_title

# Best, worst, and the newest that are too young to be judged: those who have just published look for them.
N_BEST, N_WORST, N_NEWEST = 4, 3, 3

_RANKED = f"""
    WITH base AS (
        SELECT p.id, p.channel_id, p.published_at, t.engagements, t.likes, t.comments, t.saves, t.views,
            CASE WHEN num_nonnulls(t.shares, t.quotes) > 0
                THEN COALESCE(t.shares, 0) + COALESCE(t.quotes, 0) END AS shares,
            {usual.COUNTS} AS is_judged
        FROM editorial_publication p LEFT JOIN analytics_publicationtotal t ON t.publication_id = p.id
        WHERE p.client_id = %(client)s AND p.published_at >= %(base_from)s AND p.published_at < %(to)s
            AND (%(channel)s::bigint IS NULL OR p.channel_id = %(channel)s)
    ), medians AS (
        SELECT channel_id, {usual.MEDIAN} AS median,
            count(engagements) AS n
        FROM base WHERE is_judged GROUP BY channel_id
    ), compared AS (
        SELECT b.*, m.median, COALESCE(m.n, 0) AS n,
            CASE WHEN b.is_judged AND m.n >= %(few)s AND m.median > 0
                THEN b.engagements / m.median END AS ratio
        FROM base b LEFT JOIN medians m USING (channel_id)
        WHERE b.published_at >= %(from)s
    ), ranked AS (
        SELECT *, count(*) OVER () AS n_all, max(published_at) OVER () AS newest_at,
            row_number() OVER (ORDER BY published_at DESC, id DESC) AS age_place,
            row_number() OVER (
                ORDER BY ratio DESC NULLS LAST, engagements DESC NULLS LAST, published_at DESC, id
            ) AS place
        FROM compared
    ), last_judged AS (
        SELECT COALESCE(max(place), 0) AS place FROM ranked WHERE ratio IS NOT NULL
    )
    SELECT r.id, r.place, r.n_all, r.published_at, r.engagements, r.likes, r.comments, r.shares,
        r.saves, r.views, r.ratio, r.n, p.text, p.url, p.removed_at IS NOT NULL, h.network, h.handle,
        post.public_id, post.title, p.public_id, t.entered_by_id IS NOT NULL, r.newest_at
    FROM ranked r
    CROSS JOIN last_judged l
    JOIN editorial_publication p ON p.id = r.id
    JOIN clients_channel h ON h.id = p.channel_id
    LEFT JOIN analytics_publicationtotal t ON t.publication_id = p.id
    LEFT JOIN editorial_delivery d ON d.id = p.delivery_id
    LEFT JOIN editorial_post post ON post.id = d.post_id
    WHERE r.n_all <= %(best)s + %(worst)s + 1 OR r.place <= %(best)s
        OR (r.place > l.place - %(worst)s AND r.place <= l.place)
        OR (r.published_at > %(old_enough)s AND r.age_place <= %(newest)s)
    ORDER BY r.place
"""  # noqa: S608 (no values in it)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post with its newest figures; `ratio` is against the median of its channel, None when not judged."""

    place: int
    published_at: datetime
    day_on: date
    engagements: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    saves: int | None
    views: int | None
    ratio: float | None
    n: int
    text: str
    url: str
    is_removed: bool
    network: str
    handle: str
    post_id: UUID | None
    title: str
    public_id: UUID
    is_by_hand: bool = False

    @property
    def name(self) -> str:
        """The title people gave it, or its first words."""
        return self.title or self.first_words

    @property
    def first_words(self) -> str:
        """What everybody may read of it: the first words that are out."""
        return short_title(self.text)


@dataclass(frozen=True, slots=True)
class PostRanking:
    """The best and the worst rows in order, how many there are, and how many lie between and are not shown."""

    rows: tuple[PostRow, ...]
    n_all: int
    n_between: int
    between_after: int
    n_compared: int
    newest_at: datetime | None

    @property
    def is_judged(self) -> bool:
        """Whether at least one channel has enough posts to compare with."""
        return any(row.ratio is not None for row in self.rows)


def ranked_posts(
    *, client: Client, period: Period, channel_id: int | None, now: datetime
) -> PostRanking:
    """The period's posts, best and worst; all of them when they are few."""
    zone = ZoneInfo(client.time_zone)
    end = midnight(period.last_on + timedelta(days=1), zone)
    parameters = {
        "client": client.pk,
        "channel": channel_id,
        "from": midnight(period.first_on, zone),
        "base_from": min(end - usual.MEDIAN_OVER, midnight(period.first_on, zone)),
        "to": end,
        "old_enough": now - usual.JUDGED_AFTER,
        "few": FEW_POSTS,
        "best": N_BEST,
        "worst": N_WORST,
        "newest": N_NEWEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, parameters)
        found = cursor.fetchall()
    rows = tuple(_row(values[:-1], zone) for values in found)
    n_all = int(found[0][2]) if found else 0
    # Rows come in order of place: where places jump, posts lie between.
    jumps = [n for n, (a, b) in enumerate(pairwise(rows), 1) if b.place > a.place + 1]
    n_between = rows[jumps[0]].place - rows[jumps[0] - 1].place - 1 if jumps else 0
    return PostRanking(
        rows=rows,
        n_all=n_all,
        n_between=n_between,
        between_after=jumps[0] if jumps else 0,
        n_compared=sum({(row.handle, row.network): row.n for row in rows}.values()),
        newest_at=found[0][-1] if found else None,
    )


def _row(values: tuple[Any, ...], zone: ZoneInfo) -> PostRow:
    (
        _,
        place,
        _,
        published_at,
        *counts,
        ratio,
        n,
        text,
        url,
        is_removed,
        network,
        handle,
        post,
        title,
        public_id,
        is_by_hand,
    ) = values
    assert isinstance(published_at, datetime)
    engagements, likes, comments, shares, saves, views = counts
    return PostRow(
        place=place, published_at=published_at, day_on=published_at.astimezone(zone).date(),
        engagements=engagements, likes=likes, comments=comments, shares=shares, saves=saves, views=views,
        ratio=None if ratio is None else float(ratio), n=n, text=text, url=url, is_removed=is_removed,
        network=network, handle=handle, post_id=post, title=title or "", public_id=public_id,
        is_by_hand=is_by_hand,
    )  # fmt: skip
