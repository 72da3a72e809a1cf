"""Goals as templates take them: words and pictures made, so that a template only places them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from analytics import charts, goal_charts, wording
from analytics.queries.goals import GoalLine
from analytics.words import goals as goal_words
from clients.models import Goal, Reckoning
from clients.wording import Look


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal of a list, for analytics/parts/goal_rows.html and a client's overview."""

    goal: Goal
    measure: str
    source: str
    read: str
    baseline: str
    value: str
    expected: str
    # The day that value and pace are of.
    as_of: date | None
    target: str
    look: Look
    track: SafeString
    forecast: str
    is_declared: bool
    # Whether it runs: only then is there a place where it should be.
    is_paced: bool


def row(line: GoalLine) -> GoalRow:
    """A goal with all its words."""
    goal = line.goal
    return GoalRow(
        goal=goal,
        measure=goal_words.measure_of(goal),
        source=goal_words.source_of(goal),
        read=goal_words.declared_by(line),
        baseline=goal_words.number(float(goal.baseline)),
        value=goal_words.number(line.value),
        expected=goal_words.number(line.expected),
        as_of=line.as_of,
        target=goal_words.number(float(goal.target)),
        look=goal_words.look_of(line),
        track=goal_charts.track(line.way, line.value, expected=line.expected),
        forecast=goal_words.forecast_sentence(line),
        is_declared=goal.source_id is not None,
        is_paced=line.standing in ("behind", "on_track", "ahead"),
    )


@dataclass(frozen=True, slots=True)
class GoalPicture:
    """A goal's points over time, for components/chart.html."""

    sentence: str
    chart: goal_charts.GoalChart
    columns: list[str]
    rows: list[list[str | None]]
    source: str

    @property
    def svg(self) -> SafeString:
        """For wide screens."""
        return self.chart.svg(charts.WIDE)

    @property
    def svg_phone(self) -> SafeString:
        """For phones."""
        return self.chart.svg(charts.NARROW)


def picture(line: GoalLine, *, today: date) -> GoalPicture:
    """The points of a goal, its pace and its forecast."""
    measure = goal_words.measure_of(line.goal)
    sentence = goal_words.chart_sentence(line)
    is_monthly = line.goal.reckoning == Reckoning.A_MONTH or line.goal.source_id is not None
    words = goal_charts.GoalWords(
        description=f"{measure}. {sentence}",
        today=gettext("today"),
        target=gettext("target %(n)s") % {"n": goal_words.number(float(line.goal.target))},
        number=wording.number,
        day=wording.short_day,
    )
    chart = goal_charts.GoalChart(
        way=line.way,
        points=line.points,
        forecast=line.forecast,
        today=today,
        step=goal_charts.MONTHLY_STEP if is_monthly else goal_charts.WEEKLY_STEP,
        words=words,
    )
    rows: list[list[str | None]] = [
        [
            wording.long_day(point.on),
            goal_words.number(point.value),
            goal_words.number(line.way.pace(point.on)) if point.on >= line.way.from_on else None,
        ]
        for point in line.points
    ]
    source = f"{goal_words.source_of(line.goal)}, {goal_words.declared_by(line)}"
    return GoalPicture(sentence, chart, [gettext("Up to"), measure, gettext("Pace")], rows, source)
