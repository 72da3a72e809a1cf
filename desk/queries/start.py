"""What begins the day, in the question every page asks anyway: the counts of the frame, the tasks of ours that are due, whom the
reader stands in for today, and which clients are theirs by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from clients.meetings import Side
from clients.models import Assignment, Client, Status, Task
from clients.own import Own
from desk.queries.live import Counts, counted_of_all
from editorial.queries.attention import role_of
from people.absences import Away
from people.models import Absence, Member, PutOff
from people.prepared import prepared
from people.queries.absences import next_absence
from people.roles import Capability, Role, may

# So many tasks stand on Today, the oldest first; the page of meetings has all.
MOST_TASKS = 12
_OF_SLEEP = ("matter", "until_on", "n", "at", "made_at")


@dataclass(frozen=True, slots=True)
class OfClient:
    """As much of a client as a line shows."""

    name: str
    slug: str
    colour: str


@dataclass(frozen=True, slots=True)
class DueTask:
    """A task of ours whose day is today or over. `who` is empty for nobody by name; `away` says that the person is, `may_tick` that
    the reader may say it is done."""

    public_id: str
    text: str
    due_on: date
    who: str
    client: OfClient
    away: str
    may_tick: bool


@dataclass(frozen=True, slots=True)
class Start:
    """The start of a day. `has_more`: more tasks are due than are here; `has_clients`: the reader sees one at least; `put_off` are
    rows for `desk.asleep.part`."""

    counts: Counts
    tasks: list[DueTask]
    has_more: bool
    own: Own
    has_clients: bool
    put_off: list[dict[str, Any]]


def start(*, member: Member, today: date, own_only: bool = False) -> Start:
    """In one query. `own_only` leaves out tasks of others: those of the reader stay, those of whom they stand in for, and on the
    reader's clients those of nobody by name."""
    ((*counts, tasks, covered, clients, has_clients, put_off),) = _start(
        member=member, today=today.isoformat(), own_only=own_only
    )
    found = list(_tasks(tasks, member, today))
    return Start(
        counts=Counts(*counts),
        tasks=found[:MOST_TASKS],
        has_more=len(found) > MOST_TASKS,
        own=Own(frozenset(clients), frozenset([member.pk, *covered])),
        has_clients=has_clients,
        put_off=put_off,
    )


@prepared("own_only")
def _start(*, member: Member, today: str, own_only: bool) -> QuerySet[Member, Any]:
    day: Any = Cast(Value(today, TextField()), DateField())
    covered = Absence.objects.filter(
        stand_in=member.pk, first_on__lte=day, last_on__gte=day
    ).order_by()
    seen = Client.objects.visible_to(member).current()
    clients = seen.order_by().values("pk")
    if member.role == Role.OWNER:
        led = Assignment.objects.filter(client=OuterRef("pk"), role=Role.MANAGER)
        clients = clients.filter(~Exists(led))
    tasks = (
        Task.objects.visible_to(member)
        .open()
        .filter(side=Side.OURS, due_on__lte=day)
        .exclude(client__status=Status.ARCHIVED)
        .order_by("due_on", "id")
    )
    if own_only:
        mine = Q(member=member.pk) | Q(member__in=covered.values("member"))
        tasks = tasks.filter(mine | Q(member=None, client__in=clients))
    slept = PutOff.objects.filter(member=member.pk).asleep(day).order_by()
    user = "member__user__"
    row = JSONObject(
        id="public_id", text="text", due_on="due_on", member="member_id",
        who=Coalesce(NullIf(F(f"{user}name"), Value("")), F(f"{user}email")),
        client="client__name", slug="client__slug", colour="client__colour",
        role=role_of(member, "client_id"), absence=next_absence(today, of="member_id"),
    )  # fmt: skip
    return Member.objects.filter(pk=member.pk).values_list(
        *counted_of_all(member),
        ArraySubquery(tasks.values(row=row)[: MOST_TASKS + 1]),
        ArraySubquery(covered.values("member_id")),
        ArraySubquery(clients),
        Exists(seen.order_by()),
        ArraySubquery(slept.values(row=JSONObject(**{name: name for name in _OF_SLEEP}))),
    )


def _tasks(rows: list[dict[str, Any]], member: Member, today: date) -> Iterator[DueTask]:
    for row in rows:
        away = Away.of_row(row["absence"])
        is_away = away is not None and away.first_on <= today
        yield DueTask(
            public_id=row["id"],
            text=row["text"],
            due_on=date.fromisoformat(row["due_on"]),
            who=row["who"] or "",
            client=OfClient(row["client"], row["slug"], row["colour"]),
            away=away.words(today) if away and is_away else "",
            may_tick=row["member"] == member.pk or may(row["role"], Capability.EDIT_STRATEGY),
        )
