"""The client's logo: its form, which the client's own page takes in, and what a POST does with it."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404
from clients.models import Client
from editorial.actions import logos
from editorial.actions.library import too_big as too_big_refusal
from editorial.models import AssetState, Logo, RenditionPurpose
from editorial.pictures.names import shown_name
from editorial.pictures.rules import MEGABYTE, Refusal
from editorial.queries import pictures
from editorial.receiving import too_big
from editorial.words.pictures import refusal_sentence, sentence_of
from people.access import member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.roles import Capability


@takes_up_to("MEDIA_MAX_BYTES")
@require_http_methods(["GET", "POST"])
@requires_member
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """The logo and its form, alone or (?part) for the client's page; a POST chooses a picture or takes the logo away."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS)
    if request.method != "POST":
        return _page(request, client)
    if "remove" in request.POST:
        logos.take_away(client=client, member=member_of(request), now=database_now())
        messages.success(request, _("No logo any more. Its picture is still in the library."))
        return redirect("clients:edit", slug=client.slug)
    if refused := _choose(request, client):
        return _page(request, client, refused=refused, status=422)
    messages.success(request, _("This is the logo now: it heads the client’s area and reports."))
    return redirect("clients:edit", slug=client.slug)


def _choose(request: HttpRequest, client: Client) -> str:
    """Makes the uploaded picture the logo; why not, where it does not."""
    file = request.FILES.get("logo")
    if file is None:
        dropped = [most for _name, most in too_big(request)]
        words = _("Choose a picture first.")
        return refusal_sentence(too_big_refusal(most=dropped[0])) if dropped else words
    try:
        logos.choose(
            client=client,
            member=member_of(request),
            file_name=file.name or "",
            file=cast(BinaryIO, file),
            now=database_now(),
        )
    except Refusal as refusal:
        return refusal_sentence(refusal, name=shown_name(file.name or ""))
    return ""


def _page(
    request: HttpRequest, client: Client, *, refused: str = "", status: int = 200
) -> HttpResponse:
    chosen = Logo.objects.filter(client=client, asset__removed_at=None).select_related("asset")
    asset = found.asset if (found := chosen.first()) else None
    card = asset and {
        "asset": asset,
        "thumb_url": pictures.address(asset, client.slug, RenditionPurpose.THUMB),
        "sentence": sentence_of(asset.reason, asset.reason_params, name=asset.name)
        if asset.state == AssetState.REFUSED
        else "",
    }
    context = {
        "client": client,
        "card": card,
        "refused": refused,
        "most_mb": settings.MEDIA_MAX_BYTES // MEGABYTE,
    }
    template = "editorial/logo_part.html" if "part" in request.GET else "editorial/logo.html"
    return render(request, template, context, status=status)
