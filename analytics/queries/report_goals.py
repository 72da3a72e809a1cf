"""The goals of a client as a month's report freezes them: plain data, as they stood at the end of the month."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from analytics.queries.figures import midnight
from analytics.queries.goals import GoalLine, goal_lines
from analytics.series import Period
from clients.models import Client, Goal


def goals_of_month(*, client: Client, period: Period, now: datetime) -> list[dict[str, Any]]:
    """The goals that ran in these days and are not closed, each with its last figure of them."""
    running = (
        Goal.objects.standing()
        .filter(client=client, from_on__lte=period.last_on, to_on__gte=period.first_on)
        .select_related("source", "owner__user")
        .prefetch_related("channels")
    )
    end = midnight(period.last_on + timedelta(days=1), ZoneInfo(client.time_zone))
    lines = goal_lines(goals=list(running), client=client, now=min(now, end))
    return [_frozen(line) for line in lines]


def _frozen(line: GoalLine) -> dict[str, Any]:
    goal = line.goal
    return {
        "title": goal.title,
        "why": goal.why,
        "metric": goal.metric,
        "reckoning": goal.reckoning,
        "unit": goal.source.unit if goal.source else "",
        "declared_by": goal.source.declared_by if goal.source else "",
        "baseline": float(goal.baseline),
        "target": float(goal.target),
        "to_on": goal.to_on,
        "value": line.value,
        "as_of": line.as_of,
        "standing": str(line.standing),
    }
