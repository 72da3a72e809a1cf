"""Asking for a decision and deciding: a colleague first, the client then, always about one revision.

Every decision carries the fingerprint of what the decider saw. If the words changed meanwhile nothing is
decided and the decider is told. The post is locked before its review, as everybody does who changes a post.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Approval, Client, Contact
from editorial import when
from editorial.actions import review_mail
from editorial.actions.drafting import content_of, freeze_revision
from editorial.actions.scheduling import wake
from editorial.contents import content_hash
from editorial.lifecycle import DeliveryState, PostStage, ReviewDecision, ReviewStep
from editorial.models import Post, Review, Revision
from people import audit
from people.models import Member

S = PostStage
REMIND_EVERY = timedelta(hours=24)


class ReviewRefusedError(Exception):
    """Why nothing was asked or decided, in words; `field` names the place in the form."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class TextChangedError(ReviewRefusedError):
    """The decider looked at other words than those that stand now."""

    def __init__(self, post: Post, *, has_new: bool, now: datetime) -> None:
        at = when.wall_of(post.edited_at, post.client.time_zone)
        is_today = at.date() == when.wall_of(now, post.client.time_zone).date()
        sentence = (
            _("The text changed at %(at)s. Here is the new version; please look again.")
            if has_new
            else _("The text changed at %(at)s. You will be asked again about the new version.")
        )
        super().__init__(sentence % {"at": f"{at:%H:%M}" if is_today else f"{at:%d/%m, %H:%M}"})


class AlreadyDecidedError(ReviewRefusedError):
    """Somebody was faster."""

    def __init__(self, review: Review) -> None:
        at = when.wall_of(review.decided_at, review.client.time_zone) if review.decided_at else None
        sentence = {
            ReviewDecision.APPROVED: _("%(who)s approved it already, on %(at)s."),
            ReviewDecision.CHANGES: _("%(who)s asked for changes already, on %(at)s."),
        }.get(review.decision, _("%(who)s withdrew the question, on %(at)s."))  # type: ignore[call-overload]
        super().__init__(
            sentence % {"who": review.decided_name, "at": f"{at:%d/%m, %H:%M}" if at else ""}
        )
        self.review = review


def _locked(post_id: int) -> Post:
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("client__agency", "created_by__user")
        .get(pk=post_id)
    )


# --- asking ---------------------------------------------------------------------------------------------


@transaction.atomic
def ask_review(*, post: Post, member: Member, message: str = "", now: datetime) -> Review:
    """Asks colleagues to look at the present words. Refuses posts that are decided, asked about or unfinished."""
    held = _locked(post.pk)
    if held.stage not in (S.DRAFT, S.CHANGES_REQUESTED):
        raise ReviewRefusedError(_not_now(held))
    review = _ask(held, ReviewStep.INTERNAL, member, message, None, now)
    _move(held, S.IN_REVIEW)
    review_mail.tell_reviewers(review=review, now=now)
    return review


@transaction.atomic
def ask_client(
    *,
    post: Post,
    member: Member,
    message: str = "",
    due_at: datetime | None = None,
    now: datetime,
) -> tuple[Review, list[Contact]]:
    """Asks the client's approvers by mail, and says whom. An open internal review is approved by this.

    Without `due_at` the planned time is the last moment. Refuses a client whom no mail reaches, and posts that
    need no answer.
    """
    held = _locked(post.pk)
    wants_more = held.stage == S.APPROVED and _lacks_the_client(held)
    if not wants_more and held.stage not in (S.DRAFT, S.CHANGES_REQUESTED, S.IN_REVIEW):
        raise ReviewRefusedError(_not_now(held))
    contacts = review_mail.approvers_of(held.client)
    if not contacts:
        raise ReviewRefusedError(
            _("Nobody of %(client)s who approves has an e-mail address. Add one under Contacts.")
            % {"client": held.client.name}
        )
    for internal in held.reviews.open().filter(step=ReviewStep.INTERNAL):
        _decide(internal, ReviewDecision.APPROVED, str(member), "", now, member=member)
    review = _ask(held, ReviewStep.CLIENT, member, message, due_at or _planned(held, now), now)
    _move(held, S.WITH_CLIENT)
    review_mail.mail_request(review=review, contacts=contacts, is_reminder=False, now=now)
    return review, contacts


