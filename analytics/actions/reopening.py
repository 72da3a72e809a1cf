"""Figures open a decision on a network again: a goal that ended three months under its pace asks whether the channel is right."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from analytics.queries.figures import midnight
from analytics.queries.goals import GoalLine, goal_lines
from clients.actions import fitting
from clients.fit import Decision
from clients.models import Client, FitAssessment, Goal, Status
from clients.models.fitting import behind_for

MONTHS = 3


def reopen_fits(*, now: datetime) -> int:
    """Looks at the goals that run, client by client; returns how many decisions are open again.

    Only decisions that are older than those months: what was decided since has had no time to show.
    """
    running = (
        Goal.objects.standing()
        .filter(from_on__lte=now.date() - timedelta(days=30 * MONTHS), to_on__gte=now.date())
        .exclude(client__status__in=(Status.PAUSED, Status.ARCHIVED))
        .select_related("client__agency", "source", "owner__user")
        .prefetch_related("channels")
        .order_by("client_id", "id")
    )
    n = 0
    for _client_id, goals in groupby(
        running.iterator(chunk_size=500), key=lambda goal: goal.client_id
    ):
        mine = list(goals)
        for line in goal_lines(goals=mine, client=mine[0].client, now=now):
            if line.n_months_behind >= MONTHS:
                n += _reopen(line, mine[0].client, now)
    return n


def _reopen(line: GoalLine, client: Client, now: datetime) -> int:
    named = {channel.network for channel in line.goal.channels.all()}
    zone = ZoneInfo(client.time_zone)
    since = midnight(_months_ago(now.astimezone(zone).date()), zone)
    found = FitAssessment.objects.filter(
        client=client, decision=Decision.ADOPT, reopened_at=None, decided_at__lt=since
    )
    if named:
        found = found.filter(network__in=named)
    because = behind_for(months=line.n_months_behind, goal=line.goal.title)
    return sum(
        fitting.reopen(client=client, network=network, because=because, now=now)
        for network in found.values_list("network", flat=True)
    )


def _months_ago(today: date) -> date:
    """The first day of the months that were under the pace."""
    first = today.replace(day=1)
    for _n in range(MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
