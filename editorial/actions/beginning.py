"""The ready plan of a kind of client, put into the calendar as drafts."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from clients.countdown import day_x
from clients.models import Channel, Client
from clients.ready_plans import LINES, ReadyLine
from editorial.actions.drafting import VersionInput, create_post
from editorial.models import Post
from people.models import Member

# Nobody has said an hour yet; the morning is easy to see in a calendar.
HOUR = time(10)


def ready_lines(client: Client, *, day: date, now: datetime) -> list[tuple[ReadyLine, date]]:
    """The lines of the client's kind that are still to come, with their days, counted from `day`."""
    today = client.today(now)
    dated = [(line, line.on(day)) for line in LINES[client.kind]]
    return [(line, on) for line, on in dated if on >= today]


def plan_day(client: Client, *, now: datetime) -> date:
    """The day the plan is counted from: the one the client lives for, else today."""
    today = client.today(now)
    return day_x(client.kind, client.facts) or today


@transaction.atomic
def put_plan(*, member: Member, client: Client, day: date, now: datetime) -> int:
    """Make each line that is still to come a draft on its day, for the lead channels; returns how many are new.

    A line that is a draft there already (same title, same day) is left alone: twice is harmless.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    leads = Channel.objects.filter(client=client, part="lead").connected()  # type: ignore[attr-defined]
    versions = [VersionInput(channel=each) for each in leads]
    kept = Post.objects.filter(client=client, wall_at__isnull=False)
    taken = {(title, at.date()) for title, at in kept.values_list("title", "wall_at") if at}
    n_new = 0
    for line, on in ready_lines(client, day=day, now=now):
        title = str(line.title)
        if (title, on) in taken:
            continue
        create_post(
            member=member,
            client=client,
            text="",
            title=title,
            versions=versions,
            wall_at=datetime.combine(on, HOUR),
            now=now,
        )
        n_new += 1
    return n_new
