"""Moving a post to another day or time: the clock time a person sees is kept, the instant is worked out again.

A draft's time is a plan and may be any time; a scheduled post is a promise, so it moves only into the future, only
by those who may schedule, and never once it has begun to leave. The post is locked before its deliveries, as
everybody does who changes a post: a claim either sees the new time or has already won.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from editorial import movable, when
from editorial.actions import schedulable, serving, timing, waking
from editorial.actions.drafting import BeingSentError, content_of
from editorial.actions.refusals import RepeatError, ScheduleRefusedError
from editorial.actions.timing import Moment
from editorial.lifecycle import CAN_STILL_CHANGE, CLIENT_LEFT, NO_SUCH_HOUR, DeliveryState
from editorial.models import Delivery, Post
from editorial.queries.pictures import going_out, rights_ended
from people import audit, cldr
from people.models import Member

S = DeliveryState
_A_DAY = timedelta(days=1)


class MoveRefusedError(Exception):
    """Why a post stays where it is, whatever the time; `code` is one of movable.WHY_NOT."""

    def __init__(self, code: str) -> None:
        super().__init__(str(movable.WHY_NOT[code]))
        self.code = code


class MovedMeanwhileError(Exception):
    """Somebody moved the post since it was looked at; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody moved this post meanwhile. It is shown where it is now."))


class GapError(ScheduleRefusedError):
    """The wall time does not exist; `choices` are the last minute before the jump and the first after it."""

    def __init__(self, wall_at: datetime, gap: when.Gap) -> None:
        super().__init__(
            cldr.spoken(
                _(
                    "%(time)s does not exist on %(day)s: the clocks go forward. Choose one of the two."
                )
                % {"time": f"{wall_at:%H:%M}", "day": cldr.day(wall_at, "d MMMM y")}
            ),
            field="wall_at",
        )
        self.choices = (gap.before, gap.after)


@dataclass(frozen=True, slots=True)
class Place:
    """A wall time as a post keeps it; `fold` 1 is the second of two."""

    wall_at: datetime
    fold: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done: moving to `before`, seen at `after`, takes it back. `before` is None without a time."""

    before: Place | None
    after: Place
    n_deliveries: int


@transaction.atomic
def move(
    *,
    post: Post,
    member: Member,
    may_schedule: bool,
    wall_at: datetime,
    fold: int | None = None,
    seen_at: datetime | None = None,
    is_repeat_ok: bool = False,
    now: datetime,
) -> Moved:
    """Put a post, planned or scheduled, at another wall time of its own zone.

    `seen_at` is the wall time the person saw it at: with another one nothing is done (MovedMeanwhileError). Refuses
    in words what can no longer move (BeingSentError, MoveRefusedError) and times that will not do
    (ScheduleRefusedError); where a choice is wanted it raises GapError, AmbiguousTimeError or RepeatError.
    """
    held = Post.objects.select_for_update(of=("self",)).select_related("client").get(pk=post.pk)
    if held.release_id is not None:
        raise MoveRefusedError("in_release")
    last = last_deliveries(held)
    states = [delivery.state for delivery in last]
    if seen_at is not None and not _is_at(held, seen_at):
        raise MovedMeanwhileError
    _refuse_what_stays(held, states, may_schedule=may_schedule)
    waiting = [delivery for delivery in last if delivery.state in CAN_STILL_CHANGE]
    moment = _moment(held, wall_at, fold, is_promised=bool(waiting), now=now)
    before = Place(held.wall_at, held.fold) if held.wall_at is not None else None
    after = Place(moment.wall_at, moment.fold)
    if before == after:
        return Moved(before, after, 0)
    if waiting:
        serving.refuse_day(held.client, moment.wall_at.date())
        if ended := rights_ended(going_out(held, content_of(held)), on=moment.wall_at.date()):
            raise ScheduleRefusedError(*ended, field="wall_at")
        schedulable.refuse_full_days(held, [delivery.channel for delivery in waiting], moment)
        if not is_repeat_ok:
            _refuse_repeats(held, waiting, moment)
    write_moment(held, waiting, moment, member=member, now=now)
    audit.record(
        actor=member,
        agency=member.agency,
        verb="post.moved",
        target=held,
        data={
            "from": before.wall_at.isoformat() if before else None,
            "to": after.wall_at.isoformat(),
            "time_zone": held.time_zone,
            "deliveries": len(waiting),
        },
        now=now,
    )
    if waiting:
        waking.wake()
    return Moved(before, after, len(waiting))


def _is_at(post: Post, seen_at: datetime) -> bool:
    """To the minute: publishing at once leaves a time with seconds, and screens show none."""
    return post.wall_at is not None and post.wall_at.replace(second=0, microsecond=0) == seen_at


def last_deliveries(post: Post) -> list[Delivery]:
    """The latest delivery of each channel, locked, without those that were taken back."""
    rows = (
        post.deliveries.select_for_update(of=("self",))
        .select_related("channel__client")
        .order_by("occurrence", "id")
    )
    last = {delivery.channel_id: delivery for delivery in rows}
    return [delivery for delivery in last.values() if delivery.state != S.CANCELLED]


def _refuse_what_stays(post: Post, states: Sequence[str], *, may_schedule: bool) -> None:
    code = movable.obstacle(stage=post.stage, states=states)
    if code == "leaving":
        raise BeingSentError
    if code:
        raise MoveRefusedError(code)
    if movable.is_promised(states) and not may_schedule:
        raise MoveRefusedError("needs_scheduler")


def _moment(
    post: Post, wall_at: datetime, fold: int | None, *, is_promised: bool, now: datetime
) -> Moment:
    zone = post.time_zone
    resolved = when.resolve(wall_at, zone)
    if isinstance(resolved, when.Gap):
        raise GapError(wall_at, resolved)
    # A plan may lie in the past, so it is asked from its own eve; a promise is kept from now on.
    eve = when.instant_of(wall_at, zone) - _A_DAY
    return timing.moment_for(
        wall_at=wall_at, zone=zone, fold=fold, now=now if is_promised else min(now, eve)
    )


def _refuse_repeats(post: Post, waiting: Sequence[Delivery], moment: Moment) -> None:
    for delivery in waiting:
        twin = schedulable.twin_of(
            post=post,
            channel_id=delivery.channel_id,
            words=delivery.text_hash,
            instant=moment.instant,
        )
        if twin is not None:
            raise RepeatError(twin)


def write_moment(
    post: Post, waiting: Sequence[Delivery], moment: Moment, *, member: Member, now: datetime
) -> None:
    post.wall_at, post.fold = moment.wall_at, moment.fold
    changed = ["wall_at", "fold"]
    if not any(delivery.state == S.SCHEDULED for delivery in waiting):
        # The editor shows the time of such a post: who has it open is told, instead of moving it back unawares.
        post.edit_number += 1
        post.edited_by, post.edited_at = member, now
        changed += ["edit_number", "edited_by", "edited_at"]
    post.save(update_fields=changed)
    ids = [delivery.pk for delivery in waiting]
    # `reason` stays: it tells of the last try, or why the post is on hold.
    Delivery.objects.filter(pk__in=ids).update(**moment.of_delivery(), n_attempts=0)
    # Another hour was all these wanted.
    wanted = [NO_SUCH_HOUR]
    if not post.client.has_left_by(moment.wall_at.date()):
        wanted.append(CLIENT_LEFT)
    Delivery.objects.filter(pk__in=ids, state=S.BLOCKED, reason__in=wanted).update(
        state=S.SCHEDULED, reason=""
    )
