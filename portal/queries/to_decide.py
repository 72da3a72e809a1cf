"""What waits for the client, as they know it: words, pictures, channels, the day. Nothing of the agency's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, JSONField, Value
from django.urls import reverse

from clients.models import Channel, Contact
from editorial import when
from editorial.actions.review_mail import words_of
from editorial.changes import Changes, content_changes
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import (
    Amendment,
    AssetKind,
    Post,
    Recurrence,
    Rendition,
    RenditionPurpose,
    Review,
)
from editorial.queries import pictures
from editorial.queries.review_queue import last_seen_by_client
from editorial.queries.rounds import with_rounds
from editorial.queries.shown_on import ShownOn, shown_on
from editorial.suggested import text_now, texts_in
from editorial.words.recurrences import in_words
from editorial.words.rounds import asking_for_one_more
from people.differences import Change, word_changes

DECIDED_FOR = timedelta(days=30)
MOST_DECIDED = 10


@dataclass(frozen=True)
class Shot(pictures.Shown):
    """A picture of a post, at an address that the link opens."""

    token: str

    @classmethod
    def of(cls, shown: pictures.Shown, *, token: str) -> Shot:
        """A picture that the agency sees, for whoever has the link."""
        return cls(shown.asset, shown.slug, shown.alt, shown.cut, token)

    @property
    def screen_url(self) -> str:
        return reverse("portal:picture", args=[self.token, self.asset.public_id])

    @property
    def film_url(self) -> str:
        return f"{self.screen_url}?film"


@dataclass(frozen=True, slots=True)
class Card:
    """One post to decide about; `seen` is the fingerprint a decision is bound to. A correction is of a post that is out.

    `repeats` says on which days it goes out again, if it does: who approves it approves that. `round` says which round of
    changes one more would be, where some are agreed.
    """

    review: Review
    words: str
    language: str
    goes_out_at: datetime | None
    shown: list[ShownOn]
    changes: Changes | None
    is_again: bool
    is_correction: bool = False
    repeats: str = ""
    round: str = ""

    @property
    def seen(self) -> str:
        return self.review.revision.content_hash

    @property
    def key(self) -> str:
        """The review and the fingerprint in one value, for the list that is approved at once."""
        return f"{self.review.public_id}:{self.seen}"

    @property
    def texts(self) -> list[tuple[str, Channel | None, str]]:
        """The texts that somebody may write anew: name, channel (None: of all that follow), words."""
        by_key = {str(each.channel.pk): each.channel for each in self.shown}
        found = texts_in(self.review.revision.content)
        return [(key or "all", by_key.get(key), text) for key, text in found.items()]

    @property
    def networks(self) -> list[str]:
        return list(dict.fromkeys(each.channel.network for each in self.shown))

    @property
    def first(self) -> ShownOn | None:
        """The preview that stands open."""
        return self.shown[0] if self.shown else None

    @property
    def others(self) -> list[ShownOn]:
        """The previews behind the first."""
        return self.shown[1:]


def to_decide(*, contact: Contact, token: str, today: date) -> list[Card]:
    """The open questions to this person of the client, what goes out first on top; pictures at addresses of this link."""
    open_to_them = Review.objects.asked_of(contact).open()
    reviews: list[Any] = list(
        with_rounds(open_to_them, today=today).select_related(
            "post", "revision", "asked_by__user", "client__agency"
        )
    )
    channels = Channel.objects.filter(client_id=contact.client_id).in_bulk()
    corrections = {
        each.revision_id: each
        for each in Amendment.objects.filter(
            client_id=contact.client_id,
            withdrawn_at=None,
            revision__in=[r.revision_id for r in reviews],
        ).select_related("before")
    }
    patterns = {
        each.post_id: in_words(each.pattern, each.clock)
        for each in Recurrence.objects.going_on().filter(post__in=[r.post_id for r in reviews])
    }
    cards = [
        replace(
            _card(review, channels, token, corrections.get(review.revision_id)),
            repeats=patterns.get(review.post_id, ""),
            round=asking_for_one_more(
                review.n_rounds, review.rounds_included, review.client.agency.name
            ),
        )
        for review in reviews
    ]
    return sorted(cards, key=_moment)


def _moment(card: Card) -> tuple[bool, datetime]:
    at = card.goes_out_at
    return (at is None, at or card.review.asked_at)


def _card(
    review: Review, channels: dict[int, Channel], token: str, correction: Amendment | None
) -> Card:
    # Of a correction it matters what is out, whether or not the client saw it before.
    before = correction.before if correction else last_seen_by_client(review=review)
    return Card(
        review=review,
        words=words_of(review),
        language=str(review.revision.content["language"]),
        goes_out_at=planned_at(review.post),
        shown=shown_on(
            review.revision,
            channels,
            [
                Shot.of(each, token=token)
                for each in pictures.shown_in_content(review.revision.content, client=review.client)
            ],
        ),
        changes=content_changes(before.content, review.revision.content) if before else None,
        is_again=before is not None,
        is_correction=correction is not None,
    )


def planned_at(post: Post) -> datetime | None:
    """The planned time as an instant."""
    if post.wall_at is None:
        return None
    return when.instant_of(post.wall_at, post.time_zone, post.fold)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the last weeks, as the client may read it back; `stoppable_until` is when what was approved goes out."""

    review: UUID
    words: str
    who: str
    at: datetime
    is_approval: bool
    is_by_voice: bool
    note: str
    stoppable_until: datetime | None
    suggested: list[list[Change]]
    language: str
    answer: str
    answered_by: str
    answered_at: datetime | None


