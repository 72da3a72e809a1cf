"""Asking for the posts a channel had before it came to us."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.access import client_or_404
from clients.models import Channel
from editorial.actions import reading_back
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def read_past(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Has them read by the next look; with ``deed`` stop, no more."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    mine = Channel.objects.visible_to(member_of(request)).filter(client_id=client.pk)  # type: ignore[attr-defined]
    channel = get_object_or_404(mine, public_id=public_id)
    by, now = member_of(request), database_now()
    try:
        if request.POST.get("deed") == "stop":
            if reading_back.stop(by=by, channel=channel, now=now):
                messages.success(request, _("Stopped: nothing of it came in."))
        else:
            reading_back.read_past(by=by, channel=channel, now=now)
            messages.success(request, _("They are being read: what was found stands here."))
    except reading_back.CannotReadBackError as error:
        messages.error(request, str(error))
    return redirect("clients:channel", slug=client.slug, public_id=channel.public_id)
