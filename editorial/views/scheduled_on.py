"""What is still scheduled on a channel: a part of its profile's page, where it is let sleep or closed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clients.access import client_or_404
from clients.models import Channel
from editorial.queries.scheduled_on import MOST, posts_on
from people.access import member_of, requires_member
from people.roles import Capability


@require_safe
@requires_member
def scheduled_on(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Each post with its hour, to be moved or left."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    mine = Channel.objects.visible_to(member).filter(client=client)
    channel = get_object_or_404(mine, public_id=public_id)
    waiting = posts_on(member=member, channel=channel)
    context = {
        "client": client,
        "channel": channel,
        "n": waiting.count(),
        "posts": list(waiting[:MOST]),
    }
    is_part = getattr(request, "htmx", False)
    template = "editorial/scheduled_on.html#found" if is_part else "editorial/scheduled_on.html"
    return render(request, template, context)
