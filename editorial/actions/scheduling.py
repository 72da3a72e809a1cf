"""Deciding when a post goes out: schedule, publish now with time to think again, cancel.

A delivery's row is its timer. Cancelling is a conditional UPDATE that either wins or learns that the post is
already on its way; there is no message to take back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.actions import connecting
from clients.models import Approval, Client
from clients.models.channels import Health
from clients.models.clients import Status
from clients.wording import problem_sentence
from editorial import when
from editorial.actions.arming import leave_waiting
from editorial.actions.drafting import BeingSentError, content_of, freeze_revision
from editorial.actions.following_up import plan_follow_ups
from editorial.contents import content_hash, follow_ups, for_channel, text_hash
from editorial.lifecycle import (
    CAN_STILL_CHANGE,
    DeliveryState,
    PostStage,
    ReviewDecision,
    ReviewStep,
    StepKind,
)
from editorial.models import Delivery, Post, Revision, Step, Version
from editorial.queries.pictures import (
    expected_media,
    obstacles,
    rights_ended,
    shown_in_content,
)
from networks.limits import Limits, check, check_follow_ups
from networks.types import Problem
from people import audit
from people.models import Member

UNDO = timedelta(seconds=10)
WAKE_CHANNEL = "palinsesto_due"

S = DeliveryState


class ScheduleRefusedError(Exception):
    """Why a post cannot be scheduled, in words; `field` names the place in the form."""

    def __init__(self, *sentences: str, field: str = "") -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.field = field


class AmbiguousTimeError(ScheduleRefusedError):
    """The wall time happens twice: the person must say which."""

    def __init__(self, wall_at: datetime) -> None:
        super().__init__(
            _("%(time)s happens twice on %(day)s, when the clocks go back. First or second?")
            % {"time": f"{wall_at:%H:%M}", "day": f"{wall_at:%d/%m/%Y}"},
            field="fold",
        )


class RepeatError(ScheduleRefusedError):
    """The same words are already planned for that channel and minute."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(
            _("These words are already planned for %(channel)s at that time. Plan them twice?")
            % {"channel": delivery.channel.handle},
            field="is_repeat_ok",
        )
        self.delivery = delivery


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time, its zone and fold, and the instant they stand for."""

    wall_at: datetime
    time_zone: str
    fold: int
    instant: datetime


def moment_for(*, wall_at: datetime, zone: str, fold: int | None, now: datetime) -> Moment:
    """The instant of a wall time a person chose; refuses the past, the far future, and hours that do not exist."""
    match when.resolve(wall_at, zone):
        case when.Gap(before=before, after=after):
            raise ScheduleRefusedError(
                _(
                    "%(time)s does not exist on %(day)s: the clocks go forward. Use %(before)s or %(after)s."
                )
                % {
                    "time": f"{wall_at:%H:%M}",
                    "day": f"{wall_at:%d/%m/%Y}",
                    "before": f"{before:%H:%M}",
                    "after": f"{after:%H:%M}",
                },
                field="wall_at",
            )
        case when.Twice(first=first, second=second):
            if fold is None:
                raise AmbiguousTimeError(wall_at)
            instant = second if fold else first
        case when.Exact(instant=instant):
            fold = 0
    if instant <= now:
        minutes = max(int((now - instant).total_seconds() // 60), 1)
        raise ScheduleRefusedError(
            ngettext(
                "That was %(n)s minute ago. Publish now, or pick a later time.",
                "That was %(n)s minutes ago. Publish now, or pick a later time.",
                minutes,
            )
            % {"n": minutes}
            if minutes < 120
            else _("That time has passed. Publish now, or pick a later time."),
            field="wall_at",
        )
    if instant > now + when.FARTHEST:
        raise ScheduleRefusedError(
            _("Posts can be planned up to two years ahead (until %(day)s).")
            % {"day": f"{when.wall_of(now + when.FARTHEST, zone):%d/%m/%Y}"},
            field="wall_at",
        )
    return Moment(wall_at, zone, fold or 0, instant)


def schedule(
    *,
    post: Post,
    member: Member,
    wall_at: datetime,
    fold: int | None = None,
    is_repeat_ok: bool = False,
    now: datetime,
) -> list[Delivery]:
    """Approve the post's present words, where the client's rule lets who schedules do so, and plan one delivery per channel at a wall time of the client.

    Planning again moves what is still waiting. Raises ScheduleRefusedError in words, AmbiguousTimeError and
    RepeatError where a choice is wanted, BeingSentError when it is on its way.
    """
    moment = moment_for(wall_at=wall_at, zone=post.client.time_zone, fold=fold, now=now)
    return _plan(
        post=post,
        member=member,
        moment=moment,
        is_repeat_ok=is_repeat_ok,
        verb="post.scheduled",
        now=now,
    )


def publish_now(
    *, post: Post, member: Member, is_repeat_ok: bool = False, now: datetime
) -> list[Delivery]:
    """Publish in ten seconds: until then `cancel` takes it back."""
    zone = post.client.time_zone
    instant = now + UNDO
    moment = Moment(when.wall_of(instant, zone), zone, when.fold_of(instant, zone), instant)
    return _plan(
        post=post,
        member=member,
        moment=moment,
        is_repeat_ok=is_repeat_ok,
        verb="post.sent_now",
        now=now,
    )


@transaction.atomic
def _plan(
    *, post: Post, member: Member, moment: Moment, is_repeat_ok: bool, verb: str, now: datetime
) -> list[Delivery]:
    held = (
        Post.objects.select_for_update(of=("self",))
        .select_related("client", "approved_revision")
        .get(pk=post.pk)
    )
    versions = list(held.versions.select_related("channel"))
    _refuse_unless_open(held.client, versions, moment)
    revision = _revision_to_send(held, member, now)
    _refuse_unless_publishable(held.client, revision, versions, moment)
    if not is_repeat_ok:
        _refuse_repeats(held, revision, versions, moment)
    held.stage = PostStage.APPROVED
    held.approved_revision = revision
    held.wall_at, held.time_zone, held.fold = moment.wall_at, moment.time_zone, moment.fold
    held.save(update_fields=["stage", "approved_revision", "wall_at", "time_zone", "fold"])
    planned = [
        delivery
        for version in versions
        if (delivery := _plan_one(held, version, revision, moment, member, now)) is not None
    ]
    if not planned:
        raise ScheduleRefusedError(
            _("This post is already out on all its channels. Make a copy to publish it again.")
        )
    _cancel_others(held, versions, now=now)
    audit.record(
        actor=member,
        agency=member.agency,
        verb=verb,
        target=held,
        data={"due_at": moment.instant, "revision": revision.number, "channels": len(planned)},
        now=now,
    )
    wake()
    return planned


def _revision_to_send(post: Post, member: Member, now: datetime) -> Revision:
    """The approved revision where it still is what the post says; else a new one, approved by scheduling it.

    Refuses while the client is asked, and where the client's rule wants a decision that is not there.
    """
    if post.stage == PostStage.WITH_CLIENT:
        raise ScheduleRefusedError(
            _(
                "The client has not answered yet. Write down what they said, or withdraw the question."
            )
        )
    approved = post.approved_revision if post.stage == PostStage.APPROVED else None
    if approved is not None and approved.content_hash != content_hash(content_of(post)):
        approved = None
    said = post.reviews.standing().filter(revision=approved) if approved else None
    match post.client.approval:
        case Approval.CLIENT if not said or not said.filter(step=ReviewStep.CLIENT).exists():
            raise ScheduleRefusedError(
                _("%(client)s approves first: ask for their ok, then schedule.")
                % {"client": post.client.name}
            )
        case Approval.INTERNAL if not said or not said.exists():
            raise ScheduleRefusedError(
                _("Posts of %(client)s are approved by a colleague first: ask for a review.")
                % {"client": post.client.name}
            )
    if approved is not None:
        return approved
    # Scheduling decides: what colleagues were asked is answered by it.
    post.reviews.open().filter(step=ReviewStep.INTERNAL).update(
        decision=ReviewDecision.APPROVED,
        decided_at=now,
        decided_by=member,
        decided_name=str(member)[:120],
    )
    return freeze_revision(post=post, member=member, now=now)


def _refuse_unless_open(client: Client, versions: Sequence[Version], moment: Moment) -> None:
    if not versions:
        raise ScheduleRefusedError(_("Choose at least one channel."), field="channels")
    if client.status in (Status.PAUSED, Status.ARCHIVED):
        raise ScheduleRefusedError(
            _("%(client)s is %(status)s: nothing can be scheduled.")
            % {"client": client.name, "status": client.get_status_display().lower()}
        )
    refuse_after_leaving(client, moment)
    for version in versions:
        if version.channel.health not in (Health.OK, Health.BY_HAND):
            raise ScheduleRefusedError(
                _("%(channel)s must be reconnected first.") % {"channel": version.channel.handle},
                field="channels",
            )


def refuse_after_leaving(client: Client, moment: Moment) -> None:
    """Refuse a time after the last day of a client that is leaving."""
    if (
        client.status == Status.LEAVING
        and client.leaving_on
        and moment.wall_at.date() > client.leaving_on
    ):
        raise ScheduleRefusedError(
            _("%(client)s leaves on %(day)s: choose an earlier day.")
            % {"client": client.name, "day": f"{client.leaving_on:%d/%m/%Y}"},
            field="wall_at",
        )


def _refuse_unless_publishable(
    client: Client, revision: Revision, versions: Sequence[Version], moment: Moment
) -> None:
    shown = shown_in_content(revision.content, client=client)
    sentences = obstacles(shown) + rights_ended(shown, on=moment.wall_at.date())
    for version in versions:
        limits = connecting.limits_of(version.channel)
        draft = for_channel(revision.content, version.channel_id)
        draft = replace(draft, media=expected_media(shown, limits))
        sentences += [
            f"{version.channel.handle}: {problem_sentence(problem)}"
            for problem in [*check(draft, limits), *_of_the_rest(revision, version, limits)]
            if problem.is_blocking
        ]
    if sentences:
        raise ScheduleRefusedError(*sentences, field="text")


def _of_the_rest(revision: Revision, version: Version, limits: Limits) -> list[Problem]:
    """What the network would refuse of the parts that follow the first: better now than half-way."""
    following = follow_ups(revision.content, version.channel_id)
    comments = [each.draft for each in following if each.kind is StepKind.COMMENT]
    parts = [each.draft for each in following if each.kind is not StepKind.COMMENT]
    return check_follow_ups(parts, comments[0] if comments else None, limits)


def _refuse_repeats(
    post: Post, revision: Revision, versions: Sequence[Version], moment: Moment
) -> None:
    for version in versions:
        words = text_hash(for_channel(revision.content, version.channel_id).text)
        twin = twin_of(
            post=post, channel_id=version.channel_id, words=words, instant=moment.instant
        )
        if twin is not None:
            raise RepeatError(twin)


def twin_of(*, post: Post, channel_id: int, words: str, instant: datetime) -> Delivery | None:
    """Another post's delivery of the same words (a text_hash) to a channel in the same minute, or None."""
    return (
        Delivery.objects.filter(
            channel_id=channel_id,
            text_hash=words,
            due_at__gte=instant - timedelta(seconds=59),
            due_at__lte=instant + timedelta(seconds=59),
        )
        .exclude(post=post)
        .exclude(state__in=[S.CANCELLED, S.FAILED])
        .select_related("channel")
        .first()
    )


