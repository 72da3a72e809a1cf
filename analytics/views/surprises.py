"""A part of Today: what did far better or far worse than usual in the last week."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from analytics import wording
from analytics.queries.surprises import Surprise
from analytics.queries.surprises import surprises as found
from people.access import member_of, now_of, requires_member


@require_safe
@requires_member
def surprises(request: HttpRequest) -> HttpResponse:
    """Fetched by Today once it stands; by itself it leads to the results of all clients."""
    if not request.headers.get("HX-Request"):
        return redirect("analytics:agency")
    rows = [(each, _times(each)) for each in found(member=member_of(request), now=now_of(request))]
    return render(request, "analytics/parts/surprises.html", {"surprises": rows})


def _times(each: Surprise) -> str:
    """What did better is so many times the usual, what did worse a part of it less."""
    if each.is_up:
        return f"×{wording.number(round(each.ratio, 1))}"
    return wording.percentage(each.ratio - 1)
