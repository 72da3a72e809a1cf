"""Asking for a decision: a colleague first, the client then, always about one revision; reminding, taking it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Approval, Contact
from editorial import when
from editorial.actions import review_mail
from editorial.actions.drafting import freeze_revision
from editorial.actions.reviewing import (
    ReviewRefusedError,
    hold,
    locked,
    move,
    record,
    write_decision,
)
from editorial.contents import says_nothing
from editorial.lifecycle import PostStage, ReviewDecision, ReviewStep
from editorial.models import Post, Review
from people.models import Member

S = PostStage
REMIND_EVERY = timedelta(hours=24)


@transaction.atomic
def ask_review(*, post: Post, member: Member, message: str = "", now: datetime) -> Review:
    """Asks colleagues to look at the present words. Refuses posts that are decided, asked about or unfinished."""
    held = locked(post.pk)
    if held.stage not in (S.DRAFT, S.CHANGES_REQUESTED):
        raise ReviewRefusedError(_not_now(held))
    review = _ask(held, ReviewStep.INTERNAL, member, message, None, now)
    move(held, S.IN_REVIEW)
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
    held = locked(post.pk)
    wants_more = held.stage == S.APPROVED and _lacks_the_client(held)
    if not wants_more and held.stage not in (S.DRAFT, S.CHANGES_REQUESTED, S.IN_REVIEW):
        raise ReviewRefusedError(_not_now(held))
    contacts = review_mail.approvers_of(held)
    if not contacts and review_mail.has_approvers(held.client):
        raise ReviewRefusedError(
            _(
                "It is under embargo, and nobody of %(client)s who approves is in its circle. Let somebody in on the page of the release."
            )
            % {"client": held.client.name}
        )
    if not contacts:
        raise ReviewRefusedError(
            _("Nobody of %(client)s who approves has an e-mail address. Add one under Contacts.")
            % {"client": held.client.name}
        )
    for internal in held.reviews.open().filter(step=ReviewStep.INTERNAL):
        write_decision(internal, ReviewDecision.APPROVED, str(member), "", now, member=member)
    review = _ask(held, ReviewStep.CLIENT, member, message, due_at or _planned(held, now), now)
    move(held, S.WITH_CLIENT)
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
    revision = freeze_revision(post=post, member=member, now=now)
    if says_nothing(revision.content):
        raise ReviewRefusedError(
            _("It has no words and no picture yet: there is nothing to decide. Write it first.")
        )
    review = Review.objects.create(
        agency_id=post.agency_id,
        client=post.client,
        post=post,
        revision=revision,
        step=step,
        message=message.strip(),
        asked_by=member,
        asked_at=now,
        due_at=due_at,
    )
    data = {"step": str(step), "revision": review.revision.number}
    record(post, member, "review.asked", data, now)
    return review


@transaction.atomic
def remind(*, review: Review, member: Member, now: datetime) -> list[Contact]:
    """Mails the client again, at most once a day; says whom. Refuses questions that no longer wait."""
    held, post = hold(review.pk)
    if not held.is_open or held.step != ReviewStep.CLIENT:
        raise ReviewRefusedError(_("Nobody is being waited for."))
    last = held.reminded_at or held.asked_at
    if last > now - REMIND_EVERY:
        raise ReviewRefusedError(
            _("They were written to less than a day ago. Once a day is enough.")
        )
    contacts = review_mail.approvers_of(post)
    held.reminded_at = now
    held.save(update_fields=["reminded_at"])
    review_mail.mail_request(review=held, contacts=contacts, is_reminder=True, now=now)
    record(post, member, "review.reminded", {"n": len(contacts)}, now)
    return contacts


@transaction.atomic
def withdraw(*, review: Review, member: Member, now: datetime) -> review_mail.Unsaid:
    """Takes a question back; the post is a draft again. Whoever was not told of it yet is not told: whose mail did not
    leave. Harmless when it was answered meanwhile."""
    held, post = hold(review.pk)
    if not held.is_open:
        return review_mail.Unsaid((), ())
    write_decision(held, ReviewDecision.WITHDRAWN, str(member), "", now, member=member)
    move(post, S.DRAFT)
    record(post, member, "review.withdrawn", {"step": held.step}, now)
    return review_mail.unsay(asked=[held], decided=(), agency_id=post.agency_id, now=now)
