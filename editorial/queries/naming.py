"""Naming a post of a client: in a list to choose from, and by what people paste, its link on a network or its page here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left

from clients.models import Client
from editorial.contents import short_title
from editorial.lifecycle import PostStage
from editorial.models import Post, Publication
from networks.addresses import post_address
from networks.known import KNOWN
from people.models import Member
from people.prepared import prepared

# So many of the latest stand in a list to choose from.
MOST_OFFERED = 60
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offered:
    """A post to choose: the public id, its first words, and its planned time on the client's clock."""

    key: str
    words: str
    wall_at: datetime | None


def offered(*, member: Member, client: Client) -> list[Offered]:
    """The client's latest posts that the member sees, in one query."""
    found: list[Any] = _offered(member=member, client=client)
    return [
        Offered(str(key), title or short_title(text), wall_at)
        for key, title, text, wall_at in found
    ]


@prepared()
def _offered(*, member: Member, client: Client) -> QuerySet[Post, Any]:
    mine = Post.objects.visible_to(member).filter(client=client).exclude(stage=PostStage.ARCHIVED)
    latest = mine.order_by(F("wall_at").desc(nulls_first=True), "-id")
    return latest.values_list("public_id", "title", Left("text", 200), "wall_at")[:MOST_OFFERED]


def post_named(*, member: Member, client: Client, public_id: str) -> Post | None:
    """The client's post of this public id, if it is one and the member sees it."""
    if not _UUID.fullmatch(public_id):
        return None
    mine = Post.objects.visible_to(member).filter(client=client, public_id=public_id)
    found: Post | None = mine.first()
    return found


def posts_linked(*, member: Member, client: Client, links: Iterable[str]) -> dict[str, Post]:
    """The posts that these links lead to, in a fixed number of queries; what leads to none is absent."""
    asked = {link: _told_by(link) for link in links if link.strip()}
    if not asked:
        return {}
    names = {name for told in asked.values() for name in told}
    ours = [name for name in names if _UUID.fullmatch(name)]
    out = Publication.objects.filter(Q(url__in=names) | Q(remote_id__in=names), client=client)
    mine = Post.objects.visible_to(member).filter(client=client)
    by_name: dict[str, Post] = {
        str(post.public_id): post for post in mine.filter(public_id__in=ours)
    }
    leading = dict(out.exclude(delivery=None).values_list("pk", "delivery__post_id"))
    posts = mine.in_bulk(list(leading.values()))
    for pk, url, remote_id in out.values_list("pk", "url", "remote_id"):
        if (post := posts.get(leading.get(pk, 0))) is not None:
            by_name |= {url: post, remote_id: post}
    found = {
        link: next((by_name[name] for name in told if name in by_name), None)
        for link, told in asked.items()
    }
    return {link: post for link, post in found.items() if post is not None}


def _told_by(link: str) -> list[str]:
    """What a link may name a post by: its public id here, the address itself, and the name a network knows it by."""
    plain = link.strip()
    told = [each.lower() for each in _UUID.findall(plain)]
    found = [address for network in KNOWN if (address := post_address(network, plain))]
    return [*told, plain, *(name for each in found for name in (each.url, each.id))]
