"""The certificate of a yes: what was approved, who said so, when and how, and whether it still stands so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clients.models import Channel
from editorial.contents import (
    Picture,
    canonical,
    content_hash,
    every_picture_in,
    first_words,
)
from editorial.lifecycle import ReviewDecision, ReviewStep
from editorial.models import Post, Publication, Review
from editorial.queries.pictures import Shown, shown_in_content
from editorial.queries.recurrences import going_on_with
from editorial.queries.shown_on import ShownOn, shown_on
from editorial.when import instant_of
from editorial.words.recurrences import in_words


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture of the approved revision; `shown` is None when its file is no longer in the library."""

    picture: Picture
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class Went:
    """Where the post went out; `is_same` says that these were the approved words."""

    channel: Channel
    at: datetime
    url: str
    is_same: bool
    is_removed: bool


@dataclass(frozen=True, slots=True)
class Certificate:
    """One yes, for its page; `is_whole` says that what is kept still has the fingerprint it had when it was frozen,
    `is_same` that the post says the same today."""

    review: Review
    words: str
    shown: list[ShownOn]
    pictures: list[Seen]
    went: list[Went]
    canonical: str
    goes_out_at: datetime | None
    repeats: str
    is_whole: bool
    is_same: bool

    @property
    def fingerprint(self) -> str:
        """The SHA-256 the decision was bound to."""
        return self.review.revision.content_hash

    @property
    def language(self) -> str:
        return str(self.review.revision.content["language"])

    @property
    def shots(self) -> list[Shown]:
        """The pictures whose files are there."""
        return [each.shown for each in self.pictures if each.shown is not None]

    @property
    def is_of_client(self) -> bool:
        """Whether it is the client's yes, not a colleague's."""
        return self.review.step == ReviewStep.CLIENT


def approvals_of(post: Post) -> Any:
    """Every yes to a revision of this post, also those that no longer count."""
    return post.reviews.filter(decision=ReviewDecision.APPROVED).select_related(
        "revision", "asked_by__user", "decided_by__user", "client__agency"
    )


def certificate(*, review: Review, post: Post, content: Mapping[str, Any]) -> Certificate:
    """The certificate of a yes to a revision of `post`, which says `content` today."""
    revision = review.revision
    channels = Channel.objects.filter(client_id=review.client_id).in_bulk()
    shown = shown_in_content(revision.content, client=review.client)
    by_asset = {str(each.asset.public_id): each for each in shown}
    repeats = going_on_with(post)
    return Certificate(
        review=review,
        words=first_words(revision.content),
        shown=shown_on(revision, channels, shown),
        pictures=[
            Seen(each, by_asset.get(each.asset)) for each in every_picture_in(revision.content)
        ],
        went=_went(post, revision.content_hash),
        canonical=canonical(revision.content),
        goes_out_at=instant_of(post.wall_at, post.time_zone, post.fold) if post.wall_at else None,
        repeats=in_words(repeats.pattern, repeats.clock) if repeats else "",
        is_whole=content_hash(revision.content) == revision.content_hash,
        is_same=content_hash(content) == revision.content_hash,
    )


def _went(post: Post, fingerprint: str) -> list[Went]:
    found = Publication.objects.filter(delivery__post=post)
    return [
        Went(
            channel=each.channel,
            at=each.published_at,
            url=each.url if each.url.startswith(("https://", "http://")) else "",
            is_same=each.delivery is not None
            and each.delivery.revision.content_hash == fingerprint,
            is_removed=each.removed_at is not None,
        )
        for each in found.select_related("channel", "delivery__revision").order_by(
            "published_at", "pk"
        )
    ]
