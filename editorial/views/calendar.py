"""The calendar: month, week and list of one client or of all, and moving a card on it.

Moving answers a script with the card as it now stands and a sentence (the status says whether it moved), and a
form with a page: everything the calendar does by dragging can be done without a script.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import strip_tags
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.access import client_or_404, may_here
from clients.models import Client
from clients.queries.own_dates import OwnDate, OwnDates, own_dates_by_day
from clients.queries.presence import moments_by_day
from editorial import movable, when
from editorial.actions import moving
from editorial.actions.drafting import BeingSentError
from editorial.actions.moving import MovedMeanwhileError, MoveRefusedError, Place
from editorial.actions.refusals import ScheduleRefusedError
from editorial.calendar_days import Day, days_of
from editorial.forms.moments import MomentForm, MoveForm
from editorial.lifecycle import Look
from editorial.models import Post, Series
from editorial.periods import BANDS, Period
from editorial.queries import calendar as cards_of
from editorial.queries.campaigns import spans
from editorial.queries.columns import empty_slots
from editorial.queries.listing import (
    Filters,
    groups_shown,
    to_choose,
)
from editorial.queries.outside import outside_between
from editorial.views.reading import post_or_404
from people.access import LackingError, member_of, now_of, requires_member
from people.clock import database_now
from people.models import Member
from people.roles import Capability, may
from people.templatetags.times import in_zone_long
from people.templatetags.ui import NETWORKS
from people.toasts import undo

# A day of these views shows so many, one of the month before or after fewer; the others are a step away, on a page of
# their own.
MOST_A_DAY = {"month": 4, "week": 24}
MOST_OUTSIDE = 2
# So many moments of the wider presence stand above the posts of a day; a page of one day has them all.
MOST_MOMENTS = {"month": 2, "week": 6, "list": 6}
# So many of the client's own dates stand above those.
MOST_DATES = {"month": 2, "week": 6, "list": 6}
# Of all clients there are many of either on a day: what it is planned around is read on the day's own page.
MOST_OF_ALL = {"month": 1, "week": 3, "list": 6}


@require_GET
@requires_member
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The calendar of one client."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    return _page(request, client)


@require_GET
@requires_member
def all_calendar(request: HttpRequest) -> HttpResponse:
    """The calendar of all the clients the member sees."""
    return _page(request, None)


def _page(request: HttpRequest, client: Client | None) -> HttpResponse:
    member = member_of(request)
    zone = client.time_zone if client else member.agency.time_zone
    here = now_of(request).astimezone(ZoneInfo(zone))
    period = Period.read(request.GET, today=here.date())
    found = _found(request, client, period, here)
    filters, days = found.filters, found.days
    context = {
        "client": client,
        "zone": zone,
        "own_zone": member.time_zone,
        "period": period,
        "days": days,
        "legend": _legend(days) if period.view == "month" else [],
        "earlier": "" if "earlier" in request.GET else _earlier(period, found, here.date()),
        "is_whole": found.is_whole,
        "is_short": any(day.n_more for day in days),
        "is_wide": found.is_wide,
        "has_moments": found.has_moments,
        "day_url": _day_url(request.GET),
        "bands": BANDS,
        "windows": found.windows,
        "is_cut": found.is_cut,
        "has_cards": found.has_cards,
        "filters": filters,
        "groups": groups_shown(filters),
        **to_choose(client=client),
        "networks": {slug: name for slug, (name, _glyph) in NETWORKS.items()},
        "shows_client": client is None,
        "may_write": found.may_write,
        "views": [("month", _("Month")), ("week", _("Week")), ("list", _("List"))],
        "keeps": _kept(request.GET),
        "words": _words_for_script(),
    }
    return render(request, f"editorial/calendar_{period.view}.html", context)


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands on the days of a page, and how much of it."""

    filters: Filters
    days: list[Day]
    windows: list[OwnDate]
    may_write: bool
    is_whole: bool
    is_wide: bool
    is_cut: bool
    has_moments: bool
    has_cards: bool


