"""The ready plan of a kind of client, put into the calendar as drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from clients.countdown import day_x
from clients.models import Channel, Client
from clients.queries.contracts import contracts_over
from clients.ready_plans import LINES, ReadyLine
from editorial import when
from editorial.actions.aiming import Aim
from editorial.actions.drafting import VersionInput, create_post
from editorial.models import Pillar, Post
from people.models import Member

# Nobody has said an hour yet; the morning is easy to see in a calendar.
HOUR = time(10)


# A line counted to a day is there already if a draft of it is so near: a day that moves takes it along, next year's is new.
NEAR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Coming:
    """A line of the ready plan that is not there yet: its day, and its title as the draft gets it, in the client's language."""

    line: ReadyLine
    on: date
    title: str


def soonest(client: Client, *, now: datetime) -> date:
    """The first day whose hour of drafts is not over."""
    there = when.wall_of(now, client.time_zone)
    return there.date() + (timedelta(days=1) if there.time() >= HOUR else timedelta())


def plan_day(client: Client, *, now: datetime) -> date:
    """The day the plan is counted from: the one the client lives for, else the first of its contract, never one that is over."""
    if day := day_x(client.kind, client.facts):
        return day
    first = soonest(client, now=now)
    running = contracts_over(client=client, first_on=client.today(now), last_on=date.max)
    return max([first, *([min(each.starts_on for each in running)] if running else [])])


def ready_lines(client: Client, *, now: datetime) -> list[Coming]:
    """The lines of the client's kind that are still to come and are no draft or post yet, by their days."""
    day, first = plan_day(client, now=now), soonest(client, now=now)
    is_to_a_day = day_x(client.kind, client.facts) is not None
    there = _there(client)
    found = []
    with translation.override(client.language):
        for line in LINES[client.kind]:
            on = line.on(day)
            days = there.get(line.key(client.kind), [])
            is_there = any(abs(each - on) <= NEAR for each in days) if is_to_a_day else bool(days)
            if on >= first and not is_there:
                found.append(Coming(line, on, str(line.title)))
    return found


def _there(client: Client) -> dict[str, list[date]]:
    """By the key of a line, the days of the posts made from it; one without a day counts for its making.

    What was made before lines had keys is known by its title in any language, which is what was left of its line.
    """
    keys: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for line in LINES[client.kind]:
                keys.setdefault(str(line.title), set()).add(line.key(client.kind))
    posts = Post.objects.filter(~Q(ready_line="") | Q(title__in=keys), client=client)
    found = posts.values_list("ready_line", "title", "wall_at", "created_at")
    days: dict[str, list[date]] = {}
    for own, title, wall_at, created_at in found:
        for key in [own] if own else keys[title]:
            days.setdefault(key, []).append((wall_at or created_at).date())
    return days


@transaction.atomic
def put_plan(*, member: Member, client: Client, now: datetime) -> int:
    """Make each line that is still to come and not there a draft on its day, for the lead channels and about the pillars
    in turn; returns how many. Twice is harmless."""
    Client.objects.select_for_update().get(pk=client.pk)
    leads = Channel.objects.filter(client=client, part="lead").connected()  # type: ignore[attr-defined]
    versions = [VersionInput(channel=each) for each in leads]
    pillars = list(Pillar.objects.filter(client=client, closed_at=None).select_related("goal"))
    coming = ready_lines(client, now=now)
    for at, each in enumerate(coming):
        create_post(
            member=member,
            client=client,
            text="",
            title=each.title,
            ready_line=each.line.key(client.kind),
            versions=versions,
            aim=aim_of(pillars[at % len(pillars)]) if pillars else None,
            wall_at=datetime.combine(each.on, HOUR),
            now=now,
            # Nobody wrote them: eight drafts of one press are no hours of texts.
            verb="post.planned",
        )
    return len(coming)


def aim_of(pillar: Pillar) -> Aim:
    """What a draft about a pillar is for: the pillar's goal while that is open, else its own objective."""
    goal = pillar.goal if pillar.goal and pillar.goal.closed_at is None else None
    return Aim(goal.objective if goal else pillar.objective, goal, pillar)
