"""Putting a post back as it stood before a slip: it was scheduled or no longer, sent at once, archived, somebody was asked or
asked no more, somebody decided; and it is taken back at once.

What stood before travels signed in the address of the way back, so nothing is kept for acts nobody regrets. A
delivery that ended stays history: where the act ended it, its next occurrence stands where it stood. The same of a
question: the one the act closed is kept, and a new row goes on under the address the asked people have. A question that the act
asked and nobody saw yet is gone with its mails and notices, as if it never was.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions import review_mail
from editorial.actions.following_up import plan_follow_ups
from editorial.actions.reviewing import write_decision
from editorial.actions.scheduling import open_occurrence
from editorial.actions.serving import hold_after_the_last
from editorial.actions.waking import wake
from editorial.lifecycle import (
    CAN_STILL_CHANGE,
    STANDS_STILL,
    DeliveryState,
    PostStage,
    ReviewDecision,
    ReviewStep,
)
from editorial.models import Delivery, Post, Release, Review
from people import audit
from people.ids import uuid7
from people.models import Member

S = DeliveryState
# The page offers it for ten seconds; a slow network or a page that hangs is given the rest.
OFFERED_FOR = timedelta(minutes=5)
_SALT = "editorial.putting_back"
_MOMENTS = ("wall_at", "due_at", "next_attempt_at")
_KEPT = (
    *_MOMENTS,
    "time_zone",
    "fold",
    "zones_edition",
    "state",
    "reason",
    "reason_params",
    "revision_id",
    "text_hash",
    "n_attempts",
)


class ChangedMeanwhileError(Exception):
    """The post is no longer as the act left it; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody changed this post meanwhile. It stays as it is now."))


