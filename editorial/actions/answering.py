"""Deciding what was asked: a colleague, the client, or a member who heard what the client said.

Every decision carries the fingerprint of what the decider saw. If the words changed meanwhile nothing is
decided and the decider is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Approval, Contact
from editorial.actions import review_mail
from editorial.actions.drafting import content_of
from editorial.actions.reviewing import (
    AlreadyDecidedError,
    ReviewRefusedError,
    TextChangedError,
    hold,
    move,
    record,
    write_decision,
)
from editorial.actions.serving import hold_after_the_last
from editorial.actions.waking import wake
from editorial.contents import content_hash
from editorial.lifecycle import DeliveryState, PostStage, ReviewDecision, ReviewStep
from editorial.models import Post, Review, Revision
from editorial.suggested import really_suggested
from people.models import Member


@transaction.atomic
def decide_in_agency(
    *,
    review: Review,
    member: Member,
    decision: ReviewDecision,
    seen: str,
    note: str = "",
    now: datetime,
) -> Review:
    """A colleague approves or asks for changes, of the revision whose fingerprint is `seen`.

    Approving is the last word only where the client is not asked: for others use `ask_client`.
    """
    held, post = hold(review.pk)
    _refuse_unless_seen(held, post, ReviewStep.INTERNAL, seen, now)
    if decision == ReviewDecision.APPROVED and post.client.approval == Approval.CLIENT:
        raise ReviewRefusedError(_("This client approves too: ask them."))
    write_decision(held, decision, str(member), note, now, member=member)
    _conclude(held, post, member, {"by": "member"}, now)
    return held


@transaction.atomic
def decide_by_contact(
    *,
    review: Review,
    contact: Contact,
    decision: ReviewDecision,
    seen: str,
    note: str = "",
    suggested: Mapping[str, str] | None = None,
    came_by: str = "",
    now: datetime,
) -> Review:
    """The client's own person, who came by an `Entrance`, approves or asks for changes; a receipt goes to them.

    With changes they may have `suggested` texts (editorial/suggested.py), which say enough without a note.

    Refuses who only looks.
    """
    answer = _Answer(decision, seen, note, came_by, suggested or {})
    held = _decide_for_client(review, contact, answer, now)
    review_mail.mail_receipt(contact=contact, reviews=[held], now=now)
    return held


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of approving a list: what is approved, and why the rest is not."""

    approved: list[Review]
    refusals: list[str]


