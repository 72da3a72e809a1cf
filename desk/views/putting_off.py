"""Putting a line of Today off, and having it back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people import cldr
from people.access import member_of, now_of, requires_member
from people.actions import putting_off as acts
from people.clock import database_now
from people.models.put_off import MOST_LETTERS
from people.toasts import undo

# So far ahead a line may be put off: whoever means never settles it.
FARTHEST = timedelta(days=90)
MOST_THINGS = 100_000


@require_GET
@requires_member
def ways(request: HttpRequest) -> HttpResponse:
    """The days to which a line may be put off: part of Today, fetched when its menu opens."""
    today = _today(request)
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    context = {
        "asked": {name: request.GET.get(name, "")[:MOST_LETTERS] for name in ("matter", "n", "at")},
        "tomorrow": tomorrow,
        "monday": monday if monday > tomorrow else monday + timedelta(days=7),
        "is_next_monday": monday <= tomorrow,
        "farthest": today + FARTHEST,
    }
    return render(request, "desk/put_off.html", context)


@require_POST
@requires_member
def put_off(request: HttpRequest) -> HttpResponse:
    """Puts a line off, or with `deed` back has it there again; what it is about stays as it is."""
    member = member_of(request)
    matter = request.POST.get("matter", request.GET.get("matter", ""))[:MOST_LETTERS]
    matter = matter.replace("\x00", "")
    back = redirect("desk:today")
    if not matter:
        return back
    if "back" in (request.POST.get("deed"), request.GET.get("deed")):
        acts.have_back(by=member, matter=matter)
        return back
    until_on = _day(request.POST.get("until") or request.POST.get("on", ""))
    today = _today(request)
    if until_on is None or not today < until_on <= today + FARTHEST:
        messages.error(request, _("Choose a day from tomorrow on, within three months."))
        return back
    n = request.POST.get("n", "")
    acts.put_off(
        by=member, matter=matter, until_on=until_on, at=_instant(request.POST.get("at", "")),
        n=min(int(n), MOST_THINGS) if n.isascii() and n.isdigit() and len(n) < 9 else 1,
        now=database_now(),
    )  # fmt: skip
    words = _("Put off until {day}. It comes back sooner if it gets worse.")
    way_back = f"{reverse('desk:put_off')}?{urlencode({'matter': matter, 'deed': 'back'})}"
    messages.success(
        request,
        cldr.spoken(words.format(day=cldr.day(until_on, "EEEE d MMMM"))),
        extra_tags=undo(url=way_back),
    )
    return back


def _today(request: HttpRequest) -> date:
    return now_of(request).astimezone(ZoneInfo(member_of(request).time_zone)).date()


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _instant(words: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return found if found.tzinfo else None
