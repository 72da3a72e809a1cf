"""Whether a client has had these words or this picture before: own posts of twelve months, what is out first.

The database names a few that might be meant (those that share numbers of their sketch, by an index), editorial/originality.py
says how alike they are. Only this client's posts are asked, and nothing that an embargo hides from the member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from clients.models import Client
from editorial.contents import short_title
from editorial.lifecycle import BEING_MADE, DeliveryState, PostStage
from editorial.models import Asset, AssetKind, Delivery, Post, PostAsset, Publication
from editorial.models.posts import open_to
from editorial.models.walltime import planned_at
from editorial.originality import can_be_judged, nearest, plain, sketch
from editorial.pictures.looks import apart
from people.models import Member
from people.prepared import prepared

MONTHS = timedelta(days=365)
# Within so long the same words on several channels are one message, not a repetition.
ONE_MESSAGE = timedelta(days=2)
# So many are worth a second look; a post on four channels is four of them.
MOST = 20
# So many posts that are being made or wait for their hour are read through.
MOST_PLANNED = 100

# `&&` on the index of sketches finds those that share a number; the more they share, the sooner they are looked at. Where every
# post ends with the same sentence all of them share some: they are counted off the one table before anything is joined. The
# numbers are the client's already; that a row is the client's is asked all the same.
_SHORTLIST = """
    SELECT p.id, p.public_id, post.public_id, p.published_at, p.text
    FROM (
        SELECT r.publication_id, r.published_at,
            (SELECT count(*) FROM unnest(r.sketch) AS n WHERE n = ANY(%(sketch)s::int[])) AS n_shared
        FROM editorial_repetition r
        WHERE r.sketch && %(sketch)s::int[] AND r.published_at >= %(since)s AND r.published_at < %(before)s
        ORDER BY n_shared DESC, r.published_at DESC LIMIT %(most)s
    ) near
    JOIN editorial_publication p ON p.id = near.publication_id
    LEFT JOIN editorial_delivery d ON d.id = p.delivery_id
    LEFT JOIN editorial_post post ON post.id = d.post_id
    WHERE p.client_id = %(client)s AND p.removed_at IS NULL AND (%(post)s::bigint IS NULL OR post.id IS DISTINCT FROM %(post)s::bigint)
    ORDER BY near.n_shared DESC, near.published_at DESC
"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A post of the client that says or shows the same. `at` is when it went out or is planned, None without a plan;
    `alike` is 0 to 1; `post_id` is None for what was made elsewhere, which `publication_id` names then."""

    words: str
    at: datetime | None
    alike: float
    is_out: bool
    post_id: UUID | None
    publication_id: UUID | None = None


def same_words(
    *, client: Client, member: Member, text: str, post: Post | None, now: datetime
) -> Earlier | None:
    """The post most like this text: what is out, else what is planned. At most two queries, none for a short text."""
    if not can_be_judged(plain(text)):
        return None
    out = _nearest_out(
        text, client_id=client.pk, post_id=post.pk if post else None, since=now - MONTHS, before=now
    )
    if out is None:
        return _planned(client, member, text, post, now)
    (_pk, publication_id, post_id, at, said), alike = out
    return Earlier(short_title(said, length=80), at, alike, True, post_id, publication_id)


def repeated_by(publication: Publication, *, post_id: int | None) -> tuple[int, float] | None:
    """The earlier publication that this one (of the post `post_id`) says again, by its key, and how alike; one query at most.

    What went out within two days before is the same message on another channel.
    """
    at = publication.published_at
    found = _nearest_out(
        publication.text,
        client_id=publication.client_id,
        post_id=post_id,
        since=at - MONTHS,
        before=at - ONE_MESSAGE,
    )
    return (found[0][0], found[1]) if found else None


def _nearest_out(
    text: str, *, client_id: int, post_id: int | None, since: datetime, before: datetime
) -> tuple[tuple[Any, ...], float] | None:
    words = plain(text)
    if not can_be_judged(words):
        return None
    parameters: dict[str, Any] = {
        "client": client_id,
        "sketch": sketch(words, of=client_id),
        "since": since,
        "before": before,
        "post": post_id,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHORTLIST, parameters)
        rows = cursor.fetchall()
    return nearest(text, ((row, row[4]) for row in rows))


def _planned(
    client: Client, member: Member, text: str, post: Post | None, now: datetime
) -> Earlier | None:
    found = _being_made(
        client=client, member=member, since=now - MONTHS, but=post.pk if post else 0
    )
    best = nearest(text, ((row, row[0]) for row in found))
    if best is None:
        return None
    (said, public_id, at), alike = best
    return Earlier(short_title(said, length=80), at, alike, False, public_id)


@prepared()
def _being_made(
    *, client: Client, member: Member, since: datetime, but: int
) -> QuerySet[Post, Any]:
    """The text, public id and planned time of what is being made or waits for its hour, but for one post."""
    waiting = Delivery.objects.filter(client=client, state=DeliveryState.SCHEDULED)
    return (
        Post.objects.filter(open_to(member, "pk"), client=client, edited_at__gte=since)
        .filter(Q(stage__in=BEING_MADE) | Q(pk__in=waiting.order_by().values("post_id")))
        .exclude(pk=but)
        .order_by("-edited_at")
        .values_list("text", "public_id", planned_at())[:MOST_PLANNED]
    )


def same_picture(
    *, client: Client, member: Member, assets: Sequence[Asset], post: Post | None, now: datetime
) -> Earlier | None:
    """The post that shows one of these pictures, or one that looks nearly the same, the newest that is out first; one query, none without pictures."""
    shown = {asset.motif: asset for asset in assets if not asset.is_video}
    if not shown:
        return None
    out_at = Publication.objects.filter(delivery__post=OuterRef("post"), removed_at=None)
    found = (
        PostAsset.objects.filter(
            open_to(member), client=client, asset__motif__in=shown, asset__kind=AssetKind.PICTURE
        )
        .filter(post__edited_at__gte=now - MONTHS)
        .exclude(post__stage=PostStage.ARCHIVED)
        .exclude(post=post.pk if post else 0)
        .annotate(
            planned=planned_at("post__"),
            out_at=Subquery(out_at.order_by("-published_at").values("published_at")[:1]),
        )
        .select_related("post", "asset")
        .order_by(F("out_at").desc(nulls_last=True), "-post__edited_at")
        .first()
    )
    if found is None:
        return None
    at: datetime | None = found.out_at or found.planned  # type: ignore[attr-defined]
    is_out = found.out_at is not None  # type: ignore[attr-defined]
    mine = shown[found.asset.motif]
    alike = 1.0 if mine == found.asset else 1 - apart(mine.look, found.asset.look)
    return Earlier(found.post.name, at, alike, is_out, found.post.public_id)
