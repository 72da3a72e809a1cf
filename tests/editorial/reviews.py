"""Posts that were asked about, and what was said of them."""

from __future__ import annotations

from editorial.actions import answering, asking
from editorial.lifecycle import ReviewDecision
from editorial.models import Post, Review
from people.clock import database_now
from tests.cast import Cast
from tests.conftest import SignIn
from tests.portal.people import draft

APPROVED, CHANGES = ReviewDecision.APPROVED, ReviewDecision.CHANGES


def in_review(cast: Cast, post: Post | None = None) -> Review:
    return asking.ask_review(post=post or draft(cast), member=cast.bruno, now=database_now())


def decide(
    cast: Cast, review: Review, decision: ReviewDecision = APPROVED, note: str = ""
) -> Review:
    return answering.decide_in_agency(
        review=review,
        member=cast.rita,
        decision=decision,
        seen=review.revision.content_hash,
        note=note,
        now=database_now(),
    )


def stage_of(post: Post) -> str:
    post.refresh_from_db()
    return post.stage


def page_of(sign_in: SignIn, who, post: Post, path: str = "") -> str:
    return sign_in(who).get(f"/c/{post.client.slug}/posts/{post.public_id}/{path}").content.decode()
