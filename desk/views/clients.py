"""The client list, and one client on one page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from clients.access import client_or_404, may_here
from clients.kinds import answers
from clients.models import ContactPart
from clients.wording import HEALTH_LOOKS
from desk.queries import clients as client_queries
from desk.queries import overview as overview_queries
from editorial.queries import attention
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability, Role, may


@require_GET
@requires_member
def clients(request: HttpRequest) -> HttpResponse:
    """All clients of one status side by side."""
    member = member_of(request)
    group = request.GET.get("status", "active")
    if group not in client_queries.GROUPS:
        group = "active"
    now = database_now()
    found = client_queries.client_list(member=member, group=group, now=now)
    words = {
        "active": pgettext("clients", "Active"),
        "prospect": pgettext("clients", "Prospects"),
        "paused": pgettext("clients", "Paused"),
        "archived": pgettext("clients", "Archived"),
    }
    context = {
        "rows": found.rows,
        "group": group,
        "groups": [
            (name, words[name], n)
            for name, n in found.counts.items()
            if n or name in ("active", group)
        ],
        "n_all": sum(found.counts.values()),
        "may_manage": may(member.role, Capability.MANAGE_CLIENTS),
        "now": now.astimezone(ZoneInfo(member.agency.time_zone)),
    }
    return render(request, "desk/clients.html", context)


@require_GET
@requires_member
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The account on one page, before a call."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    now = database_now()
    channels = overview_queries.channels_of(member=member, client=client)
    people = overview_queries.people_of(member=member, client=client)
    days = overview_queries.week(member=member, client=client, now=now)
    troubles = attention.troubles(member=member, client=client, reconnects=channels)
    context = {
        "client": client,
        "now": now.astimezone(ZoneInfo(client.time_zone)),
        "days": days,
        "n_week": sum(len(day.posts) for day in days),
        "troubles": troubles,
        "channels": [(channel, HEALTH_LOOKS[channel.health]) for channel in channels],
        "contacts": [(c, ContactPart(c["part"]).label) for c in people.contacts],
        "team": [(m, Role(m["role"]).label) for m in people.team],
        "facts": answers(client.kind, client.facts),
        "is_new": not channels or not people.n_posts or not people.contacts,
        "has_channels": bool(channels),
        "has_posts": bool(people.n_posts),
        "has_contacts": bool(people.contacts),
        "may_write": may_here(request, Capability.WRITE_POSTS),
        "may_manage": may_here(request, Capability.MANAGE_CLIENTS),
        "may_connect": may_here(request, Capability.CONNECT_CHANNELS),
    }
    return render(request, "desk/overview.html", context)
