"""What a post is for: proposed from the series of its day, its pillar, what was written last; kept as somebody says it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from clients.models import Audience, Brief, Client, Goal
from editorial.lifecycle import PostStage
from editorial.models import Pillar, Post, Series
from people.prepared import prepared


@dataclass(frozen=True, slots=True)
class Aim:
    """Why a post exists: the goal it serves or, without one, an objective; what it is about; whom it speaks to."""

    objective: str = ""
    goal: Goal | None = None
    pillar: Pillar | None = None
    series: Series | None = None
    audience: Audience | None = None


def aim_of(post: Post) -> Aim:
    """What the post says of itself."""
    return Aim(post.objective, post.goal, post.pillar, post.series, post.audience)


def put(post: Post, aim: Aim) -> None:
    """Writes the aim on a post that is about to be saved; a series it was not in gives it its next number."""
    series = aim.series
    if series is None:
        post.episode = None
    elif series.pk != post.series_id or post.episode is None:
        post.episode = next_episode(series)
    post.goal, post.audience, post.series = aim.goal, aim.audience, series
    post.objective = aim.goal.objective if aim.goal else aim.objective
    post.pillar = series.pillar if series else aim.pillar


def next_episode(series: Series) -> int:
    """The number after the last that anybody gave."""
    last = Post.objects.filter(series=series).exclude(stage=PostStage.ARCHIVED)
    found = last.aggregate(last=Max("episode"))["last"]
    return series.first_episode if found is None else found + 1


def usual_aim(*, client: Client, on: date | None) -> Aim:
    """What a new post of the client is most likely for, `on` being its planned day, and the client's usual audience."""
    aim = usual_cause(client=client, on=on)
    return replace(aim, audience=Audience.objects.default_of(client))


def usual_cause(*, client: Client, on: date | None, series_id: UUID | None = None) -> Aim:
    """The same without an audience; one query, two with a day or a series.

    The open series of that id; else the series of that weekday if there is one only and the day has none of it yet; else the pillar and goal of the post
    written last; else the brief's first objective.
    """
    series = _open_series(client, series_id) if series_id else None
    if series is None and on:
        series = _series_of_day(client, on)
    last: Any = next(iter(_last_written(client=client)), None)
    pillar = series.pillar if series else last.pillar if last else None
    if pillar is not None and pillar.closed_at is not None:
        pillar = None
    aim = Aim(pillar=pillar, series=series)
    if pillar is not None and (pillar.goal or pillar.objective):
        goal = pillar.goal if pillar.goal and pillar.goal.closed_at is None else None
        return replace(aim, goal=goal, objective=goal.objective if goal else pillar.objective)
    if last is not None and last.goal is not None and last.goal.closed_at is None:
        return replace(aim, goal=last.goal, objective=last.goal.objective)
    if last is not None and last.objective:
        return replace(aim, objective=last.objective)
    objectives: list[str] | None = (
        last.objectives if last is not None else _objectives(client).first()
    )
    return replace(aim, objective=objectives[0] if objectives else "")


@prepared()
def _last_written(*, client: Client) -> QuerySet[Post, Any]:
    """At most one, with what it was for and the objectives of the brief."""
    return (
        Post.objects.filter(client=client)
        .select_related("pillar__goal", "goal")
        .annotate(objectives=Subquery(_objectives(OuterRef("client"))[:1]))
        .only("objective", "pillar", "goal")
        .order_by("-edited_at")[:1]
    )


def _objectives(client: Client | OuterRef) -> QuerySet[Brief, list[str]]:
    """Of the brief's versions, the newest first."""
    versions = Brief.objects.filter(client=client).order_by("-number")
    return versions.values_list("objectives", flat=True)


def _open_series(client: Client, public_id: UUID) -> Series | None:
    found = Series.objects.filter(client=client, public_id=public_id, closed_at=None)
    return found.select_related("pillar__goal").first()


def _series_of_day(client: Client, on: date) -> Series | None:
    midnight = datetime.combine(on, time())
    there = Post.objects.filter(
        series=OuterRef("pk"), wall_at__gte=midnight, wall_at__lt=midnight + timedelta(days=1)
    )
    found = list(
        Series.objects.filter(
            ~Exists(there), client=client, closed_at=None, weekday=on.weekday()
        ).select_related("pillar__goal")[:2]
    )
    return found[0] if len(found) == 1 else None
