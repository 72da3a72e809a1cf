"""How each network behaves now, for the whole agency: the list, and one network to be looked at again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clients.access import client_or_404, may_here
from clients.actions import sheets as actions
from clients.forms.fit import SheetForm
from clients.queries import sheets as queries
from networks.known import KNOWN
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.roles import Capability, may
from people.templatetags.ui import network_name


@require_GET
@requires_member
def network_sheets(request: HttpRequest) -> HttpResponse:
    """All networks with what we know of them, and which sheets got old."""
    member = member_of(request)
    now = database_now()
    lines = queries.sheet_lines(member=member, networks=list(KNOWN), now=now)
    context = {
        "lines": lines,
        "n_stale": sum(line.is_stale for line in lines),
        "zone": member.agency.time_zone,
        "may_write": may(member.role, Capability.EDIT_STRATEGY),
    }
    return render(request, "clients/network_sheets.html", context)


@require_GET
@requires_member
def sheets_told(request: HttpRequest, slug: str) -> HttpResponse:
    """How the networks of one client behave now: the part of the page on which one writes for them."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    context = {
        "client": client,
        "lines": queries.sheets_for(member=member_of(request), client=client, now=database_now()),
        "may_write": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "clients/sheets_told.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def network_sheet(request: HttpRequest, network: str) -> HttpResponse:
    """One network; saving says that somebody looked today, whether the words changed or not."""
    member = member_of(request)
    if network not in KNOWN:
        raise Http404
    may_write = may(member.role, Capability.EDIT_STRATEGY)
    if request.method == "POST" and not may_write:
        raise LackingError(Capability.EDIT_STRATEGY)
    now = database_now()
    found = queries.sheets_of(member=member, network=network)
    newest = found[0] if found else None
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        initial={"text": newest.text if newest else ""},
    )
    if request.method == "POST" and form.is_valid():
        actions.look_at(by=member, network=network, text=form.cleaned_data["text"], now=now)
        messages.success(
            request, _("%(network)s: looked at today.") % {"network": network_name(network)}
        )
        return redirect("clients:network_sheets")
    context = {
        "network": network,
        "newest": newest,
        "is_stale": newest is not None and newest.is_stale(now),
        "before": found[1:],
        "form": form,
        "zone": member.agency.time_zone,
        "may_write": may_write,
    }
    status = 422 if form.is_bound else 200
    return render(request, "clients/network_sheet.html", context, status=status)
