"""Meetings, decisions and tasks, for the pages of one client and of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from clients.meetings import Side
from clients.models import Client, Decision, Meeting, Task
from people.models import Member

MOST_MEETINGS = 24
MOST_DECISIONS = 16
MOST_TASKS = 40


@dataclass(frozen=True, slots=True)
class Minutes:
    """What has come out of meetings: the meetings, what is still to be done on either side (the soonest due, where
    `has_more_tasks`), what was decided lately."""

    meetings: list[Meeting]
    ours: list[Task]
    theirs: list[Task]
    decisions: list[Decision]
    has_more_tasks: bool

    @property
    def n_ours(self) -> int | None:
        """How many tasks are ours; None where more are open than are here."""
        return None if self.has_more_tasks else len(self.ours)

    @property
    def n_theirs(self) -> int | None:
        """How many are the client's; None where more are open than are here."""
        return None if self.has_more_tasks else len(self.theirs)


def minutes(*, member: Member, client: Client | None = None) -> Minutes:
    """Of one client, or of all the member sees; three queries."""
    of = Q(client=client) if client is not None else Q()
    meetings = (
        Meeting.objects.visible_to(member)
        .filter(of)
        .select_related("client")
        .annotate(n_decisions=_n(Decision.objects.all()), n_tasks=_n(Task.objects.all()))
        .order_by(F("ended_at").desc(nulls_first=True), "-starts_at", "-id")
    )
    tasks = list(
        Task.objects.visible_to(member)
        .open()
        .filter(of)
        .select_related("client", "member__user", "contact")[: MOST_TASKS + 1]
    )
    shown = tasks[:MOST_TASKS]
    decisions = Decision.objects.visible_to(member).filter(of).select_related("client", "meeting")
    return Minutes(
        meetings=list(meetings[:MOST_MEETINGS]),
        ours=[task for task in shown if task.side == Side.OURS],
        theirs=[task for task in shown if task.side == Side.THEIRS],
        decisions=list(decisions[:MOST_DECISIONS]),
        has_more_tasks=len(tasks) > MOST_TASKS,
    )


def _n(things: QuerySet[Any]) -> Coalesce:
    """How many of them came of the meeting in the query around: asked of those that are shown, not of all there were."""
    mine = things.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is not done: `who` is a person by name, or the side whose it is."""

    text: str
    who: str
    due_on: date | None

    def is_late(self, today: date) -> bool:
        """Whether its day is over."""
        return self.due_on is not None and self.due_on < today


def open_tasks() -> ArraySubquery:
    """Of each client, its tasks that are not done, the soonest due first: rows for `tasks_in`."""
    user = "member__user__"
    name = Coalesce(NullIf(F(f"{user}name"), Value("")), F(f"{user}email"), F("contact__name"))
    return ArraySubquery(
        Task.objects.open()
        .filter(client=OuterRef("pk"))
        .values(row=JSONObject(text="text", side="side", who=name, due_on="due_on"))
    )


def tasks_in(rows: Iterable[dict[str, Any]]) -> list[OpenTask]:
    """The tasks of such rows, in words of the active language."""
    return [
        OpenTask(
            text=row["text"],
            who=row["who"] or str(Side(row["side"]).label),
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        )
        for row in rows
    ]
