"""Posts by the moment of the wider presence that they support."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery, Sum

from clients.models import Client, TouchpointMoment
from editorial.models import Post, ShortLink
from people.models import Member

MOST = 200


@dataclass(frozen=True, slots=True)
class Supported:
    """A moment with the posts that point to it, and how often people followed their short links; None where none has any."""

    moment: TouchpointMoment
    posts: list[Post]
    n_clicks: int | None


def posts_by_moment(*, member: Member, client: Client) -> list[Supported]:
    """The moments that posts point to, the latest first, each with its posts by day; a post has `n_clicks`. One query."""
    links = ShortLink.objects.filter(post=OuterRef("pk"), fixed_at__isnull=False).order_by()
    clicks = links.values("post").annotate(n=Sum("clicks__n", default=0)).values("n")
    posts = (
        Post.objects.visible_to(member)
        .filter(client=client, supports__isnull=False)
        .select_related("supports__touchpoint")
        .annotate(n_clicks=Subquery(clicks))
        .order_by("-supports__on", "-supports_id", "wall_at", "pk")[:MOST]
    )
    return [
        _supported(moment, list(some))
        for moment, some in groupby(posts, key=lambda post: post.supports)
        if moment is not None
    ]


def _supported(moment: TouchpointMoment, posts: list[Any]) -> Supported:
    known = [post.n_clicks for post in posts if post.n_clicks is not None]
    return Supported(moment, posts, sum(known) if known else None)
