"""The links of a client that do not open, each with where it stands: in posts that are out, in profiles, on pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import Client, LinkCheck
from clients.queries.standing_links import StandingLink, standing_links
from editorial.contents import short_title
from editorial.models import Publication
from people.models import Member
from people.templatetags.ui import network_name

MOST_SHOWN = 50
MOST_POSTS = 5


class Place(NamedTuple):
    """Where a link stands, and the page where that is looked at. `is_words` where a client wrote it."""

    words: str
    url: str
    is_words: bool = False


@dataclass(frozen=True, slots=True)
class DeadLink:
    """An address that does not open. `n_more` posts are not named."""

    check: LinkCheck
    standing: Sequence[Place]
    posts: Sequence[Place]
    n_more: int


@dataclass(frozen=True, slots=True)
class LinksLookedAt:
    """What is known of a client's links: how many are asked, of how many nothing can be known, and what does not open."""

    n: int
    n_unclear: int
    asked_at: datetime | None
    dead: Sequence[DeadLink]


def links_looked_at(*, member: Member, client: Client, now: datetime) -> LinksLookedAt:
    """Six queries however many links; one where none is dead."""
    mine = LinkCheck.objects.visible_to(member).filter(client=client, wanted_until__gt=now)
    counts = mine.order_by().aggregate(
        n=Count("pk", filter=Q(asked_at__isnull=False)),
        n_unclear=Count("pk", filter=Q(trouble="unclear")),
        n_dead=Count("pk", filter=Q(is_dead=True)),
        asked_at=Max("asked_at"),
    )
    checks = list(mine.dead(now)[:MOST_SHOWN]) if counts["n_dead"] else []
    standing = _standing(client, checks, now) if checks else {}
    posts = _posts(member, client, checks) if checks else {}
    dead = [
        DeadLink(each, standing.get(each.url, ()), found[:MOST_POSTS], len(found[MOST_POSTS:]))
        for each in checks
        for found in [posts.get(each.url, [])]
    ]
    return LinksLookedAt(counts["n"], counts["n_unclear"], counts["asked_at"], dead)


def _standing(client: Client, checks: Iterable[LinkCheck], now: datetime) -> dict[str, list[Place]]:
    wanted = {each.url for each in checks}
    found = defaultdict(list)
    for link in standing_links(now=now, client=client):
        if link.url in wanted:
            found[link.url].append(_place(client, link))
    return found


def _place(client: Client, link: StandingLink) -> Place:
    if link.channel is not None:
        words = _("profile on {network}").format(network=network_name(link.channel.network))
        return Place(words, reverse("clients:profile", args=[client.slug, link.channel.public_id]))
    if link.touchpoint is not None:
        url = reverse("clients:presence", args=[client.slug])
        return Place(_("touchpoint “{name}”").format(name=link.touchpoint.name), url)
    words = _("link-in-bio page, “{label}”").format(label=link.label)
    return Place(words, reverse("clients:profile_links", args=[client.slug]))


def _posts(member: Member, client: Client, checks: Iterable[LinkCheck]) -> dict[str, list[Place]]:
    """The newest first, each post once however many channels it is on."""
    wanted = {each.url for each in checks}
    rows = (
        Publication.objects.visible_to(member)
        .filter(client=client, removed_at=None, links__urls__overlap=sorted(wanted))
        .select_related("delivery__post", "links")
        .order_by("-published_at", "-pk")
    )
    found: dict[str, dict[object, Place]] = defaultdict(dict)
    for row in rows:
        post = row.delivery.post if row.delivery else None
        words = short_title(post.title or row.text if post else row.text)
        url = (
            reverse("editorial:post", args=[client.slug, post.public_id])
            if post
            else reverse("analytics:post", args=[client.slug, row.public_id])
        )
        for address in wanted.intersection(row.links.urls):
            found[address].setdefault(url, Place(words, url, is_words=True))
    return {address: list(places.values()) for address, places in found.items()}
