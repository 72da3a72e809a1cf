"""Naming who is on duty: turns of the week, and who takes over for a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db import transaction

from people import audit
from people.models import DutyCover, DutyShift, Member


@transaction.atomic
def add_shifts(
    *,
    by: Member,
    member: Member,
    weekdays: Iterable[int],
    starts: time,
    ends: time,
    now: datetime,
) -> None:
    """Put a member on duty on these weekdays; a turn that begins at the same time gets the new end."""
    for weekday in sorted(set(weekdays)):
        DutyShift.objects.update_or_create(
            agency=by.agency, member=member, weekday=weekday, starts=starts, defaults={"ends": ends}
        )
    audit.record(
        actor=by,
        agency=by.agency,
        verb="duty.shift_added",
        target=member,
        data={
            "weekdays": sorted(set(weekdays)),
            "starts": f"{starts:%H:%M}",
            "ends": f"{ends:%H:%M}",
        },
        now=now,
    )


@transaction.atomic
def remove_shift(*, by: Member, shift: DutyShift, now: datetime) -> None:
    """Take a turn off the rota."""
    audit.record(
        actor=by,
        agency=by.agency,
        verb="duty.shift_removed",
        target=shift.member,
        data={"weekday": shift.weekday, "starts": f"{shift.starts:%H:%M}"},
        now=now,
    )
    shift.delete()


@transaction.atomic
def cover(*, by: Member, on: date, instead_of: Member, member: Member, now: datetime) -> None:
    """On this day `member` takes the turns of `instead_of`; who was named before is replaced."""
    DutyCover.objects.update_or_create(
        agency=by.agency, on=on, instead_of=instead_of, defaults={"member": member}
    )
    audit.record(
        actor=by,
        agency=by.agency,
        verb="duty.cover_added",
        target=member,
        data={"on": on, "instead_of": str(instead_of)},
        now=now,
    )


@transaction.atomic
def remove_cover(*, by: Member, found: DutyCover, now: datetime) -> None:
    """Nobody is replaced on that day."""
    audit.record(
        actor=by,
        agency=by.agency,
        verb="duty.cover_removed",
        target=found.member,
        data={"on": found.on},
        now=now,
    )
    found.delete()
