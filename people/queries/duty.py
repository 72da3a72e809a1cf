"""Who is on duty now, and the rota as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from people.models import Agency, DutyCover, DutyShift, Member, Weekday
from people.roles import Capability, roles_with

_DAY = timedelta(days=1)


def on_duty(*, agency: Agency, now: datetime) -> list[Member]:
    """The members on duty at an instant, replacements counted in; at most two queries."""
    local = now.astimezone(ZoneInfo(agency.time_zone)).replace(tzinfo=None)
    days = [local.date(), local.date() - _DAY]
    shifts = (
        DutyShift.objects.filter(agency=agency, weekday__in=[day.weekday() for day in days])
        .filter(member__is_active=True, member__user__is_active=True)
        .select_related("member__user", "member__agency")
    )
    running = [(day, shift) for shift in shifts for day in days if _runs(shift, day, local)]
    if not running:
        return []
    covers = DutyCover.objects.filter(agency=agency, on__in=days).select_related(
        "member__user", "member__agency"
    )
    instead = {
        (cover.on, cover.instead_of_id): cover.member
        for cover in covers
        if cover.member.is_active and cover.member.user.is_active
    }
    found = {}
    for day, shift in running:
        member = instead.get((day, shift.member_id), shift.member)
        found[member.pk] = member
    return list(found.values())


def _runs(shift: DutyShift, day: date, local: datetime) -> bool:
    if shift.weekday != day.weekday():
        return False
    starts = datetime.combine(day, shift.starts)
    ends = datetime.combine(day + _DAY if shift.ends_next_day else day, shift.ends)
    return starts <= local < ends


def who_may_be_on_duty(*, agency: Agency) -> QuerySet[Member]:
    """The members who can act when a post needs somebody."""
    return (
        Member.objects.active()
        .filter(agency=agency, role__in=roles_with(Capability.SCHEDULE_POSTS))
        .select_related("user")
        .order_by("user__name", "pk")
    )


@dataclass(frozen=True, slots=True)
class RotaDay:
    """One weekday of the rota."""

    weekday: int
    name: str
    shifts: list[DutyShift]


@dataclass(frozen=True, slots=True)
class Rota:
    """The week, the replacements from today on, and who is on duty now."""

    days: list[RotaDay]
    covers: list[DutyCover]
    now_on: list[Member]

    @property
    def is_empty(self) -> bool:
        return not any(day.shifts for day in self.days)


def rota(*, member: Member, now: datetime) -> Rota:
    """The agency's rota; at most four queries."""
    shifts = list(
        DutyShift.objects.visible_to(member)
        .select_related("member__user")
        .order_by("weekday", "starts", "id")
    )
    today = now.astimezone(ZoneInfo(member.agency.time_zone)).date()
    covers = (
        DutyCover.objects.visible_to(member)
        .filter(on__gte=today)
        .select_related("member__user", "instead_of__user")
    )
    return Rota(
        days=[
            RotaDay(day.value, str(day.label), [s for s in shifts if s.weekday == day.value])
            for day in Weekday
        ],
        covers=list(covers),
        now_on=on_duty(agency=member.agency, now=now),
    )
