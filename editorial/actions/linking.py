"""A post's link as each channel gets it, its short form, and the counting of those who follow it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import connection

from clients.models import Channel, LinkScheme
from clients.tagging import campaign_word, slug, tagged
from editorial import when
from editorial.models import Pillar, Post, ShortLink
from editorial.models.links import short_address
from editorial.own import own_of

# Without letters and digits that look alike; 31 ** 9 is more than any counting through.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 9


def typed_links(post: Post, channels: Iterable[tuple[Channel, str | None]]) -> dict[Channel, str]:
    """The link as it was typed for each of these channels: its own, which may be none, or (None) the post's."""
    return {channel: post.link if own is None else own for channel, own in channels}


def links_of(post: Post, typed: Mapping[Channel, str]) -> dict[int, str]:
    """The links as they go out on these channels, by channel id; empty texts where there is none. `typed`: typed_links.

    Short where the post wants that and the code exists, which it does once the post was saved so.
    """
    return _shortened(post, _targets(post, typed))


def _shortened(post: Post, targets: dict[int, str]) -> dict[int, str]:
    if not (any(targets.values()) and post.is_link_short and post.pk):
        return targets
    codes = _codes(post)
    return {
        channel_id: short_address(codes[channel_id, target])
        if (channel_id, target) in codes
        else target
        for channel_id, target in targets.items()
    }


def links_in_editor(
    post: Post, typed: Mapping[Channel, str], *, pillar: Callable[[], Pillar | None]
) -> dict[int, str]:
    """The same for a form that is not saved yet: a short link that has no code is as long as it will be.

    `pillar` is asked only where the links of the client say it.
    """
    links = _shortened(post, _targets(post, typed, pillar))
    if not post.is_link_short:
        return links
    begins = short_address("")
    return {
        key: link if not link or link.startswith(begins) else short_address("x" * _LENGTH)
        for key, link in links.items()
    }


def _targets(
    post: Post,
    typed: Mapping[Channel, str],
    pillar: Callable[[], Pillar | None] | None = None,
) -> dict[int, str]:
    """The address by channel id, tagged by the client's scheme, which is asked for only where there is a link."""
    if not any(typed.values()):
        return {channel.pk: "" for channel in typed}
    scheme = LinkScheme.objects.of(next(iter(typed)).client_id)
    of_campaign = post.campaign.word if post.campaign else ""
    word = campaign_word(post.utm_campaign, of_campaign=of_campaign, scheme=scheme)
    about = (pillar() if pillar else post.pillar) if scheme.names_pillar else None
    return {
        channel.pk: link
        and tagged(
            link,
            scheme=scheme,
            network=channel.network,
            campaign=word,
            pillar=slug(about.name) if about else "",
        )
        for channel, link in typed.items()
    }


def _codes(post: Post) -> Mapping[tuple[int, str], str]:
    rows = post.short_links.order_by("-pk").values_list("channel_id", "target", "code")
    return {(channel_id, target): code for channel_id, target, code in rows}


def keep_short_links(*, post: Post, typed: Mapping[Channel, str], now: datetime) -> None:
    """Give each channel a code for its present link (typed_links), inside the caller's transaction.

    A code that a revision holds keeps its target; one that nobody has seen is dropped when the link is another.
    """
    targets = _targets(post, typed) if post.is_link_short else {}
    wanted = {(channel_id, target) for channel_id, target in targets.items() if target}
    for link in post.short_links.filter(fixed_at=None):
        if (link.channel_id, link.target) not in wanted:
            link.delete()
    has = set(_codes(post)) if wanted else set()
    ShortLink.objects.bulk_create(
        ShortLink(
            agency_id=post.agency_id,
            client_id=post.client_id,
            post=post,
            channel_id=channel_id,
            code="".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)),
            target=target,
            created_at=now,
        )
        for channel_id, target in sorted(wanted - has)
    )


def renew_short_links(*, post: Post, now: datetime) -> None:
    """The same for a post whose link is another one now though nobody wrote in it."""
    versions = post.versions.select_related("channel")
    own = [(version.channel, own_of(version.own).link) for version in versions]
    keep_short_links(post=post, typed=typed_links(post, own), now=now)


def fix_short_links(*, post: Post, now: datetime) -> None:
    """From now on the codes of this post lead where they lead: a revision holds them."""
    post.short_links.filter(fixed_at=None).update(fixed_at=now)


def follow(*, code: str, is_counted: bool, now: datetime) -> str | None:
    """Where a code leads, adding one to its day where that counts; None for codes that lead nowhere."""
    link = (
        ShortLink.objects.filter(code=code, fixed_at__isnull=False)
        .select_related("client")
        .only("target", "agency_id", "client__time_zone")
        .first()
    )
    if link is None:
        return None
    if is_counted:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO editorial_linkclicks (agency_id, link_id, day, n) VALUES (%s, %s, %s, 1)"
                " ON CONFLICT (link_id, day) DO UPDATE SET n = editorial_linkclicks.n + 1",
                [link.agency_id, link.pk, when.wall_of(now, link.client.time_zone).date()],
            )
    return link.target