@transaction.atomic
def approve_listed(
    *, listed: Sequence[tuple[UUID, str]], contact: Contact, came_by: str = "", now: datetime
) -> Batch:
    """Approves exactly these (review, fingerprint seen) and nothing else; one receipt names them all."""
    wanted = dict(listed)
    # In one order for everybody, so that two people who approve the same list do not lock each other out.
    asked = Review.objects.asked_of(contact).filter(public_id__in=wanted)
    found = asked.order_by("post_id")
    approved: list[Review] = []
    refusals: list[str] = []
    for review in found:
        try:
            answer = _Answer(ReviewDecision.APPROVED, wanted[review.public_id], came_by=came_by)
            with transaction.atomic():
                approved.append(_decide_for_client(review, contact, answer, now))
        except ReviewRefusedError as refusal:
            refusals.append(f"{review_mail.words_of(review)}: {refusal}")
    review_mail.mail_receipt(contact=contact, reviews=approved, now=now)
    return Batch(approved, refusals)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What somebody of the client decided about the words of the fingerprint `seen`."""

    decision: ReviewDecision
    seen: str
    note: str = ""
    came_by: str = ""
    suggested: Mapping[str, str] = field(default_factory=dict)


def _decide_for_client(review: Review, contact: Contact, answer: _Answer, now: datetime) -> Review:
    held, post = hold(review.pk)
    if contact.client_id != held.client_id or not contact.may_decide:
        raise ReviewRefusedError(_("Only those who approve for the client can decide."))
    if answer.decision == ReviewDecision.CHANGES:
        held.suggested = really_suggested(held.revision.content, answer.suggested)
        if not answer.note.strip() and not held.suggested:
            raise ReviewRefusedError(_("Say what should change."), field="note")
    _refuse_unless_seen(held, post, ReviewStep.CLIENT, answer.seen, now)
    held.came_by = answer.came_by
    write_decision(held, answer.decision, contact.name, answer.note, now, contact=contact)
    _conclude(held, post, None, {"by": "contact", "contact": contact.name}, now)
    return held


@dataclass(frozen=True, slots=True)
class Voice:
    """What a member heard: who said it, when, and how."""

    contact: Contact
    said_at: datetime
    said_how: str


@transaction.atomic
def record_voice(
    *,
    review: Review,
    member: Member,
    voice: Voice,
    decision: ReviewDecision,
    seen: str,
    note: str = "",
    now: datetime,
) -> Review:
    """Writes down what the client said, with who, when and how; the person named gets a receipt.

    Refuses the future, people who do not approve, and changes without words.
    """
    held, post = hold(review.pk)
    if voice.contact.client_id != held.client_id or not voice.contact.may_decide:
        raise ReviewRefusedError(
            _("Only those who approve for the client can decide."), field="contact"
        )
    if voice.said_at > now:
        raise ReviewRefusedError(_("That is still to come."), field="said_at")
    if decision == ReviewDecision.CHANGES and not note.strip():
        raise ReviewRefusedError(_("Say what should change."), field="note")
    _refuse_unless_seen(held, post, ReviewStep.CLIENT, seen, now)
    held.said_at, held.said_how = voice.said_at, voice.said_how
    write_decision(
        held, decision, voice.contact.name, note, now, member=member, contact=voice.contact
    )
    data = {"by": "voice", "contact": voice.contact.name, "how": voice.said_how}
    _conclude(held, post, member, data, now)
    review_mail.mail_receipt(contact=voice.contact, reviews=[held], now=now)
    return held


def _refuse_unless_seen(
    review: Review, post: Post, step: ReviewStep, seen: str, now: datetime
) -> None:
    if review.step != step:
        raise ReviewRefusedError(_("Nobody is being waited for."))
    if review.voided_at is not None:
        has_new = post.reviews.open().filter(step=step).exists()
        raise TextChangedError(post, has_new=has_new, now=now)
    if review.decision:
        raise AlreadyDecidedError(review)
    fingerprint = review.revision.content_hash
    if seen != fingerprint or content_hash(content_of(post)) != fingerprint:
        raise TextChangedError(post, has_new=True, now=now)


def _conclude(
    review: Review, post: Post, actor: Member | None, data: dict[str, str], now: datetime
) -> None:
    """Moves the post as was decided, writes it down, tells the team."""
    if review.decision == ReviewDecision.APPROVED:
        post.approved_revision = review.revision
        move(post, PostStage.APPROVED)
        _release(post, review.revision, now)
    else:
        move(post, PostStage.CHANGES_REQUESTED)
        post.deliveries.filter(state=DeliveryState.SCHEDULED).update(
            state=DeliveryState.BLOCKED, reason="approval_lost"
        )
    verb = "review.approved" if review.decision == ReviewDecision.APPROVED else "review.changes"
    of = {"revision": review.revision.number, "fingerprint": review.revision.content_hash}
    record(
        post,
        actor,
        verb,
        {**data, "step": review.step, **of},
        now,
        name="" if actor else review.decided_name,
    )
    review_mail.tell_team(review=review, now=now)


def _release(post: Post, revision: Revision, now: datetime) -> None:
    """What was scheduled in exactly these words, and held back because they changed, goes on as it was planned."""
    n_released = post.deliveries.filter(
        state=DeliveryState.BLOCKED,
        reason__in=["edited", "approval_lost"],
        revision__content_hash=revision.content_hash,
        due_at__gt=now,
    ).update(state=DeliveryState.SCHEDULED, reason="", revision=revision)
    if n_released:
        hold_after_the_last(post.client)
        wake()


def note_seen(*, contact: Contact, reviews: Sequence[UUID], now: datetime) -> None:
    """A person of the client looked at these questions: not a decision, only what the next diff starts from."""
    Review.objects.asked_of(contact).filter(public_id__in=reviews, seen_at=None).update(seen_at=now)
