"""What an event owes its sponsors, counted in its posts: a part of the page of its dates and commitments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from clients.access import client_or_404, may_here
from editorial.queries.mentions import mentions_owed
from people.access import member_of, requires_member
from people.roles import Capability


@require_GET
@requires_member
def mentions(request: HttpRequest, slug: str) -> HttpResponse:
    """Each sponsor with what is made and what is left."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    context = {
        "client": client,
        "owed": mentions_owed(member=member_of(request), client=client),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "editorial/mentions.html", context)
