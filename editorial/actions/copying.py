"""The words, pictures and channels of a post as drafting takes them, and a new post that has them."""

from __future__ import annotations

from datetime import datetime

from editorial.actions import drafting
from editorial.actions.aiming import aim_of
from editorial.actions.drafting import Additions, VersionInput
from editorial.actions.picturing import pictures_of
from editorial.actions.placing import Place
from editorial.models import Post
from editorial.own import own_of
from people.models import Member


def additions_of(post: Post) -> Additions:
    """Thread, poll and link of a post, as drafting takes them."""
    return Additions(
        thread=tuple(post.thread),
        poll=post.poll,
        link=post.link,
        is_link_short=post.is_link_short,
        utm_campaign=post.utm_campaign,
    )


def versions_of(post: Post) -> list[VersionInput]:
    """Its channels that are still connected, with what differs there."""
    return [
        VersionInput(
            channel=v.channel,
            text=v.text,
            spoiler=v.spoiler,
            visibility=v.visibility,
            first_comment=v.first_comment,
            own=own_of(v.own),
        )
        for v in post.versions.select_related("channel")
        if v.channel.disconnected_at is None
    ]


def copy_post(
    *,
    post: Post,
    member: Member,
    wall_at: datetime | None = None,
    fold: int = 0,
    now: datetime,
) -> Post:
    """A new draft that says the same on the same channels, in the same campaign; `wall_at` is its planned time, if any."""
    return drafting.create_post(
        member=member,
        client=post.client,
        text=post.text,
        title=post.title,
        language=post.language,
        versions=versions_of(post),
        pictures=pictures_of(post),
        additions=additions_of(post),
        aim=aim_of(post),
        place=Place(post.campaign),
        piece=post.piece,
        wall_at=wall_at,
        fold=fold,
        now=now,
    )
