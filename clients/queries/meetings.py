"""Meetings, decisions and tasks, for the pages of one client and of all."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from clients.meetings import Side
from clients.models import Client, Decision, Meeting, Task
from people.models import Member

MOST_MEETINGS = 30
MOST_DECISIONS = 20
MOST_TASKS = 100


@dataclass(frozen=True, slots=True)
class Minutes:
    """What has come out of meetings: the meetings, what is still to be done on either side, what was decided lately."""

    meetings: list[Meeting]
    ours: list[Task]
    theirs: list[Task]
    decisions: list[Decision]


def minutes(*, member: Member, client: Client | None = None) -> Minutes:
    """Of one client, or of all the member sees; three queries."""
    of = Q(client=client) if client is not None else Q()
    meetings = (
        Meeting.objects.visible_to(member)
        .filter(of)
        .select_related("client")
        .annotate(
            n_decisions=Count("decisions", distinct=True), n_tasks=Count("tasks", distinct=True)
        )
        .order_by(F("ended_at").desc(nulls_first=True), "-starts_at", "-id")
    )
    tasks = list(
        Task.objects.visible_to(member)
        .open()
        .filter(of)
        .select_related("client", "member__user", "contact")[:MOST_TASKS]
    )
    decisions = Decision.objects.visible_to(member).filter(of).select_related("client", "meeting")
    return Minutes(
        meetings=list(meetings[:MOST_MEETINGS]),
        ours=[task for task in tasks if task.side == Side.OURS],
        theirs=[task for task in tasks if task.side == Side.THEIRS],
        decisions=list(decisions[:MOST_DECISIONS]),
    )


def open_tasks(*, client: Client) -> list[Task]:
    """The client's tasks that are not done, the soonest due first."""
    found = Task.objects.open().filter(client=client).select_related("member__user", "contact")
    return list(found)
