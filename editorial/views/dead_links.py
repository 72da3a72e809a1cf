"""The links of a client that do not open any more."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clients.access import client_or_404, may_here
from clients.actions.opening_links import ask_again
from clients.models import LinkCheck
from editorial.queries.dead_links import links_looked_at
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_safe
@requires_member
def dead_links(request: HttpRequest, slug: str) -> HttpResponse:
    """Each with where it stands, what came instead of a page, and since when."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    now = database_now()
    context = {
        "client": client,
        "found": links_looked_at(member=member_of(request), client=client, now=now),
        "may_ask": may_here(request, Capability.WRITE_POSTS),
        "now": now.astimezone(ZoneInfo(client.time_zone)),
    }
    return render(request, "editorial/dead_links.html", context)


@require_POST
@requires_member
def dead_link_again(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Somebody says that it is mended: it is opened within a minute."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    mine = LinkCheck.objects.visible_to(member_of(request)).filter(client=client)
    ask_again(check=get_object_or_404(mine, public_id=public_id), now=database_now())
    messages.success(
        request, _("It is opened again within a minute. If it opens, it goes from here.")
    )
    return redirect("editorial:dead_links", slug=client.slug)
