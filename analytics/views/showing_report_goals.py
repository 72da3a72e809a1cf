"""The goals that a report froze, in the words of the active language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from analytics import wording
from analytics.forecast import Standing
from analytics.words import goals as goal_words
from clients.wording import Look


@dataclass(frozen=True, slots=True)
class ReportGoal:
    """A goal of a report: what it is, who says the figure, from where, where it stood, to where."""

    title: str
    why: str
    measure: str
    said_by: str
    baseline: str
    value: str
    as_of: date | None
    target: str
    to_on: date
    look: Look


def report_goals(stored: Iterable[dict[str, Any]]) -> list[ReportGoal]:
    """From what queries/report_goals.py froze."""
    return [_goal(each) for each in stored]


def _goal(stored: dict[str, Any]) -> ReportGoal:
    who = stored["declared_by"]
    what = stored["unit"] or str(wording.metric_name(stored["metric"]))
    return ReportGoal(
        title=stored["title"],
        why=stored["why"],
        measure=goal_words.measure(stored["reckoning"], what),
        said_by=gettext("declared by %(who)s") % {"who": who} if who else gettext("measured"),
        baseline=goal_words.number(stored["baseline"]),
        value=goal_words.number(stored["value"]),
        as_of=date.fromisoformat(stored["as_of"]) if stored["as_of"] else None,
        target=goal_words.number(stored["target"]),
        to_on=date.fromisoformat(stored["to_on"]),
        look=goal_words.LOOKS[Standing(stored["standing"])],
    )