def decided(*, contact: Contact, now: datetime) -> list[Decided]:
    """What the client decided lately, the last first."""
    found = (
        Review.objects.asked_of(contact)
        .kept()
        .filter(
            decision__in=[ReviewDecision.APPROVED, ReviewDecision.CHANGES],
            decided_at__gt=now - DECIDED_FOR,
        )
        .select_related("revision", "post", "answered_by__user")
        .order_by("-decided_at", "-id")[:MOST_DECIDED]
    )
    return [
        Decided(
            review=each.public_id,
            words=words_of(each),
            who=each.decided_name,
            at=each.decided_at,
            is_approval=each.decision == ReviewDecision.APPROVED,
            is_by_voice=each.is_by_voice,
            note=each.note,
            stoppable_until=_goes_out(each, now),
            suggested=[
                word_changes(text_now(each.revision.content, key), text)
                for key, text in each.suggested.items()
            ],
            language=str(each.revision.content["language"]),
            answer=each.answer,
            answered_by=str(each.answered_by or ""),
            answered_at=each.answered_at,
        )
        for each in found
        if each.decided_at is not None
    ]


def _goes_out(review: Review, now: datetime) -> datetime | None:
    """When the post goes out, while that is still to come and this yes stands."""
    at = planned_at(review.post)
    is_coming = review.is_approved and review.post.stage == PostStage.APPROVED
    return at if is_coming and at is not None and at > now else None


def picture_file(*, contact: Contact, asset_id: UUID, is_film: bool = False) -> Rendition | None:
    """The file for screens of a picture the client was asked about, or the video itself; nothing else of the library."""
    # The post's pictures, or those of one of its channels alone.
    holds = Func(
        F("revision__content"),
        Value({"id": str(asset_id)}, output_field=JSONField()),
        function="jsonb_path_exists",
        arg_joiner=", '$.**.asset ? (@ == $id)', ",
        output_field=BooleanField(),
    )
    if not Review.objects.asked_of(contact).filter(holds).exists():
        return None
    files = Rendition.objects.filter(asset__client_id=contact.client_id, asset__public_id=asset_id)
    if is_film:
        files = files.filter(asset__kind=AssetKind.VIDEO, purpose=RenditionPurpose.KEPT)
    else:
        files = files.filter(purpose=RenditionPurpose.SCREEN)
    found: Rendition | None = files.first()
    return found
