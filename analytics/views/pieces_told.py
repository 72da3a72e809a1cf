"""What the contract of a month asks for and how much of it is planned, in one line for whoever writes a post."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from analytics.queries.budget import period_of, pieces, planned
from clients.access import client_or_404
from people.access import member_of, now_of, requires_member
from people.roles import Capability


@require_safe
@requires_member
def pieces_told(request: HttpRequest, slug: str) -> HttpResponse:
    """Of the period of `?day=`, or of today; a part of the composer, empty where nothing was agreed. By itself it leads to
    the budget."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    if not request.headers.get("HX-Request"):
        return redirect("analytics:budget", client.slug)
    on = _day(request.GET.get("day", "")) or client.today(now_of(request))
    period = period_of(client=client, on=on)
    agreed = []
    if period.contract is not None and period.contract.quotas:
        posts = planned(client=client, period=period, member=member_of(request))
        agreed = [each for each in pieces(posts, period) if each.included is not None]
    context = {"client": client, "period": period, "agreed": agreed}
    return render(request, "analytics/parts/pieces_told.html", context)


def _day(raw: str) -> date | None:
    try:
        on = parse_date(raw)
    except ValueError:
        return None
    return on if on is not None and 1970 <= on.year <= 9000 else None
