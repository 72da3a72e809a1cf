"""Saying that somebody will be away, and taking that back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from people import audit
from people.absences import days_words
from people.models import Absence, Member


class AbsenceError(Exception):
    """These days cannot stand so; `field` is what to change, the text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@transaction.atomic
def say_absence(
    *,
    by: Member,
    member: Member,
    first_on: date,
    last_on: date,
    stand_in: Member | None = None,
    note: str = "",
    now: datetime,
) -> Absence:
    """Write down that `member` is away on these days. Raises AbsenceError where they are away already, or the stand-in is."""
    # Two who write for the same people at once wait for each other.
    people = [each.pk for each in (member, stand_in) if each is not None]
    list(Member.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    if last_on < first_on:
        raise AbsenceError("last_on", _("The last day comes before the first."))
    if stand_in is not None and stand_in.pk == member.pk:
        raise AbsenceError("stand_in", _("Choose somebody else: nobody stands in for themselves."))
    if other := _away(member, first_on, last_on):
        words = _(
            "{who} is away already: {days}. Choose other days, or take that absence off first."
        )
        raise AbsenceError("first_on", words.format(who=member, days=_days(other)))
    if stand_in is not None and (other := _away(stand_in, first_on, last_on)):
        words = _("{who} is away too: {days}. Choose somebody else, or nobody for now.")
        raise AbsenceError("stand_in", words.format(who=stand_in, days=_days(other)))
    absence = Absence.objects.create(
        agency_id=member.agency_id, member=member, stand_in=stand_in, first_on=first_on, last_on=last_on,
        note=note, said_by=by, said_at=now,
    )  # fmt: skip
    _record(by, absence, "absence.said", now)
    return absence


@transaction.atomic
def take_back_absence(*, by: Member, absence: Absence, now: datetime) -> None:
    """The person is not away on those days after all."""
    _record(by, absence, "absence.taken_back", now)
    absence.delete()


def left_without(absence: Absence) -> list[Absence]:
    """Absences of others for whom the person stands in on some of the same days: somebody else must now."""
    found = Absence.objects.filter(
        stand_in=absence.member_id, first_on__lte=absence.last_on, last_on__gte=absence.first_on
    )
    return list(found.select_related("member__user"))


def _away(member: Member, first_on: date, last_on: date) -> Absence | None:
    return member.absences.filter(first_on__lte=last_on, last_on__gte=first_on).first()


def _days(absence: Absence) -> str:
    return days_words(absence.first_on, absence.last_on)


def _record(by: Member, absence: Absence, verb: str, now: datetime) -> None:
    data = {
        "first_on": absence.first_on,
        "last_on": absence.last_on,
        "stand_in": str(absence.stand_in or ""),
    }
    audit.record(actor=by, agency=by.agency, verb=verb, target=absence.member, data=data, now=now)
