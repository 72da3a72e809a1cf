"""What a meeting about a client needs to know: what is open, the next two weeks, who decides; few queries, one client at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analytics.queries.budget import period_of, pieces, planned
from analytics.queries.goals import goal_lines, goals_of
from clients.actions.meetings import Point
from clients.models import Client, Contact, Task
from clients.queries.meetings import open_tasks
from desk.agenda import points
from desk.health import DAYS
from desk.queries.overview import Day, week
from editorial.lifecycle import ReviewStep
from editorial.models import Review
from editorial.queries.attention import troubles
from editorial.queries.continuity import rhythms_of
from people.models import Member


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands on one screen."""

    agenda: list[Point]
    days: list[Day]
    tasks: list[Task]
    contacts: list[Contact]

    @property
    def n_empty(self) -> int:
        """On how many days nothing is planned."""
        return sum(not day.posts for day in self.days)


def standing(*, member: Member, client: Client, now: datetime) -> Standing:
    """All of it, in ten queries however much is open, and four more where the client has goals."""
    today = client.today(now)
    days = week(member=member, client=client, now=now, n_days=DAYS)
    reviews = list(
        Review.objects.visible_to(member)
        .open()
        .filter(client=client)
        .select_related("post")
        .order_by("asked_at", "id")
    )
    tasks = open_tasks(client=client)
    period = period_of(client=client, on=today)
    running = (
        goals_of(member=member, client=client)
        .standing()
        .filter(from_on__lte=today, to_on__gte=today)
    )
    agenda = points(
        client=client,
        troubles=troubles(member=member, client=client),
        with_client=[each for each in reviews if each.step == ReviewStep.CLIENT],
        for_us=[each for each in reviews if each.step == ReviewStep.INTERNAL],
        tasks=tasks,
        rhythms=rhythms_of(client=client, now=now),
        pieces=pieces(planned(client=client, period=period, member=member), period),
        goals=goal_lines(goals=list(running), client=client, now=now),
        empty=sum(not day.posts for day in days),
        today=today,
        now=now,
    )
    return Standing(agenda, days, tasks, list(client.contacts.all()))
