"""What is known beside the scores of platform fit; a part of its page, or a page of its own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clients.access import client_or_404
from clients.actions import connecting
from clients.fit import CRITERIA
from desk.fit_evidence import sentences
from desk.queries.fit_known import fit_known
from people.access import member_of, now_of, requires_member
from people.roles import Capability


@require_safe
@requires_member
def fit_evidence(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """By criterion, what is known of the network."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    if network not in connecting.network_labels():
        raise Http404
    found = fit_known(
        member=member_of(request), client=client, network=network, now=now_of(request)
    )
    said = sentences(found, network)
    context = {
        "client": client,
        "network": network,
        "known": [(each, said[each.name]) for each in CRITERIA if each.name in said],
    }
    is_part = getattr(request, "htmx", False)
    template = "desk/fit_known.html#known" if is_part else "desk/fit_known.html"
    return render(request, template, context)
