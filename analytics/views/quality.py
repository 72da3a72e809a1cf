"""The four quality figures of a client, each explained by its parts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analytics.queries.quality import PERIODS, USUAL, basis
from analytics.words import quality as quality_words
from clients.access import client_or_404
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_safe
@requires_member
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """Professionalism, attention, continuity, originality of the last 30 or 90 days."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    asked = request.GET.get("days", "")
    n_days = next((days for days in PERIODS if asked == str(days)), USUAL)
    known = basis(client=client, member=member_of(request), n_days=n_days, now=database_now())
    figures = quality_words.four(client, known)
    own = reverse("analytics:quality", args=[client.slug])
    context = {
        "client": client,
        "figures": figures,
        "lead": quality_words.lead(figures),
        "period": known.period,
        "periods": [(days, f"{own}?days={days}", days == n_days) for days in PERIODS],
    }
    return render(request, "analytics/quality.html", context)