def _lacks_the_client(post: Post) -> bool:
    if post.client.approval != Approval.CLIENT or post.approved_revision_id is None:
        return False
    mine = post.reviews.standing().filter(step=ReviewStep.CLIENT)
    return not mine.filter(revision_id=post.approved_revision_id).exists()


def _planned(post: Post, now: datetime) -> datetime | None:
    if post.wall_at is None:
        return None
    instant = when.instant_of(post.wall_at, post.time_zone, post.fold)
    return instant if instant > now else None


def _not_now(post: Post) -> str:
    return {
        S.IN_REVIEW: _("Colleagues have been asked already."),
        S.WITH_CLIENT: _("The client has been asked already."),
        S.APPROVED: _("It is approved: there is nothing to ask."),
    }.get(PostStage(post.stage), _("It is in the archive."))


def _ask(
    post: Post,
    step: ReviewStep,
    member: Member,
    message: str,
    due_at: datetime | None,
    now: datetime,
) -> Review:
    if not post.versions.exists():
        raise ReviewRefusedError(_("Choose at least one channel."))
    review = Review.objects.create(
        agency_id=post.agency_id,
        client=post.client,
        post=post,
        revision=freeze_revision(post=post, member=member, now=now),
        step=step,
        message=message.strip(),
        asked_by=member,
        asked_at=now,
        due_at=due_at,
    )
    data = {"step": str(step), "revision": review.revision.number}
    _record(post, member, "review.asked", data, now)
    return review


@transaction.atomic
def remind(*, review: Review, member: Member, now: datetime) -> list[Contact]:
    """Mails the client again, at most once a day; says whom. Refuses questions that no longer wait."""
    held, post = _hold(review.pk)
    if not held.is_open or held.step != ReviewStep.CLIENT:
        raise ReviewRefusedError(_("Nobody is being waited for."))
    last = held.reminded_at or held.asked_at
    if last > now - REMIND_EVERY:
        raise ReviewRefusedError(
            _("They were written to less than a day ago. Once a day is enough.")
        )
    contacts = review_mail.approvers_of(post.client)
    held.reminded_at = now
    held.save(update_fields=["reminded_at"])
    review_mail.mail_request(review=held, contacts=contacts, is_reminder=True, now=now)
    _record(post, member, "review.reminded", {"n": len(contacts)}, now)
    return contacts


@transaction.atomic
def withdraw(*, review: Review, member: Member, now: datetime) -> None:
    """Takes a question back; the post is a draft again. Harmless when it was answered meanwhile."""
    held, post = _hold(review.pk)
    if not held.is_open:
        return
    _decide(held, ReviewDecision.WITHDRAWN, str(member), "", now, member=member)
    _move(post, S.DRAFT)
    _record(post, member, "review.withdrawn", {"step": held.step}, now)


