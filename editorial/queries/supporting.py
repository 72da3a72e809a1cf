"""Posts by the moment of the wider presence that they support."""

from __future__ import annotations

from itertools import groupby

from clients.models import Client, TouchpointMoment
from editorial.models import Post
from people.models import Member

MOST = 200


def posts_by_moment(*, member: Member, client: Client) -> list[tuple[TouchpointMoment, list[Post]]]:
    """The moments that posts point to, the latest first, each with its posts by day. One query."""
    posts = (
        Post.objects.visible_to(member)
        .filter(client=client, supports__isnull=False)
        .select_related("supports__touchpoint")
        .order_by("-supports__on", "-supports_id", "wall_at", "pk")[:MOST]
    )
    return [
        (moment, list(some))
        for moment, some in groupby(posts, key=lambda post: post.supports)
        if moment is not None
    ]