def _plan_one(
    post: Post, version: Version, revision: Revision, moment: Moment, member: Member, now: datetime
) -> Delivery | None:
    """Move what still waits on this channel, or open the next occurrence; None where it is out already."""
    last = (
        Delivery.objects.select_for_update()
        .filter(post=post, channel_id=version.channel_id)
        .order_by("-occurrence")
        .first()
    )
    words = text_hash(for_channel(revision.content, version.channel_id).text)
    fields = {
        "revision": revision,
        "wall_at": moment.wall_at,
        "time_zone": moment.time_zone,
        "fold": moment.fold,
        "due_at": moment.instant,
        "next_attempt_at": moment.instant,
        "text_hash": words,
        "n_attempts": 0,
        "reason": "",
        "reason_params": {},
    }
    if last is not None and last.state == S.PUBLISHED:
        return None
    if last is not None and last.state in CAN_STILL_CHANGE:
        for name, value in fields.items():
            setattr(last, name, value)
        last.state = S.SCHEDULED
        last.save(update_fields=[*fields, "state"])
        plan_follow_ups(delivery=last, revision=revision, channel=version.channel)
        return last
    if last is not None and last.state not in (S.FAILED, S.CANCELLED):
        raise BeingSentError
    delivery = Delivery.objects.create(
        agency_id=post.agency_id,
        client_id=post.client_id,
        post=post,
        channel_id=version.channel_id,
        occurrence=last.occurrence + 1 if last else 1,
        created_by=member,
        created_at=now,
        **fields,
    )
    Step.objects.create(
        agency_id=post.agency_id,
        delivery=delivery,
        position=0,
        kind=StepKind.STATUS,
        is_commit=True,
    )
    plan_follow_ups(delivery=delivery, revision=revision, channel=version.channel)
    return delivery


def _cancel_others(post: Post, versions: Sequence[Version], *, now: datetime) -> None:
    """A channel taken off the post no longer gets it."""
    post.deliveries.filter(state__in=CAN_STILL_CHANGE).exclude(
        channel__in=[v.channel_id for v in versions]
    ).update(state=S.CANCELLED, reason="channel_removed", ended_at=now)


def wake() -> None:
    """Tell `manage.py publisher` that there may be something sooner than its next look."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WAKE_CHANNEL}")


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
