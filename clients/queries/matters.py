"""The matters of a client as its page lists them: one query for each sort."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clients.matters import Section, sections_of
from clients.models import Act, Client, Deliverable, Sponsor, Window, Work, WorkPackage
from clients.wording import Look
from people import cldr
from people.models import Member


@dataclass(frozen=True, slots=True)
class Line:
    """One matter: its day and hour where it has them, its name, what else there is to say, and how it stands."""

    matter: Any
    on: date | None = None
    clock: str = ""
    says: str = ""
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One sort of matters with all its lines."""

    section: Section
    lines: list[Line]


def matters_of(*, member: Member, client: Client, today: date) -> list[Listed]:
    """Everything the client has by its kind, each sort in its order."""
    return [
        Listed(section, [_line(each, today) for each in _rows(section, member, client)])
        for section in sections_of(client.kind)
    ]


def _rows(section: Section, member: Member, client: Client) -> Any:
    rows = section.model.objects.visible_to(member).filter(client=client)
    pointing = [name for name in ("stage", "work_package") if name in section.fields]
    return rows.select_related(*pointing) if pointing else rows


def _line(matter: Any, today: date) -> Line:
    match matter:
        case Act():
            look = (
                _look("check2", _("may be told"), "approved")
                if matter.is_confirmed
                else _look("hourglass-split", _("waits for a yes"), "changes")
            )
            parts = [str(matter.stage or ""), _lasts(matter.minutes)]
            return Line(
                matter,
                matter.on,
                f"{matter.at:%H:%M}" if matter.at else "",
                " · ".join(filter(None, parts)),
                look,
            )
        case WorkPackage():
            return Line(matter, matter.starts_on, "", _until(matter.ends_on))
        case Deliverable():
            return Line(
                matter, matter.due_on, "", str(matter.work_package or ""), _due(matter, today)
            )
        case Sponsor():
            says = _("not beside %(rivals)s") % {"rivals": matter.rivals} if matter.rivals else ""
            return Line(matter, None, "", says)
        case Window():
            is_now = matter.starts_on <= today <= matter.ends_on
            says = " · ".join([_until(matter.ends_on), matter.rule])
            return Line(
                matter,
                matter.starts_on,
                "",
                says,
                _look("clock", _("now"), "changes") if is_now else None,
            )
        case Work():
            return Line(matter, matter.out_on, "", matter.what, _yes(matter))
    return Line(matter)


def _look(icon: str, word: str, css: str) -> Look:
    return Look(icon=icon, word=word, css=css)


def _lasts(minutes: int | None) -> str:
    return _("%(n)s minutes") % {"n": minutes} if minutes else ""


def _until(day: date | None) -> str:
    return _("until %(day)s") % {"day": cldr.day(day, "d MMM y")} if day else ""


def _due(matter: Deliverable, today: date) -> Look:
    if matter.handed_in_on:
        return _look("check2", _("handed in"), "published")
    if matter.due_on < today:
        return _look("exclamation-circle", _("overdue"), "failed")
    return _look("clock", _("to hand in"), "scheduled")


def _yes(matter: Work) -> Look | None:
    if not matter.approver:
        return None
    if matter.approved_on:
        return _look("check2", _("%(who)s said yes") % {"who": matter.approver}, "approved")
    return _look("hourglass-split", _("waits for %(who)s") % {"who": matter.approver}, "changes")
