"""Letting a post repeat: setting the pattern, changing it, leaving a day out, other words from here on, the end.

Whatever changes the pattern changes only posts that are still to come and as the machine left them; how many, and how many
stayed as somebody made them, is said. The recurrence is locked before its posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from editorial import when
from editorial.actions import archiving, copying, drafting, moving
from editorial.actions.making_ahead import (
    is_untouched,
    make_those_of,
    note_as_left,
    schedule_day,
)
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.serving import refuse_prospect
from editorial.lifecycle import PostStage
from editorial.models import Post, Recurrence, RecurrenceDay
from editorial.recurring import A_DAY, AHEAD, Clock, Pattern, wall_on
from people import audit
from people.models import Member


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person wants: the days, the clock time, whether the posts are scheduled, and how long the same words rest on a channel."""

    pattern: Pattern
    clock: Clock
    is_scheduled: bool = True
    rest_days: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """How many posts to come were made, were changed or put away, and how many stay because somebody had touched them."""

    n_made: int = 0
    n_changed: int = 0
    n_put_away: int = 0
    n_kept: int = 0


@transaction.atomic
def repeat(*, post: Post, member: Member, plan: Plan, now: datetime) -> tuple[Recurrence, Changed]:
    """Let this post repeat; those of the next weeks are made at once. The first day of the pattern is its own.

    Refuses in words a post without a day, in the archive, in a release, or that repeats already.
    """
    held = Post.objects.select_for_update(of=("self",)).select_related("client").get(pk=post.pk)
    _refuse_what_cannot(held, plan)
    RecurrenceDay.objects.filter(post=held).delete()  # of a recurrence that is over
    made = Recurrence(
        agency_id=held.agency_id, client=held.client, post=held, begun_at=now, set_at=now
    )
    _put(made, plan, member, now)
    _next_from(made, now)
    made.save(force_insert=True)
    RecurrenceDay.objects.create(
        agency_id=held.agency_id,
        client_id=held.client_id,
        recurrence=made,
        on=plan.pattern.starts_on,
        post=held,
        edit_number=held.edit_number,
    )
    _note(made, member, "recurrence.set", now)
    return made, Changed(n_made=make_those_of(made.pk, now=now))


@transaction.atomic
def change(*, recurrence: Recurrence, member: Member, plan: Plan, now: datetime) -> Changed:
    """Another pattern from now on: posts on days that stay move to its clock time, those on other days are put away, and
    the days that come in are made.
    """
    held = _locked(recurrence)
    _refuse_short_rest(plan)
    coming = _coming(held, now)
    # Days are counted from where they were: every second week stays the same week.
    _put(held, replace(plan, pattern=replace(plan.pattern, starts_on=held.starts_on)), member, now)
    end = when.wall_of(now, held.client.time_zone).date() + AHEAD
    wanted = set(_until(held.pattern, end))
    n_changed = n_put_away = 0
    own = [day for day in coming if is_untouched(day)]
    for day in own:
        if day.on not in wanted:
            _put_away(day, member, now)
            n_put_away += 1
        elif _is_moved(held, day, member, now):
            n_changed += 1
    _next_from(held, now)
    held.save()
    _note(held, member, "recurrence.changed", now, changed=n_changed, put_away=n_put_away)
    n_made = make_those_of(held.pk, now=now)
    return Changed(n_made, n_changed, n_put_away, len(coming) - len(own))


@transaction.atomic
def use_words_of(*, recurrence: Recurrence, post: Post, member: Member, now: datetime) -> Changed:
    """From this post on, its words repeat: later posts that nobody has touched get them, by the same rules of approval."""
    held = _locked(recurrence)
    day = held.days.select_related("post__client", "post__approved_revision").get(post=post)
    assert day.post is not None
    held.post, held.set_by, held.set_at = day.post, member, now
    held.save(update_fields=["post", "set_by", "set_at"])
    later = [each for each in _coming(held, now) if each.on > day.on]
    own = [each for each in later if is_untouched(each)]
    for each in own:
        _rewrite(held, each, member, now)
    _note(held, member, "recurrence.words", now, changed=len(own))
    return Changed(n_changed=len(own), n_kept=len(later) - len(own))


@transaction.atomic
def skip(*, recurrence: Recurrence, on: date, member: Member, now: datetime) -> None:
    """Leave one day out: its post, if there is one, goes to the archive. Raises BeingSentError when that is leaving."""
    held = _locked(recurrence)
    if on not in _until(held.pattern, on):
        raise ScheduleRefusedError(_("That day is not one of the repeat."))
    of = {"agency_id": held.agency_id, "client_id": held.client_id}
    day, _is_new = held.days.get_or_create(on=on, defaults=of)
    if day.post is not None and day.post.stage != PostStage.ARCHIVED:
        archiving.archive_post(post=day.post, member=member, now=now)
    day.skipped_by, day.skipped_at = member, now
    day.save(update_fields=["skipped_by", "skipped_at"])
    _note(held, member, "recurrence.day_skipped", now, on=on.isoformat())


@transaction.atomic
def put_back(*, recurrence: Recurrence, on: date, member: Member, now: datetime) -> None:
    """Take a day in again that was left out: a post is made for it anew, now or when its weeks come."""
    held = _locked(recurrence)
    held.days.filter(on=on, skipped_at__isnull=False).delete()
    _next_from(held, now)
    held.save(update_fields=["next_on"])
    _note(held, member, "recurrence.day_put_back", now, on=on.isoformat())
    make_those_of(held.pk, now=now)


