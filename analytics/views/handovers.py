"""Asking for a handover file, and fetching it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from analytics.actions import handing_over
from analytics.models import Handover, PdfState
from clients.access import client_or_404
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def handover_make(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts one into the queue; with ``deed`` stop, takes the one that waits out of it."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS, also_archived=True)
    if request.POST.get("deed") == "stop":
        if handing_over.stop(by=member_of(request), client=client, now=database_now()):
            messages.success(request, _("Stopped: no handover file is being made."))
        return redirect("desk:standing", slug=client.slug)
    handing_over.ask_for(by=member_of(request), client=client, now=database_now())
    messages.success(request, _("The handover file is being made: it stands here in a moment."))
    return redirect("desk:standing", slug=client.slug)


@require_GET
@requires_member  # type: ignore[arg-type]
def handover_file(request: HttpRequest, slug: str, public_id: UUID, form: str) -> HttpResponseBase:
    """The document or the archive."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS, also_archived=True)
    mine = Handover.objects.visible_to(member_of(request)).filter(client=client)
    found = get_object_or_404(mine, public_id=public_id)
    if found.state != PdfState.MADE or form not in ("pdf", "zip"):
        raise Http404
    name = found.pdf_name if form == "pdf" else found.zip_name
    response = FileResponse(
        default_storage.open(name),
        as_attachment=True,
        filename=f"{client.slug}-{found.asked_at:%Y-%m-%d}.{form}",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
