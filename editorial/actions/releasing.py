"""Making a release, moving it, changing what goes with it and who knows of it, dissolving it.

The release is locked before its posts, and posts before their deliveries. Whatever changes what goes out or when
takes the "go" back: it was said of something else.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Client, Contact
from editorial import movable, when
from editorial.actions import moving, schedulable, serving, waking
from editorial.actions.cancelling import cancel
from editorial.actions.circles import forget_notices
from editorial.actions.drafting import BeingSentError, content_of
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.timing import Moment, moment_for
from editorial.lifecycle import CAN_STILL_CHANGE, NO_GO, NO_LINK, DeliveryState
from editorial.models import Delivery, Insider, Post, Release
from editorial.queries.pictures import going_out, rights_ended
from people import audit, zones
from people.models import Member

S = DeliveryState


@dataclass(frozen=True, slots=True)
class Circle:
    """Who may know of a release before its hour; without an embargo everybody who sees the client."""

    is_embargoed: bool = False
    members: Sequence[Member] = ()
    contacts: Sequence[Contact] = ()


@transaction.atomic
def make_release(
    *,
    member: Member,
    client: Client,
    name: str,
    posts: Sequence[Post],
    wall_at: datetime,
    fold: int | None = None,
    circle: Circle | None = None,
    now: datetime,
) -> Release:
    """Let these posts go out together at a wall time of the client; what was scheduled moves there.

    Raises ScheduleRefusedError in words for a time or a post that will not do, BeingSentError for one on its way.
    """
    moment = moment_for(wall_at=wall_at, zone=client.time_zone, fold=fold, now=now)
    serving.refuse_day(client, moment.wall_at.date())
    circle = circle or Circle()
    release = Release.objects.create(
        agency_id=client.agency_id,
        client=client,
        name=name,
        wall_at=moment.wall_at,
        time_zone=moment.time_zone,
        fold=moment.fold,
        due_at=moment.instant,
        zones_edition=zones.edition(),
        is_embargoed=circle.is_embargoed,
        created_by=member,
        created_at=now,
    )
    _write_circle(release, circle)
    for post in _locked(posts):
        _take_in(release, post, member, now)
    forget_notices(release)
    _note(release, member, "release.made", now, posts=len(posts))
    waking.wake()
    return release


@transaction.atomic
def change_release(
    *,
    release: Release,
    member: Member,
    name: str,
    posts: Sequence[Post],
    wall_at: datetime,
    fold: int | None = None,
    circle: Circle,
    now: datetime,
) -> Release:
    """Another name, moment, circle, or other posts: those left out keep their time as a plan, and nothing of them goes out.

    What is out already stays with it. Raises as make_release does.
    """
    held = locked(release)
    serving.refuse_prospect(held.client)
    is_same_moment = (held.wall_at, held.fold) == (wall_at, held.fold if fold is None else fold)
    if not is_same_moment:
        moment = moment_for(wall_at=wall_at, zone=held.time_zone, fold=fold, now=now)
        serving.refuse_day(held.client, moment.wall_at.date())
        held.wall_at, held.fold, held.due_at = moment.wall_at, moment.fold, moment.instant
        held.zones_edition = zones.edition()
    held.name, held.is_embargoed = name, circle.is_embargoed
    present = {post.pk: post for post in _locked(held.posts.all())}
    wanted = {post.pk for post in posts}
    has_other_posts = wanted != present.keys()
    if has_other_posts or not is_same_moment:
        # Said of other posts, or of another hour.
        held.go_by, held.go_at, held.called_at = None, None, None
    held.save()
    _write_circle(held, circle)
    for post in present.values():
        if post.pk not in wanted:
            _take_out(post, member, now)
        elif not is_same_moment:
            _put(held, post, member, now)
    for post in _locked([post for post in posts if post.pk not in present]):
        _take_in(held, post, member, now)
    forget_notices(held)
    _note(
        held,
        member,
        "release.changed",
        now,
        posts=len(wanted),
        wall_at=held.wall_at.isoformat(),
        is_embargoed=held.is_embargoed,
    )
    waking.wake()
    return held


@transaction.atomic
def dissolve(*, release: Release, member: Member, now: datetime) -> None:
    """End it before its hour: its posts stay, with their time as a plan, and go out only when somebody schedules them.

    Raises BeingSentError while one of them is on its way. The embargo ends with it.
    """
    held = locked(release)
    names = []
    for post in _locked(held.posts.all()):
        names.append(str(post.public_id))
        _take_out(post, member, now)
    held.go_by, held.go_at = None, None
    held.dissolved_by, held.dissolved_at = member, now
    held.save(update_fields=["go_by", "go_at", "dissolved_by", "dissolved_at"])
    _note(held, member, "release.dissolved", now, posts=names)


def locked(release: Release) -> Release:
    """The release, locked against others who change it. Refuses one that was dissolved meanwhile."""
    held = (
        Release.objects.select_for_update(of=("self",)).select_related("client").get(pk=release.pk)
    )
    if held.dissolved_at is not None:
        raise ScheduleRefusedError(
            _("This release was dissolved meanwhile. Its posts are as they were.")
        )
    return held


def _locked(posts: Collection[Post]) -> list[Post]:
    ids = [post.pk for post in posts]
    found = Post.objects.select_for_update(of=("self",)).select_related("client", "release")
    return list(found.filter(pk__in=ids).order_by("pk"))


def _take_in(release: Release, post: Post, member: Member, now: datetime) -> None:
    if post.client_id != release.client_id:
        raise ScheduleRefusedError(_("A release has posts of one client."), field="posts")
    if post.release is not None and post.release.pk != release.pk:
        raise ScheduleRefusedError(
            _("«%(post)s» goes out with another release, «%(release)s».")
            % {"post": post.name, "release": post.release.name},
            field="posts",
        )
    states = [each.state for each in moving.last_deliveries(post)]
    code = movable.obstacle(stage=post.stage, states=states)
    if code == "leaving":
        raise BeingSentError
    if code and code != "missed":
        raise ScheduleRefusedError(f"«{post.name}»: {movable.WHY_NOT[code]}", field="posts")
    post.release = release
    post.save(update_fields=["release"])
    _put(release, post, member, now)


def _put(release: Release, post: Post, member: Member, now: datetime) -> None:
    """Its plan, and what of it waits, at the moment of the release."""
    last = moving.last_deliveries(post)
    if any(each.state in (S.CLAIMED, S.SENDING) for each in last):
        raise BeingSentError
    waiting = [each for each in last if each.state in CAN_STILL_CHANGE]
    if waiting and (
        ended := rights_ended(going_out(post, content_of(post)), on=release.wall_at.date())
    ):
        raise ScheduleRefusedError(*ended, field="wall_at")
    # By the data in use, should the release not have been derived again yet.
    instant = when.instant_of(release.wall_at, release.time_zone, release.fold)
    moment = Moment(release.wall_at, release.time_zone, release.fold, instant)
    schedulable.refuse_full_days(post, [each.channel for each in waiting], moment)
    moving.write_moment(post, waiting, moment, member=member, now=now)
    # What its hour found without a go has another hour now; what was edited or stopped stays so.
    again = [
        each.pk
        for each in waiting
        if each.state in (S.MISSED, S.BY_HAND) or each.reason in (NO_GO, NO_LINK)
    ]
    Delivery.objects.filter(pk__in=again).update(state=S.SCHEDULED, reason="", reason_params={})


def _take_out(post: Post, member: Member, now: datetime) -> None:
    last = moving.last_deliveries(post)
    if any(each.state in (S.CLAIMED, S.SENDING) for each in last):
        raise BeingSentError
    if any(each.state in CAN_STILL_CHANGE for each in last):
        cancel(post=post, member=member, now=now)
    Post.objects.filter(pk=post.pk).update(release=None)


def _write_circle(release: Release, circle: Circle) -> None:
    release.insiders.all().delete()
    if not circle.is_embargoed:
        return
    of = {"agency_id": release.agency_id, "client_id": release.client_id, "release": release}
    Insider.objects.bulk_create(
        [Insider(**of, member=each) for each in circle.members]
        + [Insider(**of, contact=each) for each in circle.contacts]
    )


def _note(release: Release, member: Member, verb: str, now: datetime, **data: object) -> None:
    audit.record(actor=member, agency=member.agency, verb=verb, target=release, data=data, now=now)
