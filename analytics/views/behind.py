"""Down to the posts: the ones a figure is made of, and one post by itself."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from analytics import wording
from analytics.queries import behind as queries
from analytics.queries.figures import measured_channels
from analytics.queries.links_behind import links_behind
from analytics.queries.one_post import one_post, publication_or_none
from analytics.queries.own_clicks import NAME as OWN_CLICKS
from analytics.series import Period, last_days
from analytics.views.results import channel_asked, days_asked
from analytics.views.showing_post import post_shown
from clients.access import client_or_404, may_here
from clients.models import Channel, Client
from people import cldr
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability

MOST_PAGES = 1000


@require_safe
@requires_member
def behind(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts, or the links, behind a figure of the dashboard: they add up to it."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    zone = ZoneInfo(client.time_zone)
    today = database_now().astimezone(zone).date()
    n_days = days_asked(request)
    period = last_days(n_days, today=today)
    measure = request.GET.get("by", "engagements")
    if measure not in (*queries.MEASURES, OWN_CLICKS):
        raise Http404
    channels = measured_channels(client=client)
    chosen = channel_asked(request, channels)
    on = _day_asked(request.GET.get("on", ""), period)
    found = _found(request, client, channels, chosen, measure, period, on)
    asked = {"days": str(n_days), "by": measure}
    if chosen:
        asked["channel"] = str(chosen.public_id)
    if on:
        asked["on"] = on.isoformat()
    own = reverse("analytics:behind", args=[slug])
    back = {name: value for name, value in asked.items() if name in ("days", "channel")}
    context: dict[str, Any] = {
        "client": client,
        "found": found,
        "measure": measure,
        "title": _title(measure),
        "definition": wording.DEFINITIONS[measure],
        "channel": chosen,
        "on": on,
        "lead": _lead(found, measure, on, period),
        "measures": [
            (wording.metric_name(each), f"{own}?{urlencode(asked | {'by': each})}", each == measure)
            for each in (*queries.MEASURES, *([OWN_CLICKS] if measure == OWN_CLICKS else []))
        ],
        "results_url": f"{reverse('analytics:results', args=[slug])}?{urlencode(back)}",
        "before_url": f"{own}?{urlencode(asked | {'page': found.page - 1})}" if found.page > 1 else "",
        "after_url": f"{own}?{urlencode(asked | {'page': found.page + 1})}" if found.has_next else "",
    }  # fmt: skip
    template = "links_behind" if measure == OWN_CLICKS else "behind"
    return render(request, f"analytics/{template}.html", context)


def _title(measure: str) -> str:
    words = (
        gettext("%(name)s, one by one")
        if measure == OWN_CLICKS
        else gettext("%(name)s, post by post")
    )
    return words % {"name": wording.metric_name(measure)}


def _found(
    request: HttpRequest,
    client: Client,
    channels: list[Channel],
    chosen: Channel | None,
    measure: str,
    period: Period,
    on: date | None,
) -> queries.Behind[Any]:
    page = _page_asked(request.GET.get("page", ""))
    if measure == OWN_CLICKS:
        return links_behind(client=client, channel=chosen, period=period, on=on, page=page)
    return queries.posts_behind(
        client=client,
        channels=[chosen] if chosen else channels,
        measure=measure,
        period=period,
        on=on,
        page=page,
    )


@require_safe
@requires_member
def post(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One post with its counters as it grew older. For htmx the figures alone, to stand inside another page."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    publication = publication_or_none(member=member_of(request), client=client, public_id=public_id)
    if publication is None:
        raise Http404
    now = database_now()
    found = one_post(publication=publication, client=client, now=now)
    context = {
        "client": client,
        "found": found,
        "publication": publication,
        "aim": getattr(publication, "aim", None),
        "shown": post_shown(found, zone=ZoneInfo(client.time_zone), now=now),
        "now": now,
        "url": reverse("analytics:post", args=[slug, public_id]),
        "may_enter": may_here(request, Capability.ENTER_FIGURES),
    }
    is_part = getattr(request, "htmx", False)
    template = "analytics/parts/post_figures.html" if is_part else "analytics/post.html"
    return render(request, template, context)


def _day_asked(text: str, period: Period) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if period.holds(day) else None


def _page_asked(text: str) -> int:
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and len(text) < 5 else 1


def _lead(found: queries.Behind[Any], measure: str, on: date | None, period: Period) -> str:
    when = cldr.spoken(
        gettext("on %(day)s") % {"day": wording.short_day(on)}
        if on
        else gettext("from %(first)s to %(last)s")
        % {
            "first": wording.short_day(period.first_on),
            "last": wording.short_day(period.last_on),
        }
    )
    n_posts = wording.number(found.n_all)
    if measure == "posts":
        words = ngettext("%(n)s post out %(when)s.", "%(n)s posts out %(when)s.", found.n_all)
        return words % {"n": n_posts, "when": when}
    if measure == OWN_CLICKS:
        words = ngettext(
            "%(name)s %(when)s: %(total)s, on %(n)s link.",
            "%(name)s %(when)s: %(total)s, on %(n)s links.",
            found.n_all,
        )
    else:
        words = ngettext(
            "%(name)s %(when)s: %(total)s, from %(n)s post.",
            "%(name)s %(when)s: %(total)s, from %(n)s posts.",
            found.n_all,
        )
    return words % {
        "name": wording.metric_name(measure),
        "when": when,
        "total": wording.number(found.total),
        "n": n_posts,
    }