@dataclass(frozen=True, slots=True)
class Before:
    """A post before an act at `at`: times as ISO 8601, `waiting` by the id of the delivery, `asked` the ids of open reviews.

    `needs` are the capabilities that taking the act back needs, `left` is the stage it left the post at, `asks` the ids of the reviews
    it asked for, `unsaid` those of questions it took back before everybody had been told, `unmailed` the people (of the client
    or colleagues) whose mail about those had not left: they are known once it is done.
    """

    at: str
    post: int
    edit_number: int
    stage: str
    approved: int | None
    release: int | None
    wall_at: str | None
    time_zone: str
    fold: int
    waiting: dict[str, dict[str, Any]]
    asked: list[int]
    needs: tuple[str, ...] = ()
    left: str = ""
    asks: tuple[int, ...] = ()
    unsaid: tuple[int, ...] = ()
    unmailed: tuple[int, ...] = ()

    @property
    def token(self) -> str:
        """The whole, signed, for an address."""
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What stands again: the stage, what waits for its hour, the first one first; and how many had left already.

    `n_called_off` mails to the client did not leave; `was_client_told` says that there were some to leave.
    """

    stage: str
    waiting: list[Delivery]
    n_too_late: int
    was_client_told: bool = False
    n_called_off: int = 0


def before(*, post: Post, now: datetime) -> Before:
    """How the post stands; to be asked right before the act, in its transaction."""
    held = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    return Before(
        at=now.isoformat(),
        post=held.pk,
        edit_number=held.edit_number,
        stage=held.stage,
        approved=held.approved_revision_id,
        release=held.release_id,
        wall_at=held.wall_at.isoformat() if held.wall_at else None,
        time_zone=held.time_zone,
        fold=held.fold,
        waiting={
            str(pk): row | {name: row[name].isoformat() for name in _MOMENTS}
            for row in held.deliveries.filter(state__in=CAN_STILL_CHANGE).values("id", *_KEPT)
            for pk in [row.pop("id")]
        },
        asked=list(held.reviews.open().values_list("pk", flat=True)),
    )


def done(
    was: Before,
    *,
    post: Post,
    needs: tuple[str, ...],
    unsaid: tuple[int, ...] = (),
    unmailed: tuple[int, ...] = (),
) -> Before:
    """The same once the act is done, which nobody can have answered yet: to be asked right after it."""
    asked = post.reviews.open().filter(asked_at__gte=datetime.fromisoformat(was.at))
    made = asked.exclude(pk__in=was.asked).values_list("pk", flat=True)
    return replace(
        was, needs=needs, left=post.stage, asks=tuple(made), unsaid=unsaid, unmailed=unmailed
    )


def read(token: str, *, post: Post, now: datetime) -> Before | None:
    """What a token of this post says; None without one, of another post, or when it is too old."""
    try:
        found = Before(**signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None
    is_fresh = now - datetime.fromisoformat(found.at) <= OFFERED_FOR
    return found if found.post == post.pk and is_fresh else None


@transaction.atomic
def put_back(*, post: Post, was: Before, member: Member, now: datetime) -> PutBack:
    """Let the post stand as it did; what has begun to leave stays out. Raises ChangedMeanwhileError."""
    # Whoever locks both locks the release first.
    release = (
        Release.objects.select_for_update().filter(pk=was.release, dissolved_at=None).first()
        if was.release is not None
        else None
    )
    held = Post.objects.select_for_update(of=("self",)).select_related("client").get(pk=post.pk)
    _refuse_if_changed(held, was)
    waiting, n_too_late = _put_deliveries(held, was, member, now)
    decided = list(held.reviews.filter(pk__in=was.asked).exclude(decision=""))
    made = list(held.reviews.open().filter(pk__in=was.asks))
    was_client_told = any(each.step == ReviewStep.CLIENT for each in made) or any(
        each.is_by_voice for each in decided
    )
    unsaid = review_mail.unsay(asked=made, decided=decided, agency_id=held.agency_id, now=now)
    for review in made:
        _ask_no_more(review, member, now)
    for review in decided:
        asked_as = review.pk
        _ask_on(review, now)
        if asked_as in was.unsaid and review.is_open:
            review_mail.ask_anew(review=review, before=asked_as, unmailed=was.unmailed, now=now)
    if not n_too_late or held.stage == PostStage.ARCHIVED:
        held.stage, held.approved_revision_id = was.stage, was.approved
        held.wall_at = datetime.fromisoformat(was.wall_at) if was.wall_at else None
        held.time_zone, held.fold = was.time_zone, was.fold
        # A release that was moved meanwhile goes without it.
        held.release = release if release and release.wall_at == held.wall_at else None
        held.save(
            update_fields=[
                "stage", "approved_revision", "wall_at", "time_zone", "fold", "release",
            ]
        )  # fmt: skip
    audit.record(
        actor=member,
        agency=member.agency,
        verb="post.put_back",
        target=held,
        data={"stage": held.stage, "waiting": len(waiting), "too_late": n_too_late},
        now=now,
    )
    hold_after_the_last(held.client)
    wake()
    return PutBack(
        held.stage,
        sorted(waiting, key=lambda each: each.due_at),
        n_too_late,
        was_client_told=was_client_told,
        n_called_off=len(unsaid.contacts),
    )


def _refuse_if_changed(held: Post, was: Before) -> None:
    left_so = (was.left, was.stage) if was.left else (PostStage.ARCHIVED, PostStage.APPROVED)
    if held.edit_number != was.edit_number or held.stage not in left_so:
        raise ChangedMeanwhileError
    # Who takes an answer back does not take back what others scheduled on the strength of it.
    began = datetime.fromisoformat(was.at)
    if was.needs and held.deliveries.filter(created_at__gt=began).exists():
        raise ChangedMeanwhileError
    if was.left and _spoke_since(held, was, began):
        raise ChangedMeanwhileError


def _spoke_since(held: Post, was: Before, began: datetime) -> bool:
    """Whether what the act asked has its answer, somebody asked again, or the client reads an answer to what was written down:
    none of it is the act's to take back."""
    answered = held.reviews.filter(pk__in=was.asks).exclude(
        decision__in=("", ReviewDecision.WITHDRAWN)
    )
    others = held.reviews.open().filter(asked_at__gt=began).exclude(pk__in=was.asks)
    told = held.reviews.filter(pk__in=was.asked).exclude(answer="")
    return answered.exists() or others.exists() or told.exists()


