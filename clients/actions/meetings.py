"""Holding a meeting: begin it with its agenda, note, decide, hand out tasks, end it, mail the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions import access_links
from clients.meetings import MeetingKind, Side, Source
from clients.models import AgendaPoint, Client, Contact, Decision, Meeting, Task
from people import audit, cldr, notices
from people.models import Member


class MeetingRefusedError(Exception):
    """It cannot be done; the text is for the person who tried."""


class NotesConflictError(Exception):
    """Somebody saved other notes meanwhile; `theirs` is the meeting as it stands."""

    def __init__(self, theirs: Meeting) -> None:
        super().__init__()
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Point:
    """A point for a new agenda: where it comes from, its words, and the page it is about."""

    source: Source
    text: str
    url: str = ""


def begin(
    *,
    by: Member,
    client: Client,
    kind: MeetingKind,
    agenda: Sequence[Point],
    people: str = "",
    now: datetime,
) -> Meeting:
    """The open meeting of this kind, or a new one with this agenda: two clicks begin one meeting."""
    found = open_meeting(client=client, kind=kind)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                agency_id=client.agency_id, client=client, kind=kind, starts_at=now, people=people, begun_by=by
            )  # fmt: skip
            AgendaPoint.objects.bulk_create(
                AgendaPoint(
                    agency_id=client.agency_id, meeting=meeting, position=at,
                    source=point.source, text=point.text[:300], url=point.url,
                )
                for at, point in enumerate(agenda)
            )  # fmt: skip
            _record(by, meeting, "meeting.begun", now, n_points=len(agenda))
    except IntegrityError:
        found = open_meeting(client=client, kind=kind)
        if found is None:
            raise
        return found
    return meeting


def open_meeting(*, client: Client, kind: MeetingKind) -> Meeting | None:
    """The meeting of this kind that has not ended, if there is one."""
    found: Meeting | None = Meeting.objects.filter(client=client, kind=kind, ended_at=None).first()
    return found


@transaction.atomic
def note(
    *, by: Member, meeting: Meeting, notes: str, people: str, edit_number: int, now: datetime
) -> Meeting:
    """Keeps the notes as they stand. Raises NotesConflictError when somebody else saved other words since `edit_number`."""
    row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if (row.notes, row.people) == (notes, people):
        return row
    if row.edit_number != edit_number:
        raise NotesConflictError(row)
    if row.ended_at is not None:
        _record(by, row, "meeting.noted_afterwards", now)
    row.notes, row.people = notes, people
    row.edit_number += 1
    row.save(update_fields=["notes", "people", "edit_number"])
    return row


@transaction.atomic
def add_point(*, by: Member, meeting: Meeting, text: str, now: datetime) -> AgendaPoint:
    """One more point, at the end of the agenda."""
    point = AgendaPoint.objects.create(
        agency_id=meeting.agency_id, meeting=meeting, position=meeting.points.count(),
        source=Source.OWN, text=text,
    )  # fmt: skip
    _record(by, meeting, "meeting.point_added", now)
    return point


@transaction.atomic
def tick(*, by: Member, point: AgendaPoint, is_done: bool, now: datetime) -> None:
    """A point of the agenda is through, or not after all."""
    if point.is_done == is_done:
        return
    point.is_done = is_done
    point.save(update_fields=["is_done"])
    _record(by, point.meeting, "meeting.point_ticked", now, point=point.text, is_done=is_done)


@transaction.atomic
def decide(
    *, by: Member, meeting: Meeting, text: str, is_of_strategy: bool, now: datetime
) -> Decision:
    """Writes down what was decided."""
    decision = Decision.objects.create(
        agency_id=meeting.agency_id, client_id=meeting.client_id, meeting=meeting, text=text,
        is_of_strategy=is_of_strategy, decided_at=now, written_by=by,
    )  # fmt: skip
    _record(by, meeting, "meeting.decided", now, decision=text, is_of_strategy=is_of_strategy)
    return decision


@transaction.atomic
def give_task(
    *,
    by: Member,
    client: Client,
    meeting: Meeting | None = None,
    text: str,
    side: Side,
    member: Member | None = None,
    contact: Contact | None = None,
    due_on: date | None = None,
    now: datetime,
) -> Task:
    """Writes down who does what by when; a colleague to whom somebody else gives it is told."""
    task = Task.objects.create(
        agency_id=client.agency_id, client=client, meeting=meeting, text=text, side=side, member=member,
        contact=contact, due_on=due_on, written_by=by, written_at=now,
    )  # fmt: skip
    audit.record(
        actor=by, agency=client.agency, verb="task.given", target=task, data={"side": side}, now=now
    )
    _tell(task, by, now)
    return task


@transaction.atomic
def hand_over_task(*, by: Member, task: Task, to: Member, now: datetime) -> None:
    """A task of ours becomes a colleague's, who is told; one that is done stays whose it was."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("agency", "client", "member")
    row = rows.get(pk=task.pk)
    if row.side != Side.OURS or row.done_at is not None or row.member_id == to.pk:
        return
    before, row.member = str(row.member or ""), to
    row.save(update_fields=["member"])
    data = {"from": before, "to": str(to)}
    audit.record(
        actor=by, agency=row.agency, verb="task.handed_over", target=row, data=data, now=now
    )
    _tell(row, by, now)


