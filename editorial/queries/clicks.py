"""How often the short links of a post were followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, Sum

from clients.models import Channel
from editorial.models import Post, ShortLink
from editorial.models.links import short_address


@dataclass(frozen=True, slots=True)
class Followed:
    """One short link that went out: where it stands, where it leads, and the clicks of people."""

    channel: Channel
    url: str
    target: str
    n: int
    n_week: int


def followed(*, post: Post, today: date) -> Sequence[Followed]:
    """The short links of this post that lead somewhere; `n_week` is the last seven days, today among them. One query."""
    week = Q(clicks__day__gt=today - timedelta(days=7))
    rows = (
        ShortLink.objects.filter(post=post, fixed_at__isnull=False)
        .select_related("channel")
        .annotate(n=Sum("clicks__n", default=0), n_week=Sum("clicks__n", filter=week, default=0))
        .order_by("channel_id", "pk")
    )
    return [
        Followed(row.channel, short_address(row.code), row.target, row.n, row.n_week)
        for row in rows
    ]
