"""How a client's goals stand: a fixed number of queries, whatever the number of goals. Reads roll-ups, never readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, F, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate

from analytics import goal_points
from analytics.forecast import (
    Forecast,
    Point,
    Standing,
    Way,
    months_behind,
    of_a_rate,
    of_a_sum,
    standing,
)
from analytics.goal_points import Told
from analytics.models import ChannelDay, ExternalFigure, PublicationTotal
from analytics.queries.figures import midnight
from analytics.queries.own_clicks import own_clicks
from analytics.queries.usual import JUDGED_AFTER
from analytics.series import Period, total
from clients.goal_measures import OWN_CLICKS
from clients.models import Client, Goal, GoalChannel, Reckoning
from clients.models.goals import GoalQuerySet
from people.models import Member

# A goal is told with what was before it, so that its first weeks have something to be compared with.
BEFORE = timedelta(days=186)


@dataclass(frozen=True, slots=True)
class LastWord:
    """Who brought the newest external figure in, and when; `who` is empty for a program."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with where it stands. `as_of` is the last day the value tells of; `value` None: nothing is known.

    `expected` is the pace of `as_of` while the goal runs, so that a figure and its pace are of one day; else that of today.
    """

    goal: Goal
    way: Way
    points: tuple[Point, ...]
    value: float | None
    as_of: date | None
    expected: float
    standing: Standing
    forecast: Forecast | None
    n_months_behind: int
    last_word: LastWord | None = None

    @property
    def ends_short(self) -> bool:
        """Whether it keeps its pace, and all that is foretold of its last day lies short of the target."""
        if self.forecast is None or self.standing not in (Standing.ON_TRACK, Standing.AHEAD):
            return False
        ends = (self.forecast.low, self.forecast.high)
        return max(self.way.share(value) for value in ends) < 1


def goals_of(*, member: Member, client: Client) -> GoalQuerySet:
    """The client's goals with what their lines show."""
    mine: GoalQuerySet = Goal.objects.visible_to(member)  # type: ignore[attr-defined]
    named = GoalChannel.objects.filter(goal=OuterRef("pk")).order_by(
        "channel__network", "channel_id"
    )
    return (
        mine.filter(client=client)
        .select_related("source", "owner__user")
        .annotate(
            channel_ids=ArraySubquery(named.values("channel_id")),
            channel_networks=ArraySubquery(named.values("channel__network")),
        )
    )


def goals_running(*, member: Member, client: Client, on: date) -> list[Goal]:
    """The client's goals that run on a day, with what their standing is worked out from, in one query."""
    mine: GoalQuerySet = Goal.objects.visible_to(member)  # type: ignore[attr-defined]
    named = GoalChannel.objects.filter(goal=OuterRef("pk")).values("channel_id")
    running = mine.standing().filter(client=client, from_on__lte=on, to_on__gte=on)
    return list(running.annotate(channel_ids=ArraySubquery(named)))


def goal_lines(*, goals: Sequence[Goal], client: Client, now: datetime) -> list[GoalLine]:
    """Where each of these goals of one client stands today, in three queries at most. Goals come from goals_of or goals_running."""
    today = client.today(now)
    known = _Known.of(goals, client, now, today)
    return [_line(goal, known, today) for goal in goals]


def _channels_of(goal: Goal) -> set[int]:
    """The channels it is about; none: all of the client's."""
    named: list[int] | None = getattr(goal, "channel_ids", None)
    return {channel.pk for channel in goal.channels.all()} if named is None else set(named)


def way_of(goal: Goal) -> Way:
    """From its baseline to its target."""
    return Way(float(goal.baseline), float(goal.target), goal.from_on, goal.to_on)