def _found(request: HttpRequest, client: Client | None, period: Period, here: datetime) -> _Found:
    """The posts of the days and what they are planned around, a query each."""
    member, filters = member_of(request), Filters.read(request.GET)
    is_whole = "whole" in request.GET and period.is_grid
    is_wide = request.GET.get("elsewhere") != "off"
    rooms = _Rooms(period, is_whole=is_whole)
    span: dict[str, Any] = {
        "member": member, "client": client, "first_on": period.first_on, "last_on": period.last_on,
    }  # fmt: skip
    posts: dict[str, Any] = {"filters": filters, "room": rooms.of(MOST_A_DAY)}
    found = cards_of.cards_between(**span, **posts, role=getattr(request, "client_role", ""))
    outside = outside_between(**span, **posts)
    around = rooms.of(MOST_MOMENTS if client else MOST_OF_ALL)
    moments = moments_by_day(**span, room=around) if is_wide else {}
    around = rooms.of(MOST_DATES if client else MOST_OF_ALL)
    dates = own_dates_by_day(**span, room=around, language=get_language() or "en", spans=spans)
    may_write = (
        may_here(request, Capability.WRITE_POSTS)
        if client
        else may(member.role, Capability.WRITE_POSTS)
    )
    # Which column lacks its post is told on a screen where all posts stand, and nothing hides one.
    has_slots = may_write and period.is_grid and not filters.are_set and not is_whole
    slots = _slots(client, member, period, here.date()) if client and has_slots else {}
    return _Found(
        filters=filters,
        days=days_of(period, found, outside, moments, dates, posts["room"], slots, here, client),
        windows=_windows(dates) if client else [],
        may_write=may_write,
        is_whole=is_whole,
        is_wide=is_wide,
        is_cut=found.is_cut,
        has_moments=bool(moments),
        has_cards=bool(found.cards or outside.cards or moments or dates),
    )


@dataclass(frozen=True, slots=True)
class _Rooms:
    """How much of each kind the days of a page have room for; on paper (`is_whole`) all there is."""

    period: Period
    is_whole: bool

    def of(self, by_view: Mapping[str, int]) -> dict[date, int] | None:
        """The room of each day, by what each view has room for; None where all is shown."""
        most = None if self.is_whole else by_view.get(self.period.view)
        if most is None:
            return None
        period = self.period
        return {
            on: min(most, MOST_OUTSIDE) if period.is_outside(on) else most for on in period.days
        }


def _slots(client: Client, member: Member, period: Period, today: date) -> dict[date, list[Series]]:
    """The columns without a post, from today to the end of the page."""
    return empty_slots(client=client, member=member, first_on=today, last_on=period.last_on)


def _windows(dates: Mapping[date, OwnDates]) -> list[OwnDate]:
    """The client's windows that reach into the page."""
    found = (each for day in dates.values() for each in day.shown if each.what == "window")
    return list({(each.label, each.on): each for each in found}.values())


def _legend(days: list[Day]) -> list[Look]:
    """What the icons of crowded days mean: their cards have no room for the word."""
    return list(dict.fromkeys(card.look for day in days if day.is_crowded for card in day.cards))


def _earlier(period: Period, found: _Found, today: date) -> str:
    """What the days of a month before today hold, in words, where a phone begins with today; empty where it does not.

    It begins with the first day where somebody looks for something, or came for a day that is over.
    """
    is_asked = period.on < today and period.on.day != 1
    if period.view != "month" or period.is_outside(today) or is_asked:
        return ""
    if found.filters.are_set or found.is_whole:
        return ""
    over = [day for day in found.days if not period.is_outside(day.on) and day.on < today]
    if n := sum(len(day.cards) + day.n_more for day in over):
        words = ngettext("Earlier this month: {n} post", "Earlier this month: {n} posts", n)
        return words.format(n=n)
    return _("Earlier this month") if any(day.is_quiet for day in over) else ""


def _day_url(values: QueryDict) -> str:
    """The address of one day with the same filters, but for the day itself."""
    asked = values.copy()
    asked.pop("on", None)
    asked["view"] = "day"
    return f"?{asked.urlencode()}&on="


def _kept(values: QueryDict) -> list[tuple[str, str]]:
    """What the filters' form must carry on: the view, the day, and the group, which are links."""
    asked = values.dict()
    return [
        (name, str(asked[name]))
        for name in ("view", "on", "group", "elsewhere", "whole")
        if asked.get(name)
    ]


