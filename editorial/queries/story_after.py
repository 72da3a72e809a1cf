"""What was asked for after publication, by channel: who asked, who approved, how it stands, and what changed word by word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clients.models.channels import Health
from editorial.contents import FIRST_FOLLOWING
from editorial.lifecycle import Look, ReviewDecision
from editorial.models import Amendment, Delivery, Remedy, Review
from editorial.remedies import FOR_APPROVAL, AmendmentKind, RemedyState
from editorial.wording import Explanation
from editorial.words.parts import named_follow_ups
from editorial.words.remedies import explain_remedy
from people.differences import Change, word_changes
from people.templatetags.ui import network_name

R = RemedyState
# Of several parts of one post the most pressing speaks.
_URGENCY = (R.NEEDS_HUMAN, R.BY_HAND, R.UNKNOWN, R.SENDING, R.WAITING, R.LEFT, R.DONE)


@dataclass(frozen=True, slots=True)
class PartChanged:
    """One part of the post: what it is called (empty for the post itself), how it stands, what changes in it."""

    name: str
    look: Look
    pieces: list[Change]
    after: str
    url: str


@dataclass(frozen=True, slots=True)
class After:
    """What was asked for of one post on one channel."""

    amendment: Amendment
    state: str
    look: Look
    explanation: Explanation
    at: datetime | None
    parts: list[PartChanged]
    url: str
    approved_by: str
    approved_at: datetime | None
    is_approved: bool
    wants_reconnecting: bool

    @property
    def is_removal(self) -> bool:
        return self.amendment.kind == AmendmentKind.REMOVE

    @property
    def awaits_somebody(self) -> bool:
        """Whether a person decides: done by hand, try again, leave it."""
        return self.state in (R.NEEDS_HUMAN, R.BY_HAND)

    @property
    def can_try_again(self) -> bool:
        return self.state == R.NEEDS_HUMAN and not self.wants_reconnecting

    @property
    def can_be_taken_back(self) -> bool:
        return not self.is_removal and self.state == R.WAITING and not self.is_approved

    @property
    def is_moving(self) -> bool:
        """Whether news of it come by themselves."""
        return self.state in (R.SENDING, R.UNKNOWN) or (
            self.state == R.WAITING and self.is_approved
        )

    @property
    def has_several_parts(self) -> bool:
        return len(self.parts) > 1

    @property
    def shows_parts(self) -> bool:
        """Whether its parts say more than the whole does: what changes in each, or that they are not all alike."""
        return not self.is_removal or len({part.look for part in self.parts}) > 1

    @property
    def number(self) -> UUID:
        return self.amendment.public_id


def after_of(deliveries: Collection[Delivery]) -> dict[int, list[After]]:
    """By delivery id, what was asked for there, the newest first; one query where there is nothing."""
    ids = [delivery.pk for delivery in deliveries if delivery.state == "published"]
    if not ids:
        return {}
    remedies = list(
        Remedy.objects.filter(delivery__in=ids)
        .select_related("amendment__asked_by__user", "amendment__revision", "done_by__user")
        .order_by("-amendment_id", "position")
    )
    if not remedies:
        return {}
    approvals: dict[int, Review] = {}
    revisions = {r.amendment.revision_id for r in remedies if r.amendment.revision_id}
    for review in Review.objects.filter(
        revision__in=revisions, decision=ReviewDecision.APPROVED
    ).order_by("decided_at"):
        approvals[review.revision_id] = review
    grouped: dict[tuple[int, int], list[Remedy]] = defaultdict(list)
    for remedy in remedies:
        grouped[remedy.delivery_id, remedy.amendment_id].append(remedy)
    by_id = {delivery.pk: delivery for delivery in deliveries}
    found: dict[int, list[After]] = defaultdict(list)
    for (delivery_id, _), mine in grouped.items():
        approval = approvals.get(mine[0].amendment.revision_id or 0)
        found[delivery_id].append(_after(by_id[delivery_id], mine, approval))
    return found


def _after(delivery: Delivery, remedies: Sequence[Remedy], review: Review | None) -> After:
    amendment = remedies[0].amendment
    speaks = min(remedies, key=lambda each: _URGENCY.index(R(each.state)))
    post = delivery.post
    is_approved = amendment.kind == AmendmentKind.REMOVE or (
        post.stage == "approved" and post.approved_revision_id == amendment.revision_id
    )
    network = network_name(delivery.channel.network)
    names = {
        FIRST_FOLLOWING + at: name
        for at, (name, _) in enumerate(
            named_follow_ups(delivery.revision.content, delivery.channel_id)
        )
    }
    is_correction = amendment.kind == AmendmentKind.CORRECT
    return After(
        amendment=amendment,
        state=speaks.state,
        look=speaks.look if is_approved or speaks.state != R.WAITING else FOR_APPROVAL,
        explanation=explain_remedy(
            kind=amendment.kind,
            state=speaks.state,
            reason=speaks.reason,
            network=network,
            is_approved=is_approved,
            is_by_hand_channel=delivery.channel.health in (Health.BY_HAND, Health.DISCONNECTED),
            who=str(speaks.done_by or ""),
        ),
        at=_moment(speaks),
        parts=[
            PartChanged(
                names.get(each.position, ""),
                each.look,
                word_changes(each.before, each.after) if is_correction else [],
                each.after,
                each.url,
            )
            for each in remedies
        ],
        url=next((each.url for each in remedies if each.url), ""),
        approved_by=review.decided_name if review else "",
        approved_at=review.decided_at if review else None,
        is_approved=is_approved,
        wants_reconnecting=speaks.state == R.NEEDS_HUMAN
        and delivery.channel.health == Health.RECONNECT,
    )


def _moment(remedy: Remedy) -> datetime | None:
    match remedy.state:
        case R.DONE:
            return remedy.done_at
        case R.WAITING:
            return remedy.next_try_at if remedy.n_tries else None
        case R.UNKNOWN:
            return remedy.check_after
    return None