def _line(goal: Goal, known: _Known, today: date) -> GoalLine:
    way = way_of(goal)
    # A goal that is over is told as it was on its last day, and a month's report as it was at the month's end.
    points = [p for p in known.points_of(goal, way) if p.on <= min(goal.to_on, today)]
    last = points[-1] if points else None
    if goal.reckoning == Reckoning.PER_POST:
        last = goal_points.of_last_posts(known.posts_of(goal), today=min(today, goal.to_on))
    value = last.value if last else None
    of = of_a_rate if goal.reckoning in (Reckoning.A_MONTH, Reckoning.PER_POST) else of_a_sum
    as_of = last.on if last else None
    return GoalLine(
        goal=goal,
        way=way,
        points=tuple(points),
        value=value,
        as_of=as_of,
        expected=way.pace(as_of if as_of and today <= goal.to_on else today),
        standing=standing(way, value, today=today, as_of=as_of),
        forecast=of(points, on=goal.to_on) if today < goal.to_on else None,
        n_months_behind=months_behind(way, points, today=today),
        last_word=known.last_words.get(goal.source_id or 0),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What was asked of the database for all goals at once."""

    today: date
    told: dict[int, list[Told]]
    last_words: dict[int, LastWord]
    days: dict[str, dict[int, dict[date, float]]]
    posts: dict[str, list[tuple[int, date, float]]]

    @classmethod
    def of(cls, goals: Sequence[Goal], client: Client, now: datetime, today: date) -> _Known:
        since = min((goal.from_on for goal in goals), default=today) - BEFORE
        told, last_words = _told({g.source_id for g in goals if g.source_id}, since)
        by_day = {g.metric for g in goals if g.metric and g.reckoning != Reckoning.PER_POST}
        per_post = {g.metric for g in goals if g.reckoning == Reckoning.PER_POST}
        return cls(
            today,
            told,
            last_words,
            _days(client, by_day - {OWN_CLICKS}, since, today)
            | (
                {OWN_CLICKS: own_clicks(client=client, since=since, today=today)}
                if OWN_CLICKS in by_day
                else {}
            ),
            _posts(client, per_post, since, now),
        )

    def posts_of(self, goal: Goal) -> list[tuple[date, float]]:
        """The goal's measure of each post of its channels."""
        mine = _channels_of(goal)
        return [(d, n) for c, d, n in self.posts.get(goal.metric, ()) if not mine or c in mine]

    def points_of(self, goal: Goal, way: Way) -> list[Point]:
        if goal.source_id is not None:
            told = self.told.get(goal.source_id, [])
            if goal.reckoning == Reckoning.A_MONTH:
                return goal_points.months_told(told, today=self.today)
            if goal.reckoning == Reckoning.IN_ALL:
                return goal_points.sum_told(told, baseline=way.baseline, from_on=way.from_on)
            return goal_points.levels_told(told)
        if goal.reckoning == Reckoning.PER_POST:
            return goal_points.weeks_of_posts(self.posts_of(goal))
        mine = _channels_of(goal)
        read = {c: d for c, d in self.days.get(goal.metric, {}).items() if not mine or c in mine}
        if goal.reckoning == Reckoning.LEVEL:
            return goal_points.levels_read(read)
        gained: dict[date, float] = defaultdict(float)
        for days in read.values():
            for day, n in days.items():
                gained[day] += n
        if goal.reckoning == Reckoning.A_MONTH:
            return goal_points.months_gained(gained, today=self.today)
        return goal_points.sum_gained(gained, baseline=way.baseline, from_on=way.from_on)


def _told(sources: set[int], since: date) -> tuple[dict[int, list[Told]], dict[int, LastWord]]:
    told: dict[int, list[Told]] = defaultdict(list)
    last: dict[int, LastWord] = {}
    if not sources:
        return told, last
    found = (
        ExternalFigure.objects.filter(source_id__in=sources, to_on__gte=since)
        .counting()
        .annotate(who=Coalesce(NullIf(F("said_by"), Value("")), "author__user__name"))
        .values_list("source_id", "from_on", "to_on", "value", "recorded_at", "who")
    )
    for source, first_on, last_on, value, at, who in found:
        told[source].append(Told(Period(first_on, last_on), float(value or 0)))
        if source not in last or at >= last[source].at:
            last[source] = LastWord(who or "", at)
    return told, last


def _days(
    client: Client, metrics: set[str], since: date, today: date
) -> dict[str, dict[int, dict[date, float]]]:
    """By metric and channel, what each read day gained, or its level."""
    days: dict[str, dict[int, dict[date, float]]] = {name: defaultdict(dict) for name in metrics}
    if not metrics:
        return days
    columns = {name: _columns_of_days(name) for name in sorted(metrics)}
    asked = [column for some in columns.values() for column in some]
    found = ChannelDay.objects.filter(
        client_id=client.pk, day_on__gte=since, day_on__lte=today
    ).values("channel_id", "day_on", *dict.fromkeys(asked))
    for row in found:
        for name, some in columns.items():
            value = total(row[column] for column in some)
            if value is not None:
                days[name][row["channel_id"]][row["day_on"]] = value
    return days


def _columns_of_days(metric: str) -> tuple[str, ...]:
    if metric == "followers":
        return ("followers",)
    return tuple(f"{name}_gained" for name in _columns_of_posts(metric))


def _columns_of_posts(metric: str) -> tuple[str, ...]:
    """On screens a share is a share or a quote."""
    return ("shares", "quotes") if metric == "shares" else (metric,)


def _posts(
    client: Client, metrics: set[str], since: date, now: datetime
) -> dict[str, list[tuple[int, date, float]]]:
    """By metric, channel and day of each post that is out and old enough, with its newest figure."""
    posts: dict[str, list[tuple[int, date, float]]] = {name: [] for name in metrics}
    if not metrics:
        return posts
    zone = ZoneInfo(client.time_zone)
    columns = {name: _columns_of_posts(name) for name in sorted(metrics)}
    asked = list(dict.fromkeys(column for some in columns.values() for column in some))
    places = {name: [asked.index(column) for column in some] for name, some in columns.items()}
    # A year of a busy client is thousands of posts: the database tells their days, and rows come as they are, without names
    # and without a look at each (which what is cast needs not).
    found = PublicationTotal.objects.filter(
        client_id=client.pk,
        published_at__gte=midnight(since, zone),
        published_at__lte=now - JUDGED_AFTER,
        publication__removed_at=None,
    ).values_list(*asked, "channel_id", Cast(TruncDate("published_at", tzinfo=zone), DateField()))
    rows = list(found)
    for name, (first, *others) in places.items():
        posts[name] = [
            (row[-2], row[-1], float(value))
            for row in rows
            if (value := total(row[n] for n in (first, *others)) if others else row[first])
            is not None
        ]
    return posts
