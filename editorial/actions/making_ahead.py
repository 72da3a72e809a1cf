"""Making the posts of recurrences some weeks ahead, and scheduling them as far as an approval reaches.

A day is made once: its row is unique, and written before the post. Whatever a person would be refused, the machine is
refused too: the post then stays a draft, and those who can schedule it are told once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from clients.models import Approval, Status
from clients.queries.team import who_may
from clients.standing_rules import SERVED
from editorial import when
from editorial.actions import alerts, copying, scheduling, telling
from editorial.actions.circles import let_in
from editorial.actions.drafting import content_of, freeze_revision
from editorial.actions.refusals import ScheduleRefusedError
from editorial.contents import for_channel, text_hash
from editorial.lifecycle import DeliveryState, PostStage, ReviewStep
from editorial.models import Delivery, Post, Recurrence, RecurrenceDay, Review
from editorial.recurring import A_DAY, AHEAD, wall_on
from people import audit, cldr
from people.notices import notify
from people.roles import Capability

S = DeliveryState
AT_A_TIME = 100
# Of one recurrence at once: a person who sets one for every day does not wait for six weeks of posts.
MOST_AT_ONCE = 12
# What was approved stays so when the post that repeats has gone to the archive since.
_APPROVED = (PostStage.APPROVED, PostStage.ARCHIVED)


def make_ahead_due(*, now: datetime) -> int:
    """Make the posts of the next six weeks, and schedule those whose words were approved meanwhile; how many were made."""
    # A day of leeway: each client's today is another.
    due = (
        Recurrence.objects.going_on()
        .filter(next_on__lte=(now + AHEAD).date() + A_DAY, client__status__in=SERVED)
        .exclude(
            client__status=Status.LEAVING,
            next_on__gt=Coalesce("client__open_until", "client__leaving_on"),
        )
    )
    n_made = 0
    for pk in due.order_by("next_on", "pk").values_list("pk", flat=True)[:AT_A_TIME]:
        with alerts.aside(f"making the posts of recurrence {pk}"):
            n_made += make_those_of(pk, now=now)
    for pk in _waiting(now).values_list("pk", flat=True)[:AT_A_TIME]:
        with alerts.aside(f"scheduling the day {pk} of a recurrence"):
            _schedule_later(pk, now=now)
    return n_made


@transaction.atomic
def make_those_of(recurrence_id: int, *, now: datetime) -> int:
    """Make what is due to be made of one recurrence, the rest a round later.

    Nothing while somebody else is at it, or where nothing of the client goes out.
    """
    held = (
        Recurrence.objects.going_on()
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("client__agency", "post__approved_revision", "set_by__user")
        .filter(pk=recurrence_id)
        .first()
    )
    if held is None or held.next_on is None or held.client.status not in SERVED:
        return 0
    today = when.wall_of(now, held.client.time_zone).date()
    from_on = max(held.next_on, today)
    n_made, held.next_on = 0, None
    for on in held.pattern.days_after(from_on - A_DAY):
        # Who leaves may stay after all, or say yes to some days more: these are made then.
        if on > today + AHEAD or n_made == MOST_AT_ONCE or held.client.has_left_by(on):
            held.next_on = on
            break
        n_made += _make(held, on, now)
    held.save(update_fields=["next_on"])
    return n_made


def _make(held: Recurrence, on: date, now: datetime) -> int:
    """The post of one day; 0 where that has been made, left out, or is over."""
    client = held.client
    wall = wall_on(on, held.wall_clock, client.time_zone)
    if when.instant_of(wall.wall_at, client.time_zone, wall.fold) <= now:
        return 0
    of = {"agency_id": held.agency_id, "client_id": held.client_id}
    day, is_new = RecurrenceDay.objects.get_or_create(recurrence=held, on=on, defaults=of)
    if not is_new:
        return 0
    day.post = copying.copy_post(
        post=held.post, member=held.set_by, wall_at=wall.wall_at, fold=wall.fold, now=now
    )
    note_as_left(day)
    if wall.is_there:
        schedule_day(held, day, now=now)
    else:
        _tell(held, day, now)
    return 1


def note_as_left(day: RecurrenceDay) -> None:
    """How its post stands when the machine lets go of it: what differs later, somebody has changed."""
    if day.post is not None:
        day.post.refresh_from_db(fields=["wall_at", "fold", "edit_number"])
        day.wall_at, day.fold = day.post.wall_at, day.post.fold
        day.edit_number = day.post.edit_number
    day.save()


def is_untouched(day: RecurrenceDay) -> bool:
    """Whether its post is still as the machine left it: nobody edited, moved, decided or dropped it."""
    post = day.post
    return (
        post is not None
        and post.release_id is None
        and (post.wall_at, post.fold, post.edit_number) == (day.wall_at, day.fold, day.edit_number)
        and post.stage == (PostStage.APPROVED if day.is_scheduled else PostStage.DRAFT)
        and {each.state for each in post.deliveries.all()} <= {S.SCHEDULED, S.BLOCKED}
    )


def schedule_day(held: Recurrence, day: RecurrenceDay, *, now: datetime) -> None:
    """Schedule the post of a day, if the recurrence wants that and the approval of its words reaches so far."""
    post = day.post
    if post is None or post.wall_at is None or not held.is_scheduled:
        return
    day.tried_revision = held.post.approved_revision_id
    said = _approvals_that_reach(held, post)
    if said is None:
        day.save(update_fields=["tried_revision"])
        return
    is_able = who_may(Capability.SCHEDULE_POSTS, client=held.client).filter(pk=held.set_by_id)
    try:
        with transaction.atomic():
            if not is_able.exists() or _must_rest(held, post):
                raise ScheduleRefusedError
            _inherit(held, post, said, now)
            scheduling.schedule(
                post=post, member=held.set_by, wall_at=post.wall_at, fold=post.fold, now=now
            )
    except ScheduleRefusedError:
        _tell(held, day, now)
    else:
        day.is_scheduled = True
    day.save(update_fields=["tried_revision", "is_scheduled", "told_at"])


def _approvals_that_reach(held: Recurrence, post: Post) -> list[Review] | None:
    """What was said of these very words and counts for this post too; None where somebody has to decide.

    A client who approves has been asked after it was set to repeat, so their page said so.
    """
    first, approved = held.post, held.post.approved_revision
    if first.stage not in _APPROVED or approved is None:
        return None
    if not _says_the_same(first, approved.content, post):
        return None
    said = list(first.reviews.standing().filter(revision=approved).order_by("pk"))
    by_client = [
        each for each in said if each.step == ReviewStep.CLIENT and each.asked_at >= held.begun_at
    ]
    match held.client.approval:
        case Approval.CLIENT:
            return by_client or None
        case Approval.INTERNAL:
            return said or None
    return said


def _says_the_same(first: Post, approved: Mapping[str, Any], post: Post) -> bool:
    """Whether a post says what was approved of another, on channels it was approved for; short links differ in their code only."""
    links = [
        (each.link, each.is_link_short, each.utm_campaign, each.campaign_id)
        for each in (first, post)
    ]
    mine = _without_codes(content_of(post), is_short=post.is_link_short)
    theirs = _without_codes(approved, is_short=first.is_link_short)
    on_mine = {key: theirs["versions"].get(key) for key in mine["versions"]}
    return links[0] == links[1] and {**theirs, "versions": on_mine} == mine


def _without_codes(content: Mapping[str, Any], *, is_short: bool) -> dict[str, Any]:
    left_out = {"link"} if is_short else set()
    versions = {
        key: {name: said for name, said in version.items() if name not in left_out}
        for key, version in content["versions"].items()
    }
    return {**content, "versions": versions}


def _must_rest(held: Recurrence, post: Post) -> bool:
    """Whether the same words go, or went, out on one of its channels too near to this moment."""
    if not held.rest_days or post.wall_at is None:
        return False
    rest = timedelta(days=held.rest_days)
    at = when.instant_of(post.wall_at, post.time_zone, post.fold)
    content = content_of(post)
    near = (
        Delivery.objects.filter(due_at__gt=at - rest, due_at__lt=at + rest, client=held.client_id)
        .exclude(post=post)
        .exclude(state__in=[S.CANCELLED, S.FAILED, S.MISSED])
    )
    # With short links each post has other codes in its words, so the shared text counts too.
    shared = Q(post__text=post.text) if post.text else Q(pk__in=[])
    return any(
        near.filter(
            Q(text_hash=text_hash(for_channel(content, version.channel_id).text)) | shared,
            channel_id=version.channel_id,
        ).exists()
        for version in post.versions.all()
    )


def _inherit(held: Recurrence, post: Post, said: list[Review], now: datetime) -> None:
    """Write the approvals of the same words into this post, by whom and when they were given."""
    if not said:
        return
    revision = freeze_revision(post=post, member=held.set_by, now=now)
    for each in said:
        Review.objects.create(
            agency_id=post.agency_id,
            client_id=post.client_id,
            post=post,
            revision=revision,
            **{name: getattr(each, name) for name in _KEPT},
        )
    post.stage, post.approved_revision = PostStage.APPROVED, revision
    post.save(update_fields=["stage", "approved_revision"])
    audit.record(
        actor=None,
        agency=held.client.agency,
        verb="post.approval_inherited",
        target=post,
        data={"from": str(held.post.public_id), "revision": revision.number},
        now=now,
    )


_KEPT = (
    "step", "asked_by_id", "asked_at", "decision", "decided_at", "decided_by_id", "decided_by_contact_id",
    "decided_name", "note", "said_at", "said_how",
)  # fmt: skip


def _waiting(now: datetime) -> Any:
    """Days that stayed drafts, whose words were approved since it was tried last."""
    is_new = ~Q(tried_revision=F("recurrence__post__approved_revision_id"))
    return RecurrenceDay.objects.filter(
        Q(tried_revision=None) | is_new,
        recurrence__ended_at=None,
        recurrence__is_scheduled=True,
        recurrence__post__stage__in=_APPROVED,
        is_scheduled=False,
        told_at=None,
        skipped_at=None,
        wall_at__isnull=False,
        post__stage=PostStage.DRAFT,
        on__gte=now.date() - A_DAY,
    ).order_by("on", "pk")


def _schedule_later(pk: int, *, now: datetime) -> None:
    day = (
        RecurrenceDay.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related(
            "post__client", "recurrence__client__agency", "recurrence__set_by__user",
            "recurrence__post__approved_revision",
        )
        .filter(pk=pk, is_scheduled=False)
        .first()
    )  # fmt: skip
    if day is not None and is_untouched(day):
        schedule_day(day.recurrence, day, now=now)
    elif day is not None:
        day.tried_revision = day.recurrence.post.approved_revision_id
        day.save(update_fields=["tried_revision"])


def _tell(held: Recurrence, day: RecurrenceDay, now: datetime) -> None:
    """Once: its post stays a draft until somebody looks."""
    if day.post is None or day.told_at is not None:
        return
    day.told_at = now
    day.save(update_fields=["told_at"])
    with alerts.aside(f"telling people of the day {day.pk} of a recurrence"):
        notify(
            members=let_in(telling.who_can_act(held.client), day.post),
            kind="time",
            text=lazystr(_Words(held, day)),
            url=reverse("editorial:post", args=[held.client.slug, day.post.public_id]),
            once_key=f"recurrence:{day.pk}",
            now=now,
        )


@dataclass(frozen=True, slots=True)
class _Words:
    """What people are told, in the language that is active when it is read."""

    held: Recurrence
    day: RecurrenceDay

    def __str__(self) -> str:
        return _(
            "%(client)s: «%(post)s», which repeats on %(day)s, could not be scheduled by itself. It waits as a draft: "
            "open it and schedule it to see why."
        ) % {
            "client": self.held.client.name,
            "post": self.held.post.name,
            "day": cldr.day(self.day.on, "EEE d MMM"),
        }
