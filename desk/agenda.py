"""What is open about a client, as the points of an agenda: each in words with the page it is about. Pure, over rows already read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.forecast import Standing
from analytics.queries.budget import Period, PieceCount
from analytics.queries.goals import GoalLine
from analytics.words.goals import chart_sentence
from clients.actions.meetings import Point
from clients.meetings import Source
from clients.models import Client
from clients.queries.meetings import OpenTask
from desk import agenda_matters
from desk.queries.open_matters import OpenMatters
from editorial.queries.attention import Trouble
from editorial.queries.continuity import Rhythm
from people import cldr
from people.templatetags.times import from_now

MOST_TROUBLES = 6


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many posts wait for somebody's yes, and since when the first of them."""

    n: int = 0
    since: datetime | None = None


def points(
    *,
    client: Client,
    troubles: Sequence[Trouble],
    with_client: Waiting,
    for_us: Waiting,
    tasks: Iterable[OpenTask],
    rhythms: Iterable[Rhythm],
    goals: Iterable[GoalLine],
    pieces: Iterable[PieceCount],
    matters: OpenMatters,
    period: Period,
    empty: int,
    today: date,
    now: datetime,
) -> list[Point]:
    """The agenda, what hurts first: troubles, people without an answer, links that do not open, what the client has not decided
    (posts, offers, extras), what we have not, late tasks, deliverables, networks and profiles that are due, hours of the contract, silences, goals
    behind, pieces the contract still asks for, empty days."""
    found = [_trouble(client, each, now) for each in troubles[:MOST_TROUBLES]]
    found += agenda_matters.answers(client, matters, now)
    found += agenda_matters.links(client, matters)
    if with_client.since is not None:
        words = ngettext(
            "{n} post waits for the client, asked {when}.",
            "{n} posts wait for the client, the oldest asked {when}.",
            with_client.n,
        ).format(n=with_client.n, when=from_now(with_client.since, now))
        found.append(
            Point(Source.CLIENT, words, reverse("editorial:approvals", args=[client.slug]))
        )
    found += agenda_matters.yeses(client, matters)
    if n := for_us.n:
        words = ngettext("{n} post waits for our ok.", "{n} posts wait for our ok.", n).format(n=n)
        found.append(
            Point(Source.DECISION, words, reverse("editorial:approvals", args=[client.slug]))
        )
    found += [_task(client, each) for each in tasks if each.is_late(today)]
    found += agenda_matters.due(client, matters, today)
    found += agenda_matters.contract_hours(client, matters, period)
    found += agenda_matters.contract_ads(client, matters, period)
    found += [_silence(client, each) for each in rhythms if each.is_near]
    found += [_goal(client, each) for each in goals if each.standing == Standing.BEHIND]
    found += [_quota(client, each) for each in pieces if each.n_missing]
    if empty:
        words = ngettext(
            "Nothing is planned on {n} of the next 14 days.",
            "Nothing is planned on {n} of the next 14 days.",
            empty,
        ).format(n=empty)
        found.append(Point(Source.HOLE, words, reverse("editorial:calendar", args=[client.slug])))
    return found


def _goal(client: Client, line: GoalLine) -> Point:
    words = _("{goal}, behind: {stands}").format(goal=line.goal.title, stands=chart_sentence(line))
    url = reverse("analytics:goal", args=[client.slug, line.goal.public_id])
    return Point(Source.BEHIND, words, url)


def _quota(client: Client, count: PieceCount) -> Point:
    words = ngettext(
        "{piece}: {n} of {all}, {missing} is not begun yet.",
        "{piece}: {n} of {all}, {missing} are not begun yet.",
        count.n_missing,
    )
    return Point(
        Source.QUOTA,
        words.format(
            piece=count.piece.label, n=count.n, all=count.included, missing=count.n_missing
        ),
        reverse("analytics:budget", args=[client.slug]),
    )


def _trouble(client: Client, trouble: Trouble, now: datetime) -> Point:
    if trouble.delivery is not None:
        # Colleagues read along who are outside the circle of an embargo.
        name = f"«{trouble.delivery.post.name_aloud(now)}», {trouble.channel.handle}"
        url = reverse("editorial:post", args=[client.slug, trouble.delivery.post.public_id])
    else:
        name = trouble.channel.handle
        url = reverse("clients:channel", args=[client.slug, trouble.channel.public_id])
    return Point(Source.TROUBLE, f"{name}: {trouble.happened}", url)


def _task(client: Client, task: OpenTask) -> Point:
    assert task.due_on is not None
    day = cldr.day(task.due_on, "d MMMM")
    words = _("{task} ({who}, was due {day})").format(task=task.text, who=task.who, day=day)
    return Point(Source.TASK, cldr.spoken(words), reverse("clients:meetings", args=[client.slug]))


def _silence(client: Client, rhythm: Rhythm) -> Point:
    day = cldr.day(rhythm.silence_on, "EEEE d MMMM")
    words = _("{channel}: with what is approved, a silence begins on {day}.")
    if rhythm.has_begun:
        day = cldr.day(rhythm.last_on, "EEEE d MMMM")
        words = _("{channel}: nothing has gone out since {day}.")
    return Point(
        Source.SILENCE,
        cldr.spoken(words.format(channel=rhythm.channel.handle, day=day)),
        reverse("editorial:calendar", args=[client.slug]),
    )
