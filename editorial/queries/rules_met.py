"""What the client's voice met lately: of each rule, in how many texts it was put right, left so on purpose, or still stands.

Read off what is kept: the revisions of a post, frozen when it was sent for approval or scheduled, and what somebody left so
on purpose. What was put right while it was being written leaves no trace, so these are the least there were. Rules are
those of today: a word that is avoided since yesterday is met in last month's texts too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery

from clients.manner import Manner
from clients.models import Channel, Client
from editorial.models import LeftSo, Post, Revision
from editorial.own import JOINED
from editorial.queries.tone import OnChannel, kept_for, standing
from editorial.tone import Finding
from people.models import Member

LATELY = timedelta(days=90)
# A day is a day wherever the client is.
A_DAY = timedelta(days=1)
# The latest so many texts are read again: a page must open.
MOST = 120


@dataclass(slots=True)
class Met:
    """A rule by one of its findings, and the posts it met, by what became of it."""

    finding: Finding
    put_right: list[Post] = field(default_factory=list)
    left: list[Post] = field(default_factory=list)
    stands: list[Post] = field(default_factory=list)

    @property
    def n(self) -> int:
        """In how many texts it was met."""
        return len(self.put_right) + len(self.left) + len(self.stands)


@dataclass(frozen=True, slots=True)
class RulesMet:
    """The rules that met something, the busiest first, over so many texts; `manner` is what they were read against."""

    rules: tuple[Met, ...]
    n_texts: int
    manner: Manner


def rules_met(*, member: Member, client: Client, now: datetime) -> RulesMet:
    """Of the client's latest texts that the member sees, in four queries."""
    manner = kept_for(client, None).manner
    revisions = Revision.objects.filter(post=OuterRef("pk")).order_by("number")
    left = LeftSo.objects.filter(post=OuterRef("pk")).values("key")
    since = now - LATELY
    # What was frozen since then had its day ahead, or was put right after it: so years of older posts are not asked for their last revision.
    ahead = Q(wall_at__gte=(since - A_DAY).replace(tzinfo=None)) | Q(wall_at=None)
    lately = ahead | Q(edited_at__gte=since)
    posts: Any = (
        Post.objects.visible_to(member)
        .filter(lately, client=client)
        .annotate(
            frozen_at=Subquery(revisions.order_by("-number").values("created_at")[:1]),
            contents=ArraySubquery(revisions.values("content")),
            left_keys=ArraySubquery(left),
        )
        .only("public_id", "title", "text", "language")
        .order_by(F("frozen_at").desc(nulls_last=True), "-id")[:MOST]
    )
    channels = Channel.objects.filter(client=client).values_list("pk", "network", "hat")
    # Networks that are spoken on alike read alike: one of them stands for all.
    alike: dict[Manner, str] = {}
    spoken = {
        str(pk): OnChannel(alike.setdefault(manner.on(network), network), "", hat=hat)
        for pk, network, hat in channels
    }
    met: dict[str, Met] = {}
    # Told apart here: the database would look for each post's last revision once more.
    found = [post for post in posts if post.frozen_at and post.frozen_at > since]
    for post in found:
        for key, finding, became in _of_post(manner, post, spoken):
            getattr(met.setdefault(key, Met(finding)), became).append(post)
    busiest = sorted(met.values(), key=lambda each: -each.n)
    return RulesMet(tuple(busiest), len(found), manner)


def _of_post(
    manner: Manner, post: Any, spoken: Mapping[str, OnChannel]
) -> list[tuple[str, Finding, str]]:
    """Each rule that ever met one of the post's revisions, and what became of it in the last one.

    `spoken` says for each channel, by its id, as on which network it is spoken there, and with which hat.
    """
    ever: dict[str, Finding] = {}
    last: set[str] = set()
    for content in post.contents:
        found = _findings(manner, content, spoken)
        ever |= found
        last = set(found)
    return [
        (
            key,
            finding,
            "put_right" if key not in last else "left" if key in post.left_keys else "stands",
        )
        for key, finding in ever.items()
    ]


def _findings(
    manner: Manner, content: Mapping[str, Any], spoken: Mapping[str, OnChannel]
) -> dict[str, Finding]:
    on = [_there(spoken[pk], each) for pk, each in content["versions"].items() if pk in spoken]
    # The same words are looked at once.
    found = standing(
        manner,
        text=content["text"],
        channels=list(dict.fromkeys(on)),
        parts=content.get("thread", []),
        language=content["language"],
        has_visual=bool(content.get("media")),
    )
    return {each.finding.key: each.finding for each in found}


def _there(channel: OnChannel, own: Mapping[str, Any]) -> OnChannel:
    """A channel with what its version of a revision has of its own; most have nothing."""
    if not (own["text"] or own.get("first_comment") or "thread" in own or "media" in own):
        return channel
    thread = own.get("thread")
    return replace(
        channel,
        text=own["text"],
        first_comment=own.get("first_comment", ""),
        thread=thread if thread in (None, JOINED) else tuple(thread),
        has_visual=bool(own["media"]) if "media" in own else None,
    )
