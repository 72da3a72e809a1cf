"""Pillars and series of a client: wanted and actual shares, naming, changing and closing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import client_or_404, may_here
from clients.models import Client, Goal
from clients.ready_plans import PILLARS
from editorial.actions import planning as actions
from editorial.forms.planning import PillarForm, SeriesForm, weekday_name
from editorial.models import Pillar, Series
from editorial.queries.planning import pillars_of
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_safe
@requires_member
def pillars(request: HttpRequest, slug: str) -> HttpResponse:
    """The pillars with the share they should have and the one they had in ninety days."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = pillars_of(client=client, now=database_now())
    context = {
        "client": client,
        "found": found,
        "lines": [
            (
                line,
                [
                    (each, weekday_name(day) if (day := each.series.weekday) is not None else "")
                    for each in line.series
                ],
            )
            for line in found.lines
        ],
        "ready": PILLARS[client.kind] if not found.lines and not found.closed else (),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "editorial/pillars.html", context)


@require_POST
@requires_member
def pillars_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin with the pillars that suit the client's kind."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    if actions.begin_with_ready(by=member_of(request), client=client, now=database_now()):
        messages.success(request, _("These are a beginning: change names and shares as you like."))
    return redirect("editorial:pillars", slug)


@require_http_methods(["GET", "POST"])
@requires_member
def pillar_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a pillar."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write_pillar(request, client, None)


@require_http_methods(["GET", "POST"])
@requires_member
def pillar(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change a pillar."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write_pillar(request, client, _pillar_or_404(client, public_id))


def _write_pillar(request: HttpRequest, client: Client, found: Pillar | None) -> HttpResponse:
    form = PillarForm(
        request.POST if request.method == "POST" else None,
        goals=list(Goal.objects.filter(client=client, closed_at=None)),
        pillar=found,
    )
    if form.is_valid():
        by, now = member_of(request), database_now()
        try:
            if found is None:
                actions.add_pillar(by=by, client=client, facts=form.facts, now=now)
            else:
                actions.change_pillar(by=by, pillar=found, facts=form.facts, now=now)
        except actions.PlanningRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Pillar saved."))
            return redirect("editorial:pillars", client.slug)
    context = {"client": client, "form": form, "pillar": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "editorial/pillar_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires_member
def series_new(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Name a series of a pillar."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write_series(request, client, _pillar_or_404(client, public_id), None)


@require_http_methods(["GET", "POST"])
@requires_member
def series(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change a series."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _series_or_404(client, public_id)
    return _write_series(request, client, found.pillar, found)


def _write_series(
    request: HttpRequest, client: Client, pillar: Pillar, found: Series | None
) -> HttpResponse:
    form = SeriesForm(request.POST if request.method == "POST" else None, series=found)
    if form.is_valid():
        by, now = member_of(request), database_now()
        try:
            if found is None:
                actions.add_series(by=by, pillar=pillar, facts=form.facts, now=now)
            else:
                actions.change_series(by=by, series=found, facts=form.facts, now=now)
        except actions.PlanningRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Series saved."))
            return redirect("editorial:pillars", client.slug)
    context = {"client": client, "form": form, "pillar": pillar, "series": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "editorial/series_form.html", context, status=status)


@require_POST
@requires_member
def pillar_close(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Close a pillar with its series, or take it up again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _close(request, client, _pillar_or_404(client, public_id))


@require_POST
@requires_member
def series_close(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Close a series, or take it up again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _close(request, client, _series_or_404(client, public_id))


def _close(request: HttpRequest, client: Client, what: Pillar | Series) -> HttpResponse:
    by, now = member_of(request), database_now()
    if request.POST.get("deed") == "reopen":
        actions.reopen(by=by, what=what, now=now)
        messages.success(request, _("“%(name)s” is taken up again.") % {"name": what.name})
    else:
        actions.close(by=by, what=what, now=now)
        messages.success(
            request, _("“%(name)s” is closed. Posts written for it keep it.") % {"name": what.name}
        )
    return redirect("editorial:pillars", client.slug)


def _pillar_or_404(client: Client, public_id: UUID) -> Pillar:
    mine = Pillar.objects.filter(client=client, agency_id=client.agency_id)
    return get_object_or_404(mine.select_related("client__agency", "goal"), public_id=public_id)


def _series_or_404(client: Client, public_id: UUID) -> Series:
    mine = Series.objects.filter(client=client, agency_id=client.agency_id)
    return get_object_or_404(
        mine.select_related("client__agency", "pillar__client__agency"), public_id=public_id
    )