@transaction.atomic
def end(*, recurrence: Recurrence, member: Member, puts_away: bool, now: datetime) -> Changed:
    """No more posts of it. `puts_away`: those to come that nobody has touched go to the archive too."""
    held = _locked(recurrence)
    coming = _coming(held, now)
    own = [day for day in coming if puts_away and is_untouched(day)]
    for day in own:
        _put_away(day, member, now)
    held.ended_by, held.ended_at, held.next_on = member, now, None
    held.save(update_fields=["ended_by", "ended_at", "next_on"])
    _note(held, member, "recurrence.ended", now, put_away=len(own))
    return Changed(n_put_away=len(own), n_kept=len(coming) - len(own))


def _refuse_what_cannot(post: Post, plan: Plan) -> None:
    refuse_prospect(post.client)
    if post.wall_at is None:
        raise ScheduleRefusedError(_("Give the post its first day and time, then let it repeat."))
    if post.stage == PostStage.ARCHIVED:
        raise ScheduleRefusedError(_("It is in the archive: take it out before it repeats."))
    if post.release_id is not None:
        raise ScheduleRefusedError(_("It goes out with a release, which happens once."))
    if RecurrenceDay.objects.filter(post=post, recurrence__ended_at=None).exists():
        raise ScheduleRefusedError(_("It repeats already."))
    _refuse_short_rest(plan)


def _refuse_short_rest(plan: Plan) -> None:
    if plan.rest_days > plan.pattern.shortest_gap.days:
        raise ScheduleRefusedError(
            _("It repeats after %(gap)s days: the same words cannot rest longer than that.")
            % {"gap": plan.pattern.shortest_gap.days},
            field="rest_days",
        )


def _locked(recurrence: Recurrence) -> Recurrence:
    held = (
        Recurrence.objects.select_for_update(of=("self",))
        .select_related("client__agency", "post__approved_revision", "set_by__user")
        .get(pk=recurrence.pk)
    )
    if held.ended_at is not None:
        raise ScheduleRefusedError(_("This repeat has been ended meanwhile."))
    return held


def _put(held: Recurrence, plan: Plan, member: Member, now: datetime) -> None:
    pattern, clock = plan.pattern, plan.clock
    held.every, held.interval = pattern.every, pattern.interval
    held.weekdays, held.month_day, held.nth = list(pattern.weekdays), pattern.month_day, pattern.nth
    held.starts_on, held.ends_on = pattern.starts_on, pattern.ends_on
    held.skips_holidays = pattern.skips_holidays
    held.clock, held.in_gap, held.fold = clock.at, clock.in_gap, clock.fold
    held.is_scheduled, held.rest_days = plan.is_scheduled, plan.rest_days
    held.set_by, held.set_at = member, now


def _next_from(held: Recurrence, now: datetime) -> None:
    """From today on; days that have a row are not made again."""
    today = when.wall_of(now, held.client.time_zone).date()
    held.next_on = next(held.pattern.days_after(max(today - A_DAY, held.starts_on)), None)


def _until(pattern: Pattern, end: date) -> list[date]:
    found = []
    for on in pattern.days():
        if on > end:
            break
        found.append(on)
    return found


def _coming(held: Recurrence, now: datetime) -> Sequence[RecurrenceDay]:
    """The days to come that have a post, other than the one that repeats, with that post locked."""
    now_there = when.wall_of(now, held.client.time_zone)
    days = (
        held.days.filter(on__gte=now_there.date(), post__isnull=False, wall_at__isnull=False)
        .exclude(post=held.post_id)
        .exclude(post__stage=PostStage.ARCHIVED)
        .select_related("post__client", "post__approved_revision")
        .order_by("on")
    )
    ids = [day.post_id for day in days if day.post_id is not None]
    list(Post.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return [day for day in days.all() if day.wall_at is not None and day.wall_at > now_there]


def _put_away(day: RecurrenceDay, member: Member, now: datetime) -> None:
    assert day.post is not None
    archiving.archive_post(post=day.post, member=member, now=now)
    day.delete()


def _is_moved(held: Recurrence, day: RecurrenceDay, member: Member, now: datetime) -> bool:
    """Put its post at the clock time of the pattern; where that is refused it stays where it is."""
    wall = wall_on(day.on, held.wall_clock, held.client.time_zone)
    if (wall.wall_at, wall.fold) == (day.wall_at, day.fold) or not wall.is_there:
        return False
    assert day.post is not None
    try:
        moving.move(
            post=day.post,
            member=member,
            may_schedule=True,
            wall_at=wall.wall_at,
            fold=wall.fold,
            now=now,
        )
    except ScheduleRefusedError:
        return False
    note_as_left(day)
    return True


def _rewrite(held: Recurrence, day: RecurrenceDay, member: Member, now: datetime) -> None:
    """Its post says what the repeating one says; what was scheduled waits unless the approval reaches it."""
    first, post = held.post, day.post
    assert post is not None
    drafting.edit_post(
        post=post,
        member=member,
        edit_number=post.edit_number,
        text=first.text,
        title=first.title,
        versions=copying.versions_of(first),
        pictures=copying.pictures_of(first),
        additions=copying.additions_of(first),
        piece=first.piece,
        wall_at=post.wall_at,
        fold=post.fold,
        now=now,
    )
    day.post = Post.objects.select_related("client", "approved_revision").get(pk=post.pk)
    day.is_scheduled = day.post.stage == PostStage.APPROVED
    note_as_left(day)
    if not day.is_scheduled:
        schedule_day(held, day, now=now)


def _note(held: Recurrence, member: Member, verb: str, now: datetime, **data: object) -> None:
    audit.record(actor=member, agency=member.agency, verb=verb, target=held, data=data, now=now)