def _tell(task: Task, by: Member, now: datetime) -> None:
    """Whoever got it from somebody else."""
    if task.member is None or task.member == by:
        return
    words = gettext_lazy("{client}, a task for you: {task}")
    notices.notify(
        members=[task.member], kind="task",
        text=format_lazy(words, client=task.client.name, task=task.text),
        url=reverse("clients:meetings", args=[task.client.slug]), now=now,
    )  # fmt: skip


@transaction.atomic
def settle_task(*, by: Member, task: Task, is_done: bool, now: datetime) -> None:
    """A colleague says that a task is done, or that it is not after all."""
    row = Task.objects.select_for_update(of=("self",)).select_related("agency").get(pk=task.pk)
    if (row.done_at is not None) == is_done:
        return
    row.done_at, row.done_name = (now, str(by)[:120]) if is_done else (None, "")
    row.save(update_fields=["done_at", "done_name"])
    verb = "task.done" if is_done else "task.taken_up_again"
    audit.record(actor=by, agency=row.agency, verb=verb, target=row, now=now)


@transaction.atomic
def settle_task_by_contact(*, task: Task, contact: Contact, now: datetime) -> bool:
    """A person of the client says that a task of theirs is done; False when it was already."""
    n = Task.objects.filter(pk=task.pk, done_at=None).update(
        done_at=now, done_name=contact.name[:120]
    )
    if n:
        audit.record(
            actor=None, agency=contact.client.agency, verb="task.done_by_contact", target=task,
            data={"contact": contact.name}, name=contact.name, now=now,
        )  # fmt: skip
    return bool(n)


@transaction.atomic
def end(*, by: Member, meeting: Meeting, now: datetime) -> None:
    """Ends the meeting; ending it twice is harmless. What was noted can still be put right."""
    n = Meeting.objects.filter(pk=meeting.pk, ended_at=None).update(ended_at=now)
    if n:
        _record(by, meeting, "meeting.ended", now)


@transaction.atomic
def mail_minutes(
    *, by: Member, meeting: Meeting, contacts: Sequence[Contact], now: datetime
) -> int:
    """Mails each of these contacts, in their language, what was decided and who does what; how many were written to.

    The notes stay with us. Refuses a meeting about which there is nothing to say, and one without anybody to write to.
    """
    row = (
        Meeting.objects.select_for_update(of=("self",)).select_related("client").get(pk=meeting.pk)
    )
    held_on = row.starts_at.astimezone(ZoneInfo(row.client.time_zone)).date()
    decisions = list(row.decisions.order_by("decided_at", "id"))
    tasks = list(
        row.tasks.select_related("member__user", "contact").order_by("side", "due_on", "id")
    )
    if not decisions and not tasks:
        raise MeetingRefusedError(
            _("Nothing is decided and nobody has a task yet: write down one of the two first.")
        )
    if not contacts:
        raise MeetingRefusedError(_("No contact with an e-mail address is chosen."))
    for contact in contacts:
        with translation.override(contact.language):
            context = {
                "day": cldr.day(held_on, "EEEE d MMMM y"),
                "decisions": [each.text for each in decisions],
                "ours": [_line(each) for each in tasks if each.side == Side.OURS],
                "theirs": [_line(each) for each in tasks if each.side == Side.THEIRS],
                "link": access_links.give(contact=contact, now=now),
            }
        access_links.write_mail(contact=contact, template="minutes", context=context, now=now)
    row.minutes_sent_at = now
    row.save(update_fields=["minutes_sent_at"])
    _record(by, row, "meeting.minutes_sent", now, to=[each.name for each in contacts])
    return len(contacts)


def _line(task: Task) -> str:
    when = cldr.day(task.due_on, "EEEE d MMMM") if task.due_on else ""
    return " · ".join(part for part in (task.text, task.who, when) if part)


def _record(by: Member, meeting: Meeting, verb: str, now: datetime, **data: object) -> None:
    audit.record(
        actor=by, agency=meeting.client.agency, verb=verb, target=meeting, data=data, now=now
    )
