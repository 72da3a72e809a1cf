"""The first audit of a client: where its channels stand when the work begins, on one page that can be printed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analytics.queries.first_audit import SPAN, first_audit
from clients.access import client_or_404, may_here
from clients.models import Sighting
from clients.queries.fitting import fit_lines, habits_by_network
from clients.words import fit as fit_words
from clients.words.looks import lacks, latest
from networks.known import KNOWN
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """Cadence, silences, formats, what a post usually brings, what profiles lack, what is not decided yet."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    member, now = member_of(request), database_now()
    looks = first_audit(member=member, client=client, now=now)
    silent = [each for each in looks if each.silence_days]
    today = client.today(now)
    context = {
        "client": client,
        "looks": looks,
        "quietest": max(silent, key=lambda each: each.silence_days or 0, default=None),
        "n_posts": sum(each.n_posts for each in looks),
        "lacking": [
            (each, words)
            for each in latest(Sighting.objects.visible_to(member).filter(client=client))
            if (words := lacks(each))
        ],
        "n_days": SPAN.days,
        "today": today,
        "open_fit": fit_words.open_questions(
            fit_lines(member=member, client=client, today=today),
            used={each.channel.network for each in looks if each.channel.network in KNOWN},
            habits=habits_by_network(client=client),
        ),
        "may_decide": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "analytics/first_audit.html", context)
