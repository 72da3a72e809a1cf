"""What a client has by its kind: programme and sponsors, work packages and deliverables, works."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import matters as acting
from clients.countdown import countdown
from clients.forms.matters import form_of
from clients.matters import SECTIONS, Section
from clients.models import Client
from clients.queries.matters import matters_of
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability

# A day nearer than this needs no year beside it.
HALF_A_YEAR = timedelta(days=182)


@require_GET
@requires_member
def matters(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything on one page."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    today = client.today(database_now())
    context = {
        "client": client,
        "lists": matters_of(member=member_of(request), client=client, today=today),
        "countdown": countdown(client.kind, client.facts, today),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "year_from": today - HALF_A_YEAR,
        "year_until": today + HALF_A_YEAR,
    }
    return render(request, "clients/matters.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def matter_new(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Adds one."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _form(request, client, _section(section), None)


@require_http_methods(["GET", "POST"])
@requires_member
def matter_edit(request: HttpRequest, slug: str, section: str, public_id: UUID) -> HttpResponse:
    """Changes one."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _form(request, client, _section(section), _found(request, client, section, public_id))


@require_POST
@requires_member
def matter_remove(request: HttpRequest, slug: str, section: str, public_id: UUID) -> HttpResponse:
    """Removes one."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _found(request, client, section, public_id)
    try:
        acting.remove_matter(by=member_of(request), matter=found, now=database_now())
        messages.success(request, _("%(name)s is removed.") % {"name": found})
    except acting.MatterError as error:
        messages.error(request, str(error))
    return redirect(_section(section).page, slug=client.slug)


def _section(name: str) -> Section:
    if name not in SECTIONS:
        raise Http404
    return SECTIONS[name]


def _found(request: HttpRequest, client: Client, section: str, public_id: UUID) -> Any:
    mine = _section(section).model.objects.visible_to(member_of(request)).select_related("client")
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)


def _form(request: HttpRequest, client: Client, section: Section, found: Any) -> HttpResponse:
    # The label of an artist, asked once, is who must say yes to a new work.
    label = {"approver": client.facts.get("label_approves", "")} if found is None else {}
    form = form_of(section, client, client.today(database_now()))(
        request.POST or None, instance=found, initial=label
    )
    if request.method == "POST" and form.is_valid():
        try:
            acting.keep_matter(
                by=member_of(request), client=client, matter=form.instance, now=database_now()
            )
            return redirect(section.page, slug=client.slug)
        except acting.MatterError as error:
            form.add_error(error.field or section.fields[0], str(error))
    # What is shown is what stands: a form writes onto its row also when it refuses.
    name = str(_found(request, client, section.name, found.public_id)) if found else ""
    context = {"client": client, "form": form, "section": section, "matter": found, "name": name}
    context["back_url"] = reverse(section.page, args=[client.slug])
    return render(request, "clients/matter.html", context, status=422 if form.errors else 200)