def _ask_no_more(review: Review, member: Member, now: datetime) -> None:
    """Nobody is asked; where nobody saw the question it never was."""
    if review.seen_at is None:
        review.delete()
    else:
        write_decision(review, ReviewDecision.WITHDRAWN, str(member), "", now, member=member)


def _put_deliveries(
    post: Post, was: Before, member: Member, now: datetime
) -> tuple[list[Delivery], int]:
    """Those that wait as they did; those the act opened are cancelled. How many had begun to leave since."""
    rows = list(
        post.deliveries.select_for_update(of=("self",))
        .select_related("channel")
        .order_by("occurrence", "id")
    )
    last = {row.channel_id: row.pk for row in rows}
    stood_on = {row.channel_id for row in rows if str(row.pk) in was.waiting}
    began = datetime.fromisoformat(was.at)
    waiting: list[Delivery] = []
    n_too_late = 0
    for row in rows:
        stood = was.waiting.get(str(row.pk))
        if row.state == S.CANCELLED:
            if stood and last[row.channel_id] == row.pk:
                waiting.append(_next_occurrence(post, row, stood, member, now))
        elif stood is None and (row.created_at < began or row.channel_id in stood_on):
            # Older than the slip, or put back already.
            continue
        elif row.state not in (*CAN_STILL_CHANGE, S.CLAIMED):
            n_too_late += row.state != S.FAILED
        elif stood:
            waiting.append(_as_it_stood(row, stood))
        else:
            Delivery.objects.filter(pk=row.pk).update(
                state=S.CANCELLED, reason="taken_back", ended_at=now, owner=None, lease_until=None
            )
    return waiting, n_too_late


def _values(stood: dict[str, Any]) -> dict[str, Any]:
    return stood | {name: datetime.fromisoformat(stood[name]) for name in _MOMENTS}


def _next_occurrence(
    post: Post, ended: Delivery, stood: dict[str, Any], member: Member, now: datetime
) -> Delivery:
    return open_occurrence(
        post=post,
        channel=ended.channel,
        occurrence=ended.occurrence + 1,
        member=member,
        fields=_values(stood),
        now=now,
    )


def _as_it_stood(row: Delivery, stood: dict[str, Any]) -> Delivery:
    values = _values(stood)
    if row.state == S.BLOCKED and row.reason in STANDS_STILL:
        # Everything was put on hold since: that is no part of the slip.
        values |= {
            "state": row.state,
            "reason": row.reason,
            "reason_params": row.reason_params,
        }
    elif row.state != S.SCHEDULED:
        # From there every other state that waits is a legal move.
        Delivery.objects.filter(pk=row.pk).update(state=S.SCHEDULED, owner=None, lease_until=None)
    Delivery.objects.filter(pk=row.pk).update(**values)
    again = Delivery.objects.select_related("channel", "revision").get(pk=row.pk)
    plan_follow_ups(delivery=again, revision=again.revision, channel=again.channel)
    return again


def _ask_on(closed: Review, now: datetime) -> None:
    """The question goes on under its old address: what people hold of it still leads there."""
    address = closed.public_id
    counts = closed.decision in (ReviewDecision.APPROVED, ReviewDecision.CHANGES)
    if closed.post.reviews.open().filter(step=closed.step).exists():
        return
    Review.objects.filter(pk=closed.pk).update(
        public_id=uuid7(), voided_at=now if counts else closed.voided_at
    )
    closed.pk, closed.public_id, closed._state.adding = None, address, True
    closed.decision, closed.decided_at, closed.decided_by, closed.decided_name = "", None, None, ""
    closed.decided_by_contact, closed.note, closed.came_by = None, "", ""
    closed.said_at, closed.said_how = None, ""
    closed.save(force_insert=True)
