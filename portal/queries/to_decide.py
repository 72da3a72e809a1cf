"""What waits for the client, as they know it: words, pictures, channels, the day. Nothing of the agency's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, JSONField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest
from django.urls import reverse

from clients.models import Channel, Contact
from editorial import when
from editorial.actions.review_mail import words_of
from editorial.changes import Changes, content_changes
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import (
    Amendment,
    AssetKind,
    Delivery,
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
from portal.queries.reading import COMING

DECIDED_FOR = timedelta(days=30)
MOST_DECIDED = 10
# Comparing two texts takes its time, and who comes back looks at what they proposed last.
MOST_COMPARED = 2


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
    """A decision of the last weeks, as the client may read it back.

    `goes_out_at` is when what was approved goes out, `planned_at` when it is meant to while that is not scheduled.
    `suggested` are the proposed texts, of the latest only what differs from the words that were asked about.
    """

    review: UUID
    words: str
    who: str
    at: datetime
    is_approval: bool
    is_by_voice: bool
    note: str
    goes_out_at: datetime | None
    planned_at: datetime | None
    suggested: list[list[Change]]
    language: str
    answer: str
    answered_by: str
    answered_at: datetime | None


def decided(*, contact: Contact, now: datetime) -> list[Decided]:
    """What the client decided or had an answer to lately, the last first."""
    since = now - DECIDED_FOR
    coming = Delivery.objects.filter(
        post=OuterRef("post"), state__in=COMING, due_at__gt=now
    ).order_by("due_at")
    found = (
        Review.objects.asked_of(contact)
        .kept()
        .filter(
            Q(decided_at__gt=since) | Q(answered_at__gt=since),
            decision__in=[ReviewDecision.APPROVED, ReviewDecision.CHANGES],
        )
        .annotate(
            goes_out_at=Subquery(coming.values("due_at")[:1]),
            # Without an answer it is when it was decided.
            news_at=Greatest("decided_at", "answered_at"),
        )
        .select_related("revision", "post", "answered_by__user")
        .order_by("-news_at", "-id")[:MOST_DECIDED]
    )
    with_text = [each.pk for each in found if each.suggested]
    return [_decision(each, each.pk in with_text[:MOST_COMPARED], now) for each in found]


def _decision(review: Any, is_compared: bool, now: datetime) -> Decided:
    """A decided review as the client reads it back."""
    is_coming = review.is_approved and review.post.stage == PostStage.APPROVED
    planned = planned_at(review.post)
    return Decided(
        review=review.public_id,
        words=words_of(review),
        who=review.decided_name,
        at=review.decided_at,
        is_approval=review.decision == ReviewDecision.APPROVED,
        is_by_voice=review.is_by_voice,
        note=review.note,
        goes_out_at=review.goes_out_at if is_coming else None,
        planned_at=planned if is_coming and planned and planned > now else None,
        suggested=[
            word_changes(text_now(review.revision.content, key), text)
            if is_compared
            else [Change("same", text)]
            for key, text in review.suggested.items()
        ],
        language=str(review.revision.content["language"]),
        answer=review.answer,
        answered_by=str(review.answered_by or ""),
        answered_at=review.answered_at,
    )


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
