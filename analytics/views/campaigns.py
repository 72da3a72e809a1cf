"""One campaign: the table message × channel with its order, and what its posts brought."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from analytics.queries.served import brought
from clients.access import client_or_404, may_here
from clients.models import Client
from editorial.models import Campaign
from editorial.queries.campaigns import Line, look, table_of, to_put_in
from editorial.words.campaigns import Told, told
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_safe
@requires_member
def campaign(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """What goes where and when, what comes first, what is wrong with that, and what it brought."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    mine = Campaign.objects.visible_to(member).filter(client=client).select_related("goal")
    found = get_object_or_404(mine, public_id=public_id)
    today = client.today(database_now())
    is_going_on = found.is_going_on(today)
    may_write = may_here(request, Capability.WRITE_POSTS)
    table = table_of(campaign=found, member=member)
    rows = [(line, *_mend(line, client)) for line in table.lines]
    context: dict[str, Any] = {
        "client": client,
        "campaign": found,
        "look": look(found, today=today),
        "is_going_on": is_going_on,
        "table": table,
        "rows": rows,
        "n_wrong": sum(wrong is not None for _line, wrong, _url in rows),
        "free": list(to_put_in(campaign=found, member=member)) if may_write and is_going_on else [],
        "brought": brought(campaign=found, member=member)
        if table.lines and may_here(request, Capability.VIEW_RESULTS)
        else None,
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "may_write": may_write,
    }
    return render(request, "analytics/campaign.html", context)


def _mend(line: Line, client: Client) -> tuple[Told | None, str]:
    """What is wrong with a line in words, and the address where it is put right; empty where that is on this page."""
    if line.trouble is None or line.first is None:
        return None, ""
    said = told(line.trouble, at=line.step.at, first=line.first, zone=client.time_zone)
    if said.deed == "order":
        return said, f"#order-{line.step.key}"
    name, key = {
        "move": ("editorial:move", line.step.key),
        "time": ("editorial:edit", line.first.key),
    }.get(said.deed, ("editorial:post", line.first.key))
    return said, reverse(name, args=[client.slug, key]) + ("#when-h" if said.deed == "time" else "")