def _words_for_script() -> str:
    """What the page says by script: why a card stays, that a day is not shown, that nobody answered."""
    return json.dumps(
        {
            "edge": _("That day is not on this page: press M to choose it."),
            "silence": _("No answer: the post is back where it was. Check your connection and try again."),
            "again": _("That is no longer possible: reload the page to see how things stand."),
            **{code: str(words) for code, words in movable.WHY_NOT.items()},
        },
        ensure_ascii=False,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_member
def move(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Put a post at another day or time; taking a move back is moving again, seen where it now stands."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    post = post_or_404(request, client, public_id)
    if request.method == "GET":
        initial = MomentForm.values_of(post.wall_at, post.fold) | {"seen": _seen(post)}
        return _form(request, client, post, MoveForm(zone=post.time_zone, initial=initial))
    # A toast's way back has its values in its address, because its form has no fields.
    values = request.POST if "day" in request.POST else request.GET
    form = MoveForm(values, zone=post.time_zone)
    if not form.is_valid() or form.wall_at is None:
        return _form(request, client, post, form, status=422)
    try:
        moved = moving.move(
            post=post,
            member=member_of(request),
            may_schedule=may_here(request, Capability.SCHEDULE_POSTS),
            wall_at=form.wall_at,
            fold=form.cleaned_data["fold"],
            seen_at=form.cleaned_data["seen"],
            is_repeat_ok=form.cleaned_data["is_repeat_ok"],
            now=database_now(),
        )
    except ScheduleRefusedError as refusal:
        form.put_refusal(refusal)
        return _form(request, client, post, form, why=" ".join(refusal.sentences), status=422)
    except MoveRefusedError as refusal:
        if refusal.code == "needs_scheduler" and not _is_script(request):
            raise LackingError(Capability.SCHEDULE_POSTS) from refusal
        status = 403 if refusal.code == "needs_scheduler" else 409
        return _form(request, client, post, None, why=str(refusal), status=status)
    except (BeingSentError, MovedMeanwhileError) as refusal:
        return _form(request, client, post, None, why=str(refusal), status=409)
    return _done(request, client, post, moved)


def _done(request: HttpRequest, client: Client, post: Post, moved: moving.Moved) -> HttpResponse:
    said = _("Moved to %(when)s.") % {"when": _in_words(moved.after, post.time_zone)}
    back = urlencode(_way_back(moved)) if moved.before and moved.before != moved.after else ""
    if _is_script(request):
        context = {"said": said, "back": back, **_card(request, client, post)}
        return render(request, "editorial/calendar_answer.html", context)
    url = reverse("editorial:move", kwargs={"slug": client.slug, "public_id": post.public_id})
    extra = undo(url=f"{url}?{back}", seconds=10) if back else ""
    messages.success(request, said, extra_tags=extra)
    return redirect(_next(request, client, moved.after.wall_at))


def _form(
    request: HttpRequest,
    client: Client,
    post: Post,
    form: MoveForm | None,
    *,
    why: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form to move a post, or why it cannot be: in the calendar's dialog, or as a page."""
    post.refresh_from_db(fields=["wall_at", "fold", "time_zone", "stage"])
    card = _card(request, client, post)
    code = card["cards"][0].why_fixed if card["cards"] else ""
    context = {
        "client": client,
        "post": post,
        "zone": post.time_zone,
        "planned_at": post.wall_at and when.instant_of(post.wall_at, post.time_zone, post.fold),
        "form": None if code else form,
        "said": why or (str(movable.WHY_NOT[code]) if code else ""),
        "is_refused": status != 200 or bool(code),
        "next": _next(request, client, post.wall_at),
        **card,
    }
    if not _is_script(request):
        return render(request, "editorial/calendar_move.html", context, status=status)
    template = "calendar_move_form" if request.method == "GET" else "calendar_answer"
    return render(request, f"editorial/{template}.html", context, status=status)


def _card(request: HttpRequest, client: Client, post: Post) -> dict[str, Any]:
    post.refresh_from_db(fields=["wall_at", "fold", "time_zone", "stage"])
    shows_client = "all" in request.POST
    cards = []
    if post.wall_at is not None:
        role = getattr(request, "client_role", "")
        cards = [cards_of.card_of(post=post, member=member_of(request), role=role)]
    zone = client.agency.time_zone if shows_client else client.time_zone
    own_zone = member_of(request).time_zone
    return {
        "cards": cards,
        "shows_client": shows_client,
        "page_zone": zone,
        "own_zone": own_zone,
    }


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _seen(post: Post) -> str:
    return post.wall_at.isoformat(timespec="minutes") if post.wall_at else ""


def _way_back(moved: moving.Moved) -> dict[str, str | int]:
    """The fields that take a move back."""
    before, after = moved.before, moved.after
    assert before is not None, "a post that had no time cannot be moved back to it"
    return {
        "day": before.wall_at.date().isoformat(),
        "clock": f"{before.wall_at:%H:%M}",
        "fold": before.fold,
        "seen": after.wall_at.isoformat(timespec="minutes"),
    }


def _in_words(place: Place, zone: str) -> str:
    """The day in full, the clock time and the zone: giovedì 10 dicembre 2026, 18:15 (Roma)."""
    instant = when.instant_of(place.wall_at, zone, place.fold)
    return strip_tags(in_zone_long(instant, zone))


def _next(request: HttpRequest, client: Client, wall_at: datetime | None) -> str:
    """Back to the calendar the person came from, else to the client's, where the post now is."""
    asked = request.POST.get("next") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        parts = urlsplit(asked)
        if _is_calendar(parts.path):
            return parts._replace(scheme="", netloc="", fragment="").geturl()
    home = reverse("editorial:calendar", kwargs={"slug": client.slug})
    return f"{home}?on={wall_at.date()}" if wall_at else home


def _is_calendar(path: str) -> bool:
    try:
        return resolve(path).view_name in ("editorial:calendar", "editorial:all_calendar")
    except Resolver404:
        return False
