"""What asking for a decision and deciding share: why not, in words; the order of locks; writing it down.

The post is locked before its review, as everybody does who changes a post.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from clients.models import Contact
from editorial import when
from editorial.lifecycle import PostStage, ReviewDecision
from editorial.models import Post, Review
from people import audit
from people.models import Member


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


def locked(post_id: int) -> Post:
    """The post, to be changed by nobody else until the end of the transaction."""
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("client__agency", "created_by__user")
        .get(pk=post_id)
    )


def hold(review_id: int) -> tuple[Review, Post]:
    """The review and its post, the post locked first."""
    post = locked(Review.objects.values_list("post_id", flat=True).get(pk=review_id))
    held = (
        Review.objects.select_for_update(of=("self",))
        .select_related("revision", "asked_by__user", "asked_by__agency", "client__agency")
        .get(pk=review_id)
    )
    held.post = post
    return held, post


def write_decision(
    review: Review,
    decision: ReviewDecision,
    name: str,
    note: str,
    now: datetime,
    *,
    member: Member | None = None,
    contact: Contact | None = None,
) -> None:
    """Writes an answer into its question; who gave it by name, so that it outlives them."""
    review.decision = decision
    review.decided_at = now
    review.decided_name = name[:120]
    review.decided_by = member
    review.decided_by_contact = contact
    review.note = note.strip()
    review.save()


def move(post: Post, stage: PostStage) -> None:
    """Puts a locked post on another stage, with what is approved of it."""
    post.stage = stage
    post.save(update_fields=["stage", "approved_revision"])


def record(
    post: Post,
    actor: Member | None,
    verb: str,
    data: Mapping[str, object],
    now: datetime,
    *,
    name: str = "",
) -> None:
    """Writes an act about a post into the audit of its agency; by a person of the client, with their name."""
    audit.record(
        actor=actor,
        agency=post.client.agency,
        verb=verb,
        target=post,
        data=data,
        name=name,
        now=now,
    )