# --- deciding -------------------------------------------------------------------------------------------


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
    held, post = _hold(review.pk)
    _refuse_unless_seen(held, post, ReviewStep.INTERNAL, seen, now)
    if decision == ReviewDecision.APPROVED and post.client.approval == Approval.CLIENT:
        raise ReviewRefusedError(_("This client approves too: ask them."))
    _decide(held, decision, str(member), note, now, member=member)
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
    now: datetime,
) -> Review:
    """The client's own person approves or asks for changes; a receipt goes to them. Refuses who only looks."""
    held = _decide_for_client(review, contact, decision, seen, note, now)
    review_mail.mail_receipt(contact=contact, reviews=[held], now=now)
    return held


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of approving a list: what is approved, and why the rest is not."""

    approved: list[Review]
    refusals: list[str]


@transaction.atomic
def approve_listed(*, listed: Sequence[tuple[UUID, str]], contact: Contact, now: datetime) -> Batch:
    """Approves exactly these (review, fingerprint seen) and nothing else; one receipt names them all."""
    wanted = dict(listed)
    # In one order for everybody, so that two people who approve the same list do not lock each other out.
    found = Review.objects.filter(
        public_id__in=wanted, client_id=contact.client_id, step=ReviewStep.CLIENT
    ).order_by("post_id")
    approved: list[Review] = []
    refusals: list[str] = []
    for review in found:
        try:
            with transaction.atomic():
                approved.append(
                    _decide_for_client(
                        review,
                        contact,
                        ReviewDecision.APPROVED,
                        wanted[review.public_id],
                        "",
                        now,
                    )
                )
        except ReviewRefusedError as refusal:
            refusals.append(f"{review_mail.words_of(review)}: {refusal}")
    review_mail.mail_receipt(contact=contact, reviews=approved, now=now)
    return Batch(approved, refusals)


def _decide_for_client(
    review: Review,
    contact: Contact,
    decision: ReviewDecision,
    seen: str,
    note: str,
    now: datetime,
) -> Review:
    held, post = _hold(review.pk)
    if contact.client_id != held.client_id or not contact.may_decide:
        raise ReviewRefusedError(_("Only those who approve for the client can decide."))
    if decision == ReviewDecision.CHANGES and not note.strip():
        raise ReviewRefusedError(_("Say what should change."), field="note")
    _refuse_unless_seen(held, post, ReviewStep.CLIENT, seen, now)
    _decide(held, decision, contact.name, note, now, contact=contact)
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
    held, post = _hold(review.pk)
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
    _decide(held, decision, voice.contact.name, note, now, member=member, contact=voice.contact)
    data = {"by": "voice", "contact": voice.contact.name, "how": voice.said_how}
    _conclude(held, post, member, data, now)
    review_mail.mail_receipt(contact=voice.contact, reviews=[held], now=now)
    return held


def _hold(review_id: int) -> tuple[Review, Post]:
    """The review and its post, the post locked first."""
    post = _locked(Review.objects.values_list("post_id", flat=True).get(pk=review_id))
    held = (
        Review.objects.select_for_update(of=("self",))
        .select_related("revision", "asked_by__user", "asked_by__agency", "client__agency")
        .get(pk=review_id)
    )
    held.post = post
    return held, post


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


def _decide(
    review: Review,
    decision: ReviewDecision,
    name: str,
    note: str,
    now: datetime,
    *,
    member: Member | None = None,
    contact: Contact | None = None,
) -> None:
    review.decision = decision
    review.decided_at = now
    review.decided_name = name[:120]
    review.decided_by = member
    review.decided_by_contact = contact
    review.note = note.strip()
    review.save()


def _conclude(
    review: Review, post: Post, actor: Member | None, data: dict[str, str], now: datetime
) -> None:
    """Moves the post as was decided, writes it down, tells the team."""
    if review.decision == ReviewDecision.APPROVED:
        post.approved_revision = review.revision
        _move(post, S.APPROVED)
        _release(post, review.revision, now)
    else:
        _move(post, S.CHANGES_REQUESTED)
        post.deliveries.filter(state=DeliveryState.SCHEDULED).update(
            state=DeliveryState.BLOCKED, reason="approval_lost"
        )
    verb = "review.approved" if review.decision == ReviewDecision.APPROVED else "review.changes"
    _record(
        post, actor, verb, {**data, "step": review.step, "revision": review.revision.number}, now
    )  # fmt: skip
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
        wake()


def _move(post: Post, stage: PostStage) -> None:
    post.stage = stage
    post.save(update_fields=["stage", "approved_revision"])


def _record(
    post: Post,
    actor: Member | None,
    verb: str,
    data: Mapping[str, object],
    now: datetime,
) -> None:
    audit.record(
        actor=actor, agency=post.client.agency, verb=verb, target=post, data=data, now=now
    )  # fmt: skip


def note_opened(*, client: Client, now: datetime) -> None:
    """The page with the client's open questions was opened: not a decision, only what the next diff starts from."""
    Review.objects.open().filter(client_id=client.pk, step=ReviewStep.CLIENT, seen_at=None).update(
        seen_at=now
    )
