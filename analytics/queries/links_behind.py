"""The links behind the clicks we counted ourselves: short links of posts and links of the client's page, so that they add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from analytics.queries.behind import PER_PAGE, Behind
from analytics.series import Period
from clients.models import Channel, Client, PageLink
from editorial.models import ShortLink

_CLICKED = """
    WITH followed AS (
        SELECT 'short' AS kind, c.link_id AS id, sum(c.n) AS brought
        FROM editorial_linkclicks c JOIN editorial_shortlink l ON l.id = c.link_id
        WHERE l.client_id = %(client)s AND (%(channel)s::bigint IS NULL OR l.channel_id = %(channel)s)
            AND c.day >= %(first)s AND c.day <= %(last)s
        GROUP BY c.link_id
        UNION ALL
        SELECT 'page', c.link_id, sum(c.n)
        FROM clients_pageclicks c JOIN clients_pagelink l ON l.id = c.link_id
        JOIN clients_linkpage p ON p.id = l.page_id
        WHERE p.client_id = %(client)s AND %(channel)s::bigint IS NULL
            AND c.day >= %(first)s AND c.day <= %(last)s
        GROUP BY c.link_id
    )
    SELECT kind, id, brought, count(*) OVER (), sum(brought) OVER () FROM followed WHERE brought > 0
    ORDER BY brought DESC, kind DESC, id DESC LIMIT %(limit)s OFFSET %(offset)s
"""


@dataclass(frozen=True, slots=True)
class LinkBehind:
    """A link and how often it was followed; `post` and `channel` are None for a link of the client's page."""

    name: str
    target: str
    post: UUID | None
    channel: Channel | None
    brought: int


def links_behind(
    *,
    client: Client,
    channel: Channel | None,
    period: Period,
    on: date | None = None,
    page: int = 1,
) -> Behind[LinkBehind]:
    """The links that were followed in the period, most first; those of one channel, or of all and of the client's page.

    `on` asks for one day. At most three queries.
    """
    parameters: dict[str, Any] = {
        "client": client.pk,
        "channel": channel and channel.pk,
        "first": on or period.first_on,
        "last": on or period.last_on,
        "limit": PER_PAGE,
        "offset": (page - 1) * PER_PAGE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLICKED, parameters)
        found = cursor.fetchall()
    n_all, total = (int(found[0][3]), int(found[0][4])) if found else (0, 0)
    return Behind(rows=_named(found), n_all=n_all, total=total, page=page)


def _named(found: Sequence[tuple[Any, ...]]) -> tuple[LinkBehind, ...]:
    wanted: dict[str, list[int]] = {"short": [], "page": []}
    for kind, link_id, *_more in found:
        wanted[kind].append(link_id)
    short = ShortLink.objects.select_related("post", "channel").in_bulk(wanted["short"])
    of_page = PageLink.objects.in_bulk(wanted["page"])
    rows = []
    for kind, link_id, brought, *_more in found:
        if kind == "page":
            link = of_page[link_id]
            rows.append(LinkBehind(link.label, link.url, None, None, int(brought)))
        else:
            own = short[link_id]
            post = own.post
            rows.append(
                LinkBehind(post.name, own.target, post.public_id, own.channel, int(brought))
            )
    return tuple(rows)
