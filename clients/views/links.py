"""How a client's links are tagged: the scheme, with a sample of each network."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404
from clients.actions import connecting
from clients.actions.links import set_scheme
from clients.forms.links import SchemeForm, initial_of
from clients.models import Channel, LinkScheme
from clients.ready_plans import PILLARS
from clients.tagging import USUAL, tagged
from clients.tagging import slug as slugged
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability

SAMPLE = "https://example.org/visit"


@require_http_methods(["GET", "POST"])
@requires_member
def presence_links(request: HttpRequest, slug: str) -> HttpResponse:
    """The scheme; the button "Try it" shows the sample and saves nothing."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    labels = connecting.network_labels()
    channels = Channel.objects.connected().filter(client_id=client.pk).order_by("network")
    networks = {each: labels.get(each, each) for each in dict.fromkeys(c.network for c in channels)}
    row = LinkScheme.objects.filter(client_id=client.pk).first()
    scheme = row.as_scheme() if row else USUAL
    form = SchemeForm(
        request.POST if request.method == "POST" else None,
        networks=networks,
        initial=initial_of(scheme, is_short=bool(row and row.is_short)),
    )
    is_good = request.method == "POST" and form.is_valid()
    if is_good and request.POST.get("deed") != "try":
        set_scheme(by=member_of(request), client=client, now=database_now(), **form.values())
        messages.success(request, _("Saved."))
        return redirect("clients:presence_links", slug=client.slug)
    shown = form.scheme() if is_good else scheme
    campaign = shown.usual_campaign or _("spring-visits")
    pillar = str(PILLARS[client.kind][0].name) if shown.names_pillar else ""
    context = {
        "client": client,
        "form": form,
        "campaign": campaign,
        "pillar": pillar,
        "samples": [
            (each, tagged(SAMPLE, scheme=shown, network=each, campaign=campaign, pillar=slugged(pillar)))
            for each in networks
        ],
    }  # fmt: skip
    status = 422 if form.is_bound and not is_good else 200
    return render(request, "clients/presence_links.html", context, status=status)
