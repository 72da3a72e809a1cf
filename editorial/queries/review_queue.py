"""What waits for whose decision, and how the approval of one post stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject

from clients.access import clients_where_may
from clients.models import Approval, Client, Contact, ContactPart
from editorial.changes import Changes, content_changes
from editorial.lifecycle import PostStage, ReviewDecision, ReviewStep
from editorial.models import Post, Review, Revision
from editorial.models.posts import open_to
from editorial.models.reviews import ReviewQuerySet
from editorial.queries.rounds import with_rounds
from people.models import Member
from people.roles import Capability

MOST = 100
GIVEN_FOR = timedelta(days=7)
MOST_GIVEN = 10


@dataclass(frozen=True, slots=True)
class Queue:
    """The lists of the approvals page, the oldest question first; and the last yeses, the latest first."""

    mine: list[Review]
    team: list[Review]
    client: list[Review]
    rewrites: list[Review]
    given: list[Review]

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.team or self.client or self.rewrites)


def queue(*, member: Member, client: Client | None, now: datetime) -> Queue:
    """What waits on one client or on all: for me, for other colleagues, for the client, to be rewritten.

    Each review says which round of changes its post is at (`n_rounds`) and how many are agreed (`rounds_included`).
    """
    today = client.today(now) if client else now.date()
    found = Review.objects.visible_to(member)
    if client is not None:
        found = found.filter(client_id=client.pk)
    waiting = list(_with_parts(found.open(), today).order_by("asked_at", "id")[: MOST * 2])
    own = set(_mine(member).values_list("pk", flat=True))
    internal = [r for r in waiting if r.step == ReviewStep.INTERNAL]
    last = Review.objects.filter(post_id=OuterRef("post_id")).order_by("-id").values("pk")[:1]
    rewrites = (
        found.filter(decision=ReviewDecision.CHANGES, post__stage=PostStage.CHANGES_REQUESTED)
    ).filter(pk=Subquery(last))
    return Queue(
        mine=[r for r in internal if r.client_id in own],
        team=[r for r in internal if r.client_id not in own],
        client=[r for r in waiting if r.step == ReviewStep.CLIENT],
        rewrites=list(_with_parts(rewrites, today).order_by("decided_at", "id")[:MOST]),
        given=list(
            found.standing()
            .filter(decided_at__gt=now - GIVEN_FOR)
            .select_related("post", "client")
            .order_by("-decided_at", "-id")[:MOST_GIVEN]
        ),
    )


def waiting_for(member: Member) -> ReviewQuerySet:
    """The open questions that wait for this member's decision."""
    return (
        Review.objects.open()
        .filter(open_to(member), agency_id=member.agency_id, step=ReviewStep.INTERNAL)
        .filter(client__in=_mine(member).order_by())
    )


def _mine(member: Member) -> QuerySet[Client]:
    return clients_where_may(member=member, capability=Capability.REVIEW_POSTS)


