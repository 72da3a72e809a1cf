"""What the voice met lately, rule by rule: a part of the page of the voice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clients.access import client_or_404
from editorial.queries import rules_met as queries
from editorial.words.tone import words_of
from people.access import member_of, now_of, requires_member
from people.roles import Capability

N_SHOWN = 20
N_NAMED = 3


@require_GET
@requires_member
def rules_met(request: HttpRequest, slug: str) -> HttpResponse:
    """Each rule that met something, with what became of it and the posts it was in."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = queries.rules_met(member=member_of(request), client=client, now=now_of(request))
    context = {
        "client": client,
        "n_texts": found.n_texts,
        "n_days": queries.LATELY.days,
        "rules": [
            (
                met,
                words_of(met.finding, client=client, manner=found.manner),
                [*met.stands, *met.left, *met.put_right][:N_NAMED],
            )
            for met in found.rules[:N_SHOWN]
        ],
    }
    is_part = getattr(request, "htmx", False)
    template = "editorial/rules_met.html#found" if is_part else "editorial/rules_met.html"
    return render(request, template, context)
