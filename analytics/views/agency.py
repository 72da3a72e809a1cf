"""All clients' results side by side. Everything of the page is in its address: days, order, page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from analytics import charts, wording
from analytics.queries.agency import AgencyResults, ClientLine, agency_results, found_by_day
from analytics.queries.results import USUAL
from analytics.series import Figure
from analytics.templatetags.agency_rows import Line
from analytics.views.results import csv_response
from people.access import member_of, now_of, requires_member
from people.addresses import screen_of
from people.spreadsheets import written
from people.templatetags.ui import network_name

PERIODS = (30, 90)
PER_PAGE = 50
MEASURES = ("engagements", "followers", "posts")
# The orders of the table, by the name in the address; the first is the usual one.
SORTS: dict[str, str | Promise] = {
    "engagements": wording.NAMES["engagements"],
    "change": _("Against the period before"),
    "followers": wording.NAMES["followers"],
    "posts": wording.NAMES["posts"],
    "name": _("Client"),
}


@require_safe
@requires_member
def agency_results_page(request: HttpRequest) -> HttpResponse:
    """One line a client: engagements beside the period before, followers, posts out."""
    member = member_of(request)
    now = now_of(request)
    found = agency_results(member=member, n_days=_days_asked(request), now=now)
    sort, is_down = _order_asked(request)
    page = Paginator(_ordered(found.lines, sort, is_down=is_down), PER_PAGE).get_page(
        request.GET.get("page")
    )
    shown = [line.client for line in page]
    days = found_by_day(clients=shown, n_days=found.n_days, now=now)
    asked = {"days": str(found.n_days), "sort": sort, "dir": "down" if is_down else "up"}
    source = source_line(found, zone=ZoneInfo(member.agency.time_zone), now=now)
    context: dict[str, Any] = {
        "found": found,
        "lead": lead(found),
        "lines": [_shown(line, found.n_days, days[line.client.pk]) for line in page],
        "page": page,
        "periods": [(n, _url(asked | {"days": str(n)}), n == found.n_days) for n in PERIODS],
        "columns": [_column(name, asked, sort, is_down=is_down) for name in SORTS],
        "csv_url": f"{reverse('analytics:agency_csv')}?{urlencode(asked)}",
        "source": source,
        "measures": [(wording.NAMES[name], wording.DEFINITIONS[name]) for name in MEASURES],
        "zone": member.agency.time_zone,
    }
    return render(request, "analytics/agency.html", context)


@require_safe
@requires_member
def agency_csv(request: HttpRequest) -> HttpResponse:
    """The same lines as a file, all of them; figures that are absent stay empty."""
    member = member_of(request)
    now = now_of(request)
    found = agency_results(member=member, n_days=_days_asked(request), now=now)
    sort, is_down = _order_asked(request)
    heads = [
        gettext("Client"), str(wording.NAMES["engagements"]), gettext("Engagements, period before"),
        str(wording.NAMES["followers"]), gettext("Followers, period before"), str(wording.NAMES["posts"]),
        gettext("Source"),
    ]  # fmt: skip
    source = source_line(found, zone=ZoneInfo(member.agency.time_zone), now=now)
    rows: list[list[object]] = [
        [
            line.client.name, line.engagements.value, line.engagements.before, line.followers.value,
            line.followers.before, line.posts.value, source,
        ]
        for line in _ordered(found.lines, sort, is_down=is_down)
    ]  # fmt: skip
    name = gettext("results")
    return csv_response(written([heads, *rows]), name=f"{name}-{found.n_days}.csv")


def _days_asked(request: HttpRequest) -> int:
    text = request.GET.get("days", "")
    return next((days for days in PERIODS if text == str(days)), USUAL)


def _order_asked(request: HttpRequest) -> tuple[str, bool]:
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "engagements"
    usual = "up" if sort == "name" else "down"
    asked = request.GET.get("dir", usual)
    return sort, (asked if asked in ("up", "down") else usual) == "down"


def _ordered(lines: tuple[ClientLine, ...], sort: str, *, is_down: bool) -> list[ClientLine]:
    """In the asked order; what is not known comes last either way, and clients of equal worth by name."""
    if sort == "name":
        return sorted(lines, key=lambda line: line.client.name.casefold(), reverse=is_down)

    def worth(line: ClientLine) -> float | None:
        if sort == "change":
            return line.engagements.ratio
        figure: Figure = getattr(line, sort)
        return figure.value

    known = [line for line in lines if worth(line) is not None]
    known.sort(key=lambda line: worth(line) or 0, reverse=is_down)
    return known + [line for line in lines if worth(line) is None]


def _url(asked: dict[str, str]) -> str:
    return f"{reverse('analytics:agency')}?{urlencode(asked)}"


def _column(
    name: str, asked: dict[str, str], sort: str, *, is_down: bool
) -> tuple[str, str | Promise, str, str]:
    """Name, heading, the address that sorts by it (the other way round where it is sorted by already), aria-sort."""
    if name != sort:
        way = "up" if name == "name" else "down"
        return name, SORTS[name], _url(asked | {"sort": name, "dir": way}), ""
    turned = _url(asked | {"dir": "up" if is_down else "down"})
    return name, SORTS[name], turned, "descending" if is_down else "ascending"


def _shown(line: ClientLine, n_days: int, days: Sequence[int | None]) -> Line:
    url = screen_of("analytics:results", line.client.slug) + f"?days={n_days}"
    behind = screen_of("analytics:behind", line.client.slug) + f"?days={n_days}"
    engagements = line.engagements
    return Line(
        client=line.client,
        url=url,
        engagements=_number(engagements.value),
        engagements_url=f"{behind}&by=engagements",
        change=wording.change(engagements)
        if engagements.difference
        else wording.moved(engagements),
        direction=engagements.direction,
        before=_from(engagements.before),
        followers=_number(line.followers.value),
        followers_change=wording.change(line.followers),
        posts=wording.number(line.posts.value or 0),
        posts_url=f"{behind}&by=posts",
        spark=charts.spark(days, is_last_open=True),
    )


def _from(value: int | None) -> str:
    return "" if value is None else gettext("from %(before)s") % {"before": wording.number(value)}


def _number(value: int | None) -> str | None:
    return None if value is None else wording.number(value)


def lead(found: AgencyResults) -> str:
    """What all clients are together, and how that compares where it can be compared."""
    total = found.engagements.value
    if total is None:
        return gettext("Nothing was collected in this period.")
    parts = [
        ngettext(
            "%(amount)s engagements of %(n)s client in %(days)s days, with %(posts)s posts out.",
            "%(amount)s engagements of %(n)s clients in %(days)s days, with %(posts)s posts out.",
            found.n_measured,
        )
        % {
            "amount": wording.number(total),
            "n": wording.number(found.n_measured),
            "days": found.n_days,
            "posts": wording.number(found.n_posts),
        }
    ]
    if found.compared.ratio is not None:
        parts.append(
            ngettext(
                "On the period before, for the %(n)s client that can be compared: %(part)s.",
                "On the period before, for the %(n)s clients that can be compared: %(part)s.",
                found.n_compared,
            )
            % {
                "n": wording.number(found.n_compared),
                "part": wording.percentage(found.compared.ratio),
            }
        )
    return " ".join(parts)


def source_line(found: AgencyResults, *, zone: ZoneInfo, now: datetime) -> str:
    """When anything was collected last, and who wrote figures down; each client's own page names its networks."""
    names = {each.network: network_name(each.network) for each in found.by_hand}
    who = wording.named(found.by_hand, names=names)
    if found.is_any_from_networks:
        who.insert(0, gettext("the clients' networks"))
    return wording.collected(who, taken_at=found.taken_at, zone=zone, now=now)