def _with_parts(reviews: QuerySet[Review], today: date) -> QuerySet[Review]:
    approvers = Contact.objects.filter(part=ContactPart.APPROVER)
    return (
        with_rounds(reviews, today=today)
        .select_related("post", "client", "revision", "asked_by__user")
        .prefetch_related(Prefetch("client__contacts", approvers, to_attr="approvers"))
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How the approval of a post stands, and who has to decide.

    `voided` are the approvals and questions that the last change of words took back; `changes` is what differs
    from the revision they were about, or from the one on which changes were asked for. `n_rounds` is how often the client did.
    """

    need: str
    internal: Review | None
    client: Review | None
    approvals: list[Review]
    voided: list[Review]
    wish: Review | None
    changes: Changes | None
    approvers: list[Contact]
    n_rounds: int
    can_ask: bool
    lacks_the_client: bool

    @property
    def open_review(self) -> Review | None:
        """The question that waits, whoever was asked."""
        return self.client or self.internal

    @property
    def names(self) -> list[str]:
        """Who of the client reads the question."""
        return [contact.name for contact in self.approvers]

    @property
    def decides_again(self) -> list[str]:
        """Who must decide again after words changed."""
        named = [r.decided_name for r in self.voided if r.decided_name]
        asked = any(not r.decision and r.step == ReviewStep.CLIENT for r in self.voided)
        return list(dict.fromkeys([*named, *(self.names if asked else [])]))

    @property
    def is_for_client(self) -> bool:
        """Whether the client has the last word."""
        return self.need == Approval.CLIENT

    @property
    def holds_scheduling(self) -> bool:
        """Whether somebody has to decide before the post can be scheduled."""
        if self.client is not None:
            return True
        steps = {review.step for review in self.approvals}
        return (self.need == Approval.CLIENT and ReviewStep.CLIENT not in steps) or (
            self.need == Approval.INTERNAL and not steps
        )

    @property
    def can_ask_client(self) -> bool:
        """Whether a mail to the client makes sense now."""
        return self.client is None and (
            self.can_ask or self.internal is not None or self.lacks_the_client
        )


def standing(*, post: Post, content: Callable[[], Mapping[str, Any]]) -> Standing:
    """The approval of one post, read off its reviews; `content` tells, if need be, what the post says now."""
    reviews = list(
        post.reviews.select_related(
            "revision", "asked_by__user", "decided_by__user", "answered_by__user"
        )
    )
    waiting = [r for r in reviews if r.is_open]
    approvals = [r for r in reviews if r.is_approved and r.revision_id == post.approved_revision_id]
    is_open_to_ask = post.stage in (PostStage.DRAFT, PostStage.CHANGES_REQUESTED)
    voided = _last_voided(reviews)
    last = next((r for r in reviews if r.decision or r.voided_at), None)
    wish = last if last and last.is_wish else None
    base = voided[0] if voided else wish
    lacks_the_client = (
        post.stage == PostStage.APPROVED
        and post.client.approval == Approval.CLIENT
        and not any(r.step == ReviewStep.CLIENT for r in approvals)
    )
    is_settled = post.stage in (PostStage.APPROVED, PostStage.ARCHIVED) and not lacks_the_client
    return Standing(
        need=post.client.approval,
        internal=next((r for r in waiting if r.step == ReviewStep.INTERNAL), None),
        client=next((r for r in waiting if r.step == ReviewStep.CLIENT), None),
        approvals=approvals if post.stage == PostStage.APPROVED else [],
        voided=voided if is_open_to_ask else [],
        wish=wish,
        changes=_changes(base.revision, content())
        if base and post.stage != PostStage.APPROVED
        else None,
        approvers=[] if is_settled else list(_approvers(post)),
        n_rounds=sum(r.step == ReviewStep.CLIENT and r.is_wish for r in reviews),
        can_ask=is_open_to_ask,
        lacks_the_client=lacks_the_client,
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants changed, and whether the client wrote the text it would rather have."""

    decided_name: str
    decided_at: datetime
    step: str
    note: str
    has_text: bool


def last_wish(post: Any) -> Subquery:
    """The last wish about a post, within a query, for `wish_to_meet`."""
    wishes = Review.objects.filter(
        post=post, decision=ReviewDecision.CHANGES, voided_at__isnull=True
    )
    told = JSONObject(
        decided_name="decided_name",
        decided_at="decided_at",
        step="step",
        note="note",
        has_text=ExpressionWrapper(~Q(suggested={}), BooleanField()),
    )
    return Subquery(wishes.order_by("-pk").values(told=told)[:1])


def wish_to_meet(post: Post) -> Wish | None:
    """What should change in a post that was fetched with its `last_wish`, as long as nobody has been asked again."""
    told = getattr(post, "last_wish", None)
    if told is None or post.stage != PostStage.CHANGES_REQUESTED:
        return None
    return Wish(**told | {"decided_at": datetime.fromisoformat(told["decided_at"])})


def names_approving(post: Any, revision: Any) -> QuerySet[Review, str]:
    """Who approved a revision of a post, the last first; for a Post or, within a query, for what refers to one."""
    yes = Review.objects.standing().filter(post=post, revision=revision)
    return yes.order_by("-pk").values_list("decided_name", flat=True)


def decide_again(post: Post) -> list[str]:
    """Who approved what stands in the post, or who of the client is asked.

    One query at most for a post that was fetched with `approved_by` (post_or_404 to write).
    """
    names: list[str] | None = None
    if post.stage == PostStage.APPROVED:
        names = getattr(post, "approved_by", None)
        if names is None:
            names = list(names_approving(post, post.approved_revision_id))
        if post.client.approval != Approval.CLIENT:
            return names
    return names or [contact.name for contact in _approvers(post)]


def _approvers(post: Post) -> QuerySet[Contact]:
    return post.client.contacts.filter(part=ContactPart.APPROVER).exclude(email="")


def _last_voided(reviews: Sequence[Review]) -> list[Review]:
    """Those that one and the same edit took back, if nothing was asked since."""
    if not reviews or reviews[0].voided_at is None:
        return []
    return [r for r in reviews if r.voided_at == reviews[0].voided_at]


def _changes(base: Revision, content: Mapping[str, Any]) -> Changes | None:
    found = content_changes(base.content, content)
    return found if found.are_any else None


def voided_by_edit(*, post: Post) -> list[Review]:
    """What the edit just saved took back."""
    return list(post.reviews.filter(voided_at=post.edited_at).select_related("revision"))


def last_seen_by_client(*, review: Review) -> Revision | None:
    """The revision of this post the client looked at before; None when this is the first."""
    earlier = (
        Review.objects.kept()  # type: ignore[attr-defined]
        .filter(post_id=review.post_id, step=ReviewStep.CLIENT, pk__lt=review.pk)
        .filter(Q(seen_at__isnull=False) | Q(decided_by_contact__isnull=False))
        .exclude(revision_id=review.revision_id)
        .select_related("revision")
        .order_by("-id")
        .first()
    )
    return earlier.revision if earlier else None
