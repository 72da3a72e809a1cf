"""Putting a line of one's Today off to a day, and having it back."""

from __future__ import annotations

from datetime import date, datetime

from people.models import Member, PutOff


def put_off(
    *, by: Member, matter: str, until_on: date, n: int, at: datetime | None, now: datetime
) -> None:
    """The line is away until that day; put off again, the later word counts. It is nobody's matter but the member's own."""
    PutOff.objects.update_or_create(
        agency_id=by.agency_id, member=by, matter=matter,
        defaults={"until_on": until_on, "n": n, "at": at, "made_at": now},
    )  # fmt: skip
    # What came back by its day is of no use any more.
    PutOff.objects.visible_to(by).filter(until_on__lt=now.date()).delete()


def have_back(*, by: Member, matter: str) -> None:
    """The line stands on Today again."""
    PutOff.objects.visible_to(by).filter(matter=matter).delete()
