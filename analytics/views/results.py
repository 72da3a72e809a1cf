"""The dashboard of a client: did the posts do anything, what changed, which did best."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from analytics import wording
from analytics.queries.behind import MEASURES
from analytics.queries.goals import goals_of
from analytics.queries.own_clicks import NAME as OWN_CLICKS
from analytics.queries.results import PERIODS, USUAL, Results
from analytics.queries.results import results as results_of
from analytics.series import PeriodFigures
from analytics.views import showing
from clients.access import client_or_404, may_here
from clients.models import Channel, Client
from people.access import member_of, now_of, requires_member
from people.ids import read_id
from people.roles import Capability
from people.spreadsheets import written
from people.templatetags.ui import network_name


@require_safe
@requires_member
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Figures of the last days; all of the page's state is in its address."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    now = now_of(request)
    found = _found(request, client, now)
    context = _context(client, found, now)
    context["may_enter"] = (
        found.channel is not None
        and found.channel.is_by_hand
        and may_here(request, Capability.ENTER_FIGURES)
    )
    context["may_report"] = may_here(request, Capability.SHARE_REPORTS)
    is_part = getattr(request, "htmx", False)
    context["has_goals"] = (
        not is_part and goals_of(member=member_of(request), client=client).standing().exists()
    )
    template = "analytics/results.html#numbers" if is_part else "analytics/results.html"
    return render(request, template, context)


@require_safe
@requires_member
def results_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of the dashboard as a file; figures that are absent stay empty."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    now = now_of(request)
    found = _found(request, client, now)
    zone = ZoneInfo(client.time_zone)
    body = days_as_csv(found.known, source=showing.source_line(found.known, zone=zone, now=now))
    period = found.known.period
    name = f"{client.slug}-{period.first_on.isoformat()}-{period.last_on.isoformat()}.csv"
    return csv_response(body, name=name)


def csv_response(body: str, *, name: str) -> HttpResponse:
    """A file of figures as a download."""
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _found(request: HttpRequest, client: Client, now: datetime) -> Results:
    return results_of(
        client=client,
        n_days=days_asked(request),
        channel=read_id(request.GET.get("channel", "")),
        now=now,
    )


def days_asked(request: HttpRequest) -> int:
    """The period of the address, if it is one of those offered."""
    asked = request.GET.get("days", "")
    return next((days for days in PERIODS if asked == str(days)), USUAL)


def channel_asked(request: HttpRequest, channels: Sequence[Channel]) -> Channel | None:
    """The channel of the address, if it is one of these."""
    asked = read_id(request.GET.get("channel", ""))
    return next((channel for channel in channels if channel.public_id == asked), None)


def _address(client: Client, view: str, *, days: int, found: Results) -> str:
    asked: dict[str, str] = {"days": str(days)}
    if found.channel:
        asked["channel"] = str(found.channel.public_id)
    return f"{reverse(view, args=[client.slug])}?{urlencode(asked)}"


def _behind(client: Client, found: Results) -> str:
    """The address of the posts behind a figure of this page, without saying of which."""
    return _address(client, "analytics:behind", days=found.known.period.n_days, found=found)


def _links(client: Client, found: Results) -> dict[str, str]:
    """Where each figure opens to: the posts or links it is made of; followers, which no post brings, to their line."""
    base = _behind(client, found)
    links = {name: f"{base}&by={name}" for name in (*MEASURES, OWN_CLICKS)}
    return links | {"followers": "#followers"}


def _context(client: Client, found: Results, now: datetime) -> dict[str, Any]:
    known = found.known
    n_days = known.period.n_days
    source = showing.source_line(known, zone=ZoneInfo(client.time_zone), now=now)
    own = reverse("analytics:results", args=[client.slug])
    return {
        "client": client,
        "found": found,
        "known": known,
        "now": now,
        "lead": wording.lead(known, best=showing.best_of(found.posts)),
        "span": f"{wording.short_day(known.period.first_on)} – {wording.short_day(known.period.last_on)}",
        "periods": [
            (each, _address(client, "analytics:results", days=each, found=found), each == n_days)
            for each in PERIODS
        ],
        "channel_links": [
            (channel, f"{own}?{urlencode({'days': n_days, 'channel': channel.public_id})}")
            for channel in found.channels
        ],
        "all_channels_url": f"{own}?{urlencode({'days': n_days})}",
        "own_url": _address(client, "analytics:results", days=n_days, found=found),
        "csv_url": _address(client, "analytics:results_csv", days=n_days, found=found),
        "cells": showing.cells(
            known, source=source, links=_links(client, found), usual=found.usual
        ),
        "channel_rows": showing.channel_rows(client, found, days=n_days),
        "engagements": showing.engagements_picture(
            known, source=source, day_link=f"{_behind(client, found)}&by=engagements&on="
        ),
        "followers": showing.followers_picture(known, source=source),
        "ranked": showing.ranked_rows(found.posts),
        "source": source,
    }


# --- the file ---------------------------------------------------------------------------------------


def days_as_csv(known: PeriodFigures, *, source: str) -> str:
    """One line a day. Semicolons for Italian, as its spreadsheets expect; a mark so that they read UTF-8."""
    rows: list[list[object]] = [
        [
            gettext("Day"),
            pgettext("day", "Over"),
            str(wording.NAMES["engagements"]),
            gettext("Engagements found that day"),
            *(str(wording.metric_name(name)) for name in _FILED),
            gettext("Source"),
            gettext("Networks"),
        ]
    ]
    networks = ", ".join(network_name(each.network) for each in known.sources)
    for day in known.days:
        cells: list[object] = [
            day.day_on.isoformat(),
            gettext("no") if day.is_open else gettext("yes"),
            day.engagements,
            day.found,
            *(day.n_out if name == "posts" else getattr(day, name) for name in _FILED),
            source,
            networks,
        ]
        rows.append(cells)
    return written(rows)


_FILED = (
    "likes",
    "comments",
    "shares",
    "views",
    "saves",
    "clicks",
    "own_clicks",
    "followers",
    "posts",
)
