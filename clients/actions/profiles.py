"""Care of the profiles: what each should say and who approved it, whose it is, when it is looked at again, its sleep."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from clients.actions.strategy import set_part
from clients.models import (
    Channel,
    ChannelCare,
    Closing,
    Contact,
    Part,
    ProfileTask,
    ProfileVersion,
)
from clients.models.profiles import WAKE
from clients.words.profiles import bio_problem
from people import audit, cldr
from people.models import Member

_SLEEP = ("asleep_since", "asleep_until", "asleep_why", "asleep_followers", "slept_as")


class ProfileError(Exception):
    """It cannot be so; the text is for the person who tried, `field` its place in the form."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def care_of(channel: Channel) -> ChannelCare:
    """The channel's row of care, made when first asked for."""
    care, _is_new = ChannelCare.objects.get_or_create(
        channel=channel,
        defaults={"agency_id": channel.agency_id, "client_id": channel.client_id},
    )
    return care


@transaction.atomic
def write_version(
    *, by: Member, channel: Channel, words: dict[str, str], now: datetime
) -> ProfileVersion:
    """What the profile says from here on. Raises ProfileError for a bio its network does not take."""
    problem = bio_problem(channel.network, words.get("bio", ""))
    if problem:
        raise ProfileError(problem, field="bio")
    Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    last = channel.profile_versions.aggregate(n=Max("number"))["n"] or 0
    version = ProfileVersion.objects.create(
        agency_id=channel.agency_id,
        client_id=channel.client_id,
        channel=channel,
        number=last + 1,
        created_by=by,
        created_at=now,
        **words,
    )
    _record(by, "profile.written", channel, now, number=version.number)
    return version


@transaction.atomic
def approve(
    *, by: Member, version: ProfileVersion, contact: Contact, on: date, now: datetime
) -> None:
    """Somebody of the client said yes to it, by voice or in writing, on that day of the client's.

    Raises ProfileError for a day to come, and for one before the version was written.
    """
    client = version.channel.client
    if on > client.today(now):
        raise ProfileError(_("A yes cannot come from a day that has not come."), field="on")
    written = client.today(version.created_at)
    if on < written:
        said = _("This version was written on %(day)s: nobody can have said yes to it before.")
        words = said % {"day": cldr.day(written, "d MMMM y")}
        raise ProfileError(cldr.spoken(words), field="on")
    ProfileVersion.objects.filter(pk=version.pk).update(
        approved_by=contact.name,
        approved_contact=contact,
        approved_on=on,
        approval_noted_by=by,
        approved_at=None,
    )
    _record(
        by, "profile.approved", version.channel, now, number=version.number, contact=contact.name
    )


@transaction.atomic
def set_care(
    *,
    by: Member,
    channel: Channel,
    owner: str,
    owner_note: str,
    review_on: date | None,
    now: datetime,
) -> None:
    """Whose account it is, and when it is looked at again."""
    care = care_of(channel)
    care.owner, care.owner_note, care.review_on = owner, owner_note, review_on
    care.save(update_fields=["owner", "owner_note", "review_on"])
    _record(by, "profile.care_set", channel, now, owner=owner)


@transaction.atomic
def put_to_sleep(
    *,
    by: Member,
    channel: Channel,
    why: str,
    until: date | None,
    followers: str,
    today: date,
    now: datetime,
) -> None:
    """It rests until a day, or until somebody wakes it; the day is a task. Raises ProfileError for a day that is over."""
    if until is not None and until < today:
        raise ProfileError(_("That day is over."), field="until")
    care = care_of(channel)
    care.asleep_since, care.asleep_until = today, until
    care.asleep_why, care.asleep_followers = why, followers
    had = Channel.objects.values_list("part", flat=True).get(pk=channel.pk)
    if had != Part.DORMANT:
        care.slept_as = had
    care.save(update_fields=_SLEEP)
    set_part(by=by, channel=channel, part=Part.DORMANT, now=now)
    _settle_waking(by, channel, now)
    if until is not None:
        _task(by, channel, on=until, what=WAKE)
    _record(by, "profile.put_to_sleep", channel, now, why=why)


@transaction.atomic
def wake(*, by: Member, channel: Channel, now: datetime) -> None:
    """It is used again, in the part it had; as a support of the others where nobody knows which that was."""
    care = care_of(channel)
    part = care.slept_as or Part.SUPPORT
    care.asleep_since = care.asleep_until = None
    care.asleep_why = care.asleep_followers = care.slept_as = ""
    care.save(update_fields=_SLEEP)
    set_part(by=by, channel=channel, part=part, now=now)
    _settle_waking(by, channel, now)
    _record(by, "profile.woken", channel, now, part=part)


@transaction.atomic
def tick_closing(
    *, by: Member, channel: Channel, point: Closing, is_done: bool, now: datetime
) -> None:
    """A point on the way to closing it for good is done, or open again; twice is harmless."""
    care_of(channel)
    care = ChannelCare.objects.select_for_update(of=("self",)).get(channel=channel)
    if (point in care.closing_done) == is_done:
        return
    done = {*care.closing_done, point} if is_done else {*care.closing_done} - {point}
    care.closing_done = [each.value for each in Closing if each in done]
    care.save(update_fields=["closing_done"])
    verb = "profile.closing_ticked" if is_done else "profile.closing_opened"
    _record(by, verb, channel, now, point=point.value)


@transaction.atomic
def plan_change(*, by: Member, channel: Channel, on: date, what: str, now: datetime) -> ProfileTask:
    """Something of the profile changes on a day."""
    task = _task(by, channel, on=on, what=what)
    _record(by, "profile.change_planned", channel, now, what=what)
    return task


@transaction.atomic
def change_done(*, by: Member, task: ProfileTask, now: datetime) -> None:
    """It was done on the network; twice is harmless."""
    if ProfileTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by):
        _record(by, "profile.change_done", task.channel, now, what=task.what)


def _settle_waking(by: Member, channel: Channel, now: datetime) -> None:
    """It is awake, or sleeps until another day: nobody is asked to wake it on the day it had."""
    open_tasks = ProfileTask.objects.filter(channel=channel, what=WAKE, done_at=None)
    open_tasks.update(done_at=now, done_by=by)


def _task(by: Member, channel: Channel, *, on: date, what: str) -> ProfileTask:
    return ProfileTask.objects.create(
        agency_id=channel.agency_id,
        client_id=channel.client_id,
        channel=channel,
        on=on,
        what=what,
        created_by=by,
    )


def _record(by: Member, verb: str, channel: Channel, now: datetime, **data: Any) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=channel, data=data, now=now)
