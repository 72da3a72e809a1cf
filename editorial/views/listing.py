"""Lists of posts: of one client, and of all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from clients.access import client_or_404, clients_where_may, may_here
from clients.models import Client
from editorial.queries.listing import Filters, groups_shown, posts_page, to_choose
from editorial.queries.outside import outside_page
from people.access import member_of, requires_member
from people.roles import Capability, may
from people.templatetags.ui import NETWORKS


@require_GET
@requires_member
def posts(request: HttpRequest, slug: str) -> HttpResponse:
    """The posts of one client."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    return _page(request, client)


@require_GET
@requires_member
def all_posts(request: HttpRequest) -> HttpResponse:
    """The posts of all the clients the member sees."""
    return _page(request, None)


@require_GET
@requires_member
def choose_client(request: HttpRequest) -> HttpResponse:
    """For which client the new post is; whoever writes for one only is not asked."""
    clients = list(clients_where_may(member=member_of(request), capability=Capability.WRITE_POSTS))
    if len(clients) == 1:
        return redirect("editorial:new", slug=clients[0].slug)
    return render(request, "editorial/choose_client.html", {"clients": clients})


def _page(request: HttpRequest, client: Client | None) -> HttpResponse:
    member = member_of(request)
    filters = Filters.read(request.GET)
    zone = client.time_zone if client else member.agency.time_zone
    context = {
        "client": client,
        "zone": zone,
        "own_zone": member.time_zone,
        "page": outside_page(member=member, client=client, filters=filters)
        if filters.group == "outside"
        else posts_page(member=member, client=client, filters=filters),
        "filters": filters,
        "groups": groups_shown(filters),
        **to_choose(client=client),
        "networks": {slug: name for slug, (name, _glyph) in NETWORKS.items()},
        "may_write": may_here(request, Capability.WRITE_POSTS)
        if client
        else may(member.role, Capability.WRITE_POSTS),
    }
    return render(request, "editorial/list.html", context)
