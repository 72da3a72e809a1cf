"""Deciding when a post goes out: schedule it, or publish now with time to think again.

A delivery's row is its timer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Approval, Channel
from editorial.actions.drafting import BeingSentError, content_of, freeze_revision
from editorial.actions.following_up import plan_follow_ups
from editorial.actions.holding import refuse_while_held
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.schedulable import (
    refuse_apart_from,
    refuse_full_days,
    refuse_repeats,
    refuse_unless_open,
    refuse_unless_publishable,
)
from editorial.actions.timing import Moment, moment_for, moment_of
from editorial.actions.waking import wake
from editorial.contents import content_hash, for_channel, text_hash
from editorial.lifecycle import (
    CAN_STILL_CHANGE,
    DeliveryState,
    PostStage,
    ReviewDecision,
    ReviewStep,
    StepKind,
)
from editorial.models import Delivery, Post, Revision, Step, Version
from people import audit
from people.models import Member

UNDO = timedelta(seconds=10)
S = DeliveryState


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
    """Publish in ten seconds: until then `cancel` takes it back. Refuses while everything is on hold."""
    refuse_while_held(post.client)
    moment = moment_of(now + UNDO, post.client.time_zone)
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
        .select_related("client", "approved_revision", "release")
        .get(pk=post.pk)
    )
    if held.release is not None:
        refuse_apart_from(held.release, moment)
    versions = list(held.versions.select_related("channel__client"))
    refuse_unless_open(held.client, versions, moment)
    revision = _revision_to_send(held, member, now)
    refuse_unless_publishable(held.client, revision, versions, moment, release=held.release)
    refuse_full_days(held, [version.channel for version in versions], moment)
    if not is_repeat_ok:
        refuse_repeats(held, revision, versions, moment)
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
        **moment.of_delivery(),
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
    return open_occurrence(
        post=post,
        channel=version.channel,
        occurrence=last.occurrence + 1 if last else 1,
        member=member,
        fields=fields,
        now=now,
    )


def open_occurrence(
    *,
    post: Post,
    channel: Channel,
    occurrence: int,
    member: Member,
    fields: Mapping[str, Any],
    now: datetime,
) -> Delivery:
    """A new delivery with its parts; `fields` are its moment, its revision and how it stands."""
    delivery = Delivery.objects.create(
        agency_id=post.agency_id,
        client_id=post.client_id,
        post=post,
        channel=channel,
        occurrence=occurrence,
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
    plan_follow_ups(delivery=delivery, revision=delivery.revision, channel=channel)
    return delivery


def _cancel_others(post: Post, versions: Sequence[Version], *, now: datetime) -> None:
    """A channel taken off the post no longer gets it."""
    post.deliveries.filter(state__in=CAN_STILL_CHANGE).exclude(
        channel__in=[v.channel_id for v in versions]
    ).update(state=S.CANCELLED, reason="channel_removed", ended_at=now)
