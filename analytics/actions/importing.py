"""A file of past posts and figures comes in: good rows at once, the others wait for whoever sent them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from analytics.actions.by_hand import (
    DayFigures,
    HistoryImported,
    HistoryPost,
    import_history,
)
from analytics.models.readings import PROFILE_METRICS
from analytics.past_aims import Meant, Named, meant
from analytics.reading_csv import Line, Read, read
from clients.actions import connecting
from clients.models import Audience, Channel, Client, Goal
from editorial import when
from editorial.actions.aiming import Aim
from editorial.models import Pillar
from networks.addresses import post_address
from networks.known import KNOWN
from people.models import Member


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would bring to a channel: the rows read, judged against the channel; `aims` by the number of the row."""

    read: Read
    on: date
    aims: dict[int, Aim] = field(default_factory=dict)


def plan(*, channel: Channel, text: str, on: date, now: datetime) -> Plan:
    """Reads a file for a channel and says of every row whether it can come in; changes nothing."""
    known = KNOWN.get(channel.network)
    words = dict(known.words) if known else {}
    found = read(text, metrics=connecting.metrics_by_hand(channel), words=words)
    named = _named(channel.client) if any(line.aims for line in found.rows) else Named()
    rows, aims = [], {}
    for line in found.rows:
        means = _meant(line, named)
        rows.append(_judged(line, means, channel=channel, now=now))
        if means.aim != Aim():
            aims[line.number] = means.aim
    return Plan(replace(found, rows=tuple(rows)), on, aims)


def _named(client: Client) -> Named:
    return Named(
        pillars=tuple(Pillar.objects.filter(client=client)),
        goals=tuple(Goal.objects.filter(client=client).order_by("-to_on", "-id")),
        audiences=tuple(Audience.objects.filter(client=client)),
    )


def _meant(line: Line, named: Named) -> Meant:
    if not line.aims or line.wall_at is None:
        return Meant()
    if line.is_of_channel:
        words = _("Figures of the profile have no pillar, goal or audience: empty those cells.")
        return Meant(problems=(words,))
    return meant(line.aims, named, on=line.wall_at.date())


def _judged(line: Line, means: Meant, *, channel: Channel, now: datetime) -> Line:
    if line.problems or line.wall_at is None:
        return line
    problems = list(means.problems)
    at = when.instant_of(line.wall_at, channel.client.time_zone)
    today = channel.client.today(now)
    is_future = line.wall_at.date() > today if line.is_of_channel else at > now
    if is_future:
        problems.append(_("Its date has not come yet."))
    if line.wall_at.year < 2004:
        problems.append(_("Its date is before there were such networks."))
    if line.figures_on is not None and not line.wall_at.date() <= line.figures_on <= today:
        problems.append(_("The day of its figures is before the post, or has not come yet."))
    is_known = channel.network in KNOWN
    if line.url and is_known and post_address(channel.network, line.url) is None:
        problems.append(_("“%(url)s” is no link of a post there.") % {"url": line.url[:80]})
    return replace(line, problems=tuple(problems))


def carry_out(*, by: Member, channel: Channel, plan: Plan, now: datetime) -> HistoryImported:
    """Brings the good rows in. The same file again changes nothing."""
    zone = channel.client.time_zone
    posts, of_channel = [], []
    for line in plan.read.good:
        assert line.wall_at is not None, "a good row has its date"
        if line.is_of_channel:
            values = {n: v for n, v in line.values.items() if n in PROFILE_METRICS}
            of_channel.append(DayFigures(line.wall_at.date(), values))
            continue
        values = {n: v for n, v in line.values.items() if n not in PROFILE_METRICS}
        on = line.figures_on or max(plan.on, line.wall_at.date())
        figures = [DayFigures(on, values)] if values else []
        at = when.instant_of(line.wall_at, zone)
        aim = plan.aims.get(line.number)
        posts.append(HistoryPost(at, line.url, line.text, figures, aim, line.form))
    return import_history(by=by, channel=channel, posts=posts, channel_figures=of_channel, now=now)
