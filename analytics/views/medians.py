"""Medians by network, for the sheets of the networks; by itself a page, inside another only its table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics.queries import medians as queries
from clients.comparing import FEW_POSTS
from people.access import member_of, requires_member
from people.clock import database_now


@require_safe
@requires_member
def network_medians(request: HttpRequest) -> HttpResponse:
    """What a post usually brings on each network, or on one."""
    network = request.GET.get("network", "").replace("\x00", "")[:30]
    found = queries.network_medians(member=member_of(request), now=database_now(), network=network)
    context = {"medians": found, "few": FEW_POSTS, "n_days": queries.DAYS, "network": network}
    is_part = getattr(request, "htmx", False)
    template = "analytics/parts/medians.html" if is_part else "analytics/medians.html"
    return render(request, template, context)
