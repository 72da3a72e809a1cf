"""Putting a post away, and taking it out of the archive again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from editorial.actions.arming import leave_waiting
from editorial.actions.drafting import BeingSentError, content_of
from editorial.contents import content_hash
from editorial.lifecycle import (
    CAN_STILL_CHANGE,
    DeliveryState,
    PartState,
    PostStage,
    ReviewDecision,
)
from editorial.models import Post
from people import audit
from people.models import Member


@transaction.atomic
def archive_post(*, post: Post, member: Member, now: datetime) -> None:
    """Put a post away: what still waits is cancelled, what is out stays out."""
    held = Post.objects.select_for_update().get(pk=post.pk)
    if held.deliveries.filter(state__in=[DeliveryState.CLAIMED, DeliveryState.SENDING]).exists():
        raise BeingSentError
    held.deliveries.filter(state__in=CAN_STILL_CHANGE).update(
        state=DeliveryState.CANCELLED, reason="archived", ended_at=now
    )
    if held.deliveries.filter(steps__state=PartState.SENDING).exists():
        raise BeingSentError
    leave_waiting(post=held, reason="archived")
    held.reviews.open().update(
        decision=ReviewDecision.WITHDRAWN,
        decided_at=now,
        decided_by=member,
        decided_name=str(member)[:120],
    )
    held.stage = PostStage.ARCHIVED
    held.release = None
    held.save(update_fields=["stage", "release"])
    audit.record(actor=member, agency=member.agency, verb="post.archived", target=held, now=now)


@transaction.atomic
def restore_post(*, post: Post, member: Member, now: datetime) -> None:
    """Take a post out of the archive, without a schedule: approved where somebody's yes to these words stands, else a draft.

    A slip is mended by putting_back.put_back.
    """
    held = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if held.stage != PostStage.ARCHIVED:
        return
    approved = held.approved_revision
    is_approved = (
        approved is not None
        and approved.content_hash == content_hash(content_of(held))
        and held.reviews.standing().filter(revision=approved).exists()
    )
    held.stage = PostStage.APPROVED if is_approved else PostStage.DRAFT
    held.save(update_fields=["stage"])
    audit.record(actor=member, agency=member.agency, verb="post.restored", target=held, now=now)
