"""The history of a post's words: each revision, who wrote it, who saw it, and what it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from editorial.changes import Changes, content_changes
from editorial.contents import content_hash
from editorial.lifecycle import ReviewDecision, ReviewStep
from editorial.models import Delivery, Post, Review, Revision
from people.models import Member

MOST = 100


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the history; `number` None is what stands now and was not kept yet.

    `changes` is the difference from the line before it in time, or from the one asked for; None for the first.
    """

    number: int | None
    by: Member
    at: datetime
    is_now: bool
    uses: list[Use]
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class Use:
    """What a revision was for: asked, approved, changes wanted, planned. `what` is a code, worded by the template.

    `review` names the yes whose certificate there is.
    """

    what: str
    who: str = ""
    review: UUID | None = None


def history(*, post: Post, content: Mapping[str, Any], since: int | None = None) -> list[Kept]:
    """Every revision, the newest first, with what stands now on top; three queries.

    `since`: the number of the revision that everything after it is compared with, instead of the one before.
    """
    revisions = list(post.revisions.select_related("created_by__user").order_by("-number")[:MOST])
    uses = _uses(post, revisions)
    fixed = next((r for r in revisions if r.number == since), None)
    lines: list[Kept] = []
    is_kept = bool(revisions) and revisions[0].content_hash == content_hash(content)
    if not is_kept:
        before = fixed or (revisions[0] if revisions else None)
        changes = content_changes(before.content, content) if before else None
        lines.append(Kept(None, post.edited_by, post.edited_at, True, [], changes))
    for at, revision in enumerate(revisions):
        earlier = revisions[at + 1] if at + 1 < len(revisions) else None
        if fixed is not None and revision.number > fixed.number:
            earlier = fixed
        lines.append(
            Kept(
                revision.number,
                revision.created_by,
                revision.created_at,
                is_kept and at == 0,
                uses[revision.pk],
                content_changes(earlier.content, revision.content) if earlier else None,
            )
        )
    return lines


def _uses(post: Post, revisions: list[Revision]) -> dict[int, list[Use]]:
    found: dict[int, list[Use]] = defaultdict(list)
    for review in Review.objects.filter(post=post).order_by("pk"):
        side = "client" if review.step == ReviewStep.CLIENT else "team"
        if review.decision == ReviewDecision.APPROVED:
            found[review.revision_id].append(
                Use(f"approved_{side}", review.decided_name, review.public_id)
            )
        elif review.is_wish:
            found[review.revision_id].append(Use(f"changes_{side}", review.decided_name))
        else:
            found[review.revision_id].append(Use(f"shown_{side}"))
    sent = Delivery.objects.filter(post=post).exclude(state="cancelled")
    for revision_id, handle in sent.order_by("pk").values_list("revision_id", "channel__handle"):
        found[revision_id].append(Use("planned", handle))
    return found
