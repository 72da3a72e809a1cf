"""What of a client's dates and commitments is open while its day comes near: an event's programme, a project's deliverables, an
artist's works. One query for all clients. The mentions that an event owes are counted in posts, which no page waits for
(queries/mentions.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject, NullIf

from clients.countdown import day_x
from clients.kinds import day_of
from clients.models import Act, Client, Deliverable, Kind, Status, Work
from clients.models.matters import MatterQuerySet
from people.models import Member
from people.prepared import prepared

# Artists' offices and printers want weeks; a report or a label's yes want one month.
EVENT_NEAR = timedelta(days=60)
NEAR = timedelta(days=30)
# A project's last reports are looked after earlier: afterwards nobody is there to write them.
END_NEAR = timedelta(days=60)
# Of one client so many of a sort are read; its page has all.
MOST = 100


@dataclass(frozen=True, slots=True)
class Matters:
    """What of one sort is open: `section` is its place on the page of dates and commitments, `names` the first day's first."""

    section: str
    names: tuple[str, ...]
    on: date
    # Of works: who must say yes, where it is one and the same.
    who: str = ""


@dataclass(frozen=True, slots=True)
class Commitments:
    """What is open of one client, the nearest first; `on` is the day it is counted to, in the client's zone."""

    client: Client
    on: date
    open: tuple[Matters, ...]


def commitments(*, member: Member, now: datetime) -> list[Commitments]:
    """The clients whose day comes near with something open, the nearest first, in one query."""
    found: list[Any] = _near(
        member=member,
        since=now - timedelta(days=1),
        until=now + NEAR + timedelta(days=1),
        events_until=(now + EVENT_NEAR + timedelta(days=1)).date().isoformat(),
        events_since=(now - timedelta(days=1)).date().isoformat(),
        ends_until=(now + END_NEAR + timedelta(days=1)).date().isoformat(),
    )
    lines = [_of(client, client.today(now)) for client in found]
    return sorted((line for line in lines if line), key=lambda line: (line.on, line.client.pk))


def _of(client: Any, today: date) -> Commitments | None:
    open_ = [
        each
        for each in (
            _acts(client, today),
            _deliverables(client, today),
            _works(client, today),
        )
        if each is not None
    ]
    if not open_:
        return None
    return Commitments(client, min(each.on for each in open_), tuple(open_))


def _acts(client: Any, today: date) -> Matters | None:
    """Acts still to come without a yes; counted to the first evening, and once that is past to the first of them."""
    ahead = [row for row in client.acts_open if _on(row) >= today]
    on = day_x(client.kind, client.facts) or today
    if on > today + EVENT_NEAR:
        return None
    return _matters("acts", ahead, on=max(on, today))


def _deliverables(client: Any, today: date) -> Matters | None:
    """Those due within a month, and all of a project that ends soon."""
    ends = day_of(client.facts, "ends_on")
    is_ending = ends is not None and today <= ends <= today + END_NEAR
    due = [row for row in client.due if is_ending or _on(row) <= today + NEAR]
    return _matters("deliverables", due)


def _works(client: Any, today: date) -> Matters | None:
    waiting = [row for row in client.works_open if today <= _on(row) <= today + NEAR]
    return _matters("works", waiting, who=waiting[0]["who"] if waiting else "")


def _matters(
    section: str, rows: Sequence[Mapping[str, Any]], *, on: date | None = None, who: str = ""
) -> Matters | None:
    if not rows:
        return None
    names = tuple(dict.fromkeys(row["name"] for row in rows))
    is_his = all(row.get("who", "") == who for row in rows)
    return Matters(section, names, on or min(map(_on, rows)), who if is_his else "")


def _on(row: Mapping[str, Any]) -> date:
    return date.fromisoformat(row["on"])


@prepared()
def _near(
    *,
    member: Member,
    since: datetime,
    until: datetime,
    events_until: str,
    events_since: str,
    ends_until: str,
) -> QuerySet[Client, Any]:
    """Days are a little wider than asked: each client's own zone says which day it is."""
    is_near = Q(kind=Kind.EVENT, first_day__lte=events_until, last_day__gte=events_since)
    of = {"client": OuterRef("pk")}
    acts = Act.objects.filter(**of, is_confirmed=False, on__gte=_day(since))
    due = Deliverable.objects.filter(**of, handed_in_on=None)
    works = Work.objects.filter(
        **of, approved_on=None, out_on__gte=_day(since), out_on__lte=_day(until)
    ).exclude(approver="")
    ends_soon = Q(kind=Kind.PROJECT, last_day__gte=events_since, last_day__lte=ends_until)
    return (
        Client.objects.visible_to(member)
        .filter(status__in=[Status.ACTIVE, Status.LEAVING])
        .annotate(
            first_day=_fact("starts_on"),
            last_day=Coalesce(NullIf(_fact("ends_on"), Value("", TextField())), _fact("starts_on")),
        )
        .filter(
            (is_near & Exists(acts))
            | Q(kind=Kind.PROJECT)
            & (Exists(due.filter(due_on__lte=_day(until))) | (ends_soon & Exists(due)))
            | Q(kind=Kind.ARTIST) & Exists(works)
        )
        .annotate(
            acts_open=_rows(acts, "on", "at", name="name", on="on"),
            due=_rows(due, "due_on", name=Concat("code", Value(" "), "title"), on="due_on"),
            works_open=_rows(works, "out_on", name="title", on="out_on", who="approver"),
        )
        .order_by("pk")[:MOST]
    )


def _day(at: datetime) -> Cast:
    """The day of an instant, put together by the database, so that the instant stays a value of a prepared query."""
    return Cast(Value(at, DateTimeField()), DateField())


def _fact(name: str) -> KeyTextTransform:
    """A day among the facts as it is written: such days sort as texts do."""
    return KeyTextTransform(name, "facts")


def _rows(matters: MatterQuerySet, *order: str, **fields: Any) -> ArraySubquery:
    return ArraySubquery(matters.order_by(*order, "pk").values(row=JSONObject(**fields))[:MOST])
