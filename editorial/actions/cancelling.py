"""Taking a post back before it leaves.

A conditional UPDATE either wins or learns that the post is already on its way; there is no message to take back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from editorial.actions.arming import leave_waiting
from editorial.lifecycle import CAN_STILL_CHANGE, DeliveryState, PostStage
from editorial.models import Post
from people import audit
from people.models import Member

S = DeliveryState


@dataclass(frozen=True, slots=True)
class Cancelled:
    """How many deliveries were taken back, and how many had already left."""

    n_cancelled: int
    n_too_late: int


@transaction.atomic
def cancel(*, post: Post, member: Member, now: datetime) -> Cancelled:
    """Take back every delivery that has not left yet.

    When all were, the post is a draft again, unless somebody was asked and approved it: that still counts.
    """
    held = Post.objects.select_for_update().get(pk=post.pk)
    n_cancelled = held.deliveries.filter(state__in=[*CAN_STILL_CHANGE, S.CLAIMED]).update(
        state=S.CANCELLED,
        reason="taken_back",
        ended_at=now,
        owner=None,
        lease_until=None,
    )
    n_parts = leave_waiting(post=held, reason="taken_back")
    n_too_late = held.deliveries.exclude(state__in=[S.CANCELLED, S.FAILED]).count()
    approved = held.approved_revision_id
    is_said = approved and held.reviews.standing().filter(revision_id=approved).exists()
    if n_cancelled and not n_too_late and held.stage == PostStage.APPROVED and not is_said:
        held.stage = PostStage.DRAFT
        held.save(update_fields=["stage"])
    audit.record(
        actor=member,
        agency=member.agency,
        verb="post.cancelled",
        target=held,
        data={"cancelled": n_cancelled, "too_late": n_too_late, "parts_left": n_parts},
        now=now,
    )
    return Cancelled(n_cancelled, n_too_late)
