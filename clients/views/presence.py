"""The client's wider presence: touchpoints, and what happens there and when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import presence as acts
from clients.forms.presence import MomentForm, TouchpointForm
from clients.models import Brief, Client, Touchpoint, TouchpointMoment
from clients.queries.presence import presence_of
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def presence(request: HttpRequest, slug: str) -> HttpResponse:
    """Touchpoints and what is ahead there."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    today = client.today(database_now())
    brief = Brief.objects.current(client)
    context = {
        "client": client,
        "found": presence_of(member=member_of(request), client=client, today=today),
        "is_social_only": brief is not None and brief.is_social_only,
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "clients/presence.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def touchpoint_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Names a touchpoint."""
    return _touchpoint(request, client_or_404(request, slug, Capability.EDIT_STRATEGY), None)


@require_http_methods(["GET", "POST"])
@requires_member
def touchpoint(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Changes a touchpoint."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _touchpoint(request, client, _found(request, client, public_id))


def _touchpoint(request: HttpRequest, client: Client, found: Touchpoint | None) -> HttpResponse:
    initial = _values(found, ("kind", "name", "url", "carer", "note"))
    form = TouchpointForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            acts.keep_touchpoint(
                by=member_of(request),
                client=client,
                touchpoint=found,
                now=database_now(),
                **form.cleaned_data,
            )
            return redirect("clients:presence", slug=client.slug)
        except acts.PresenceError as error:
            form.add_error(error.field, str(error))
    context = {"client": client, "form": form, "touchpoint": found}
    status = 422 if form.is_bound else 200
    return render(request, "clients/touchpoint.html", context, status=status)


@require_POST
@requires_member
def touchpoint_end(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """It is over."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _found(request, client, public_id)
    acts.end_touchpoint(by=member_of(request), touchpoint=found, now=database_now())
    messages.success(request, _("%(name)s is over.") % {"name": found.name})
    return redirect("clients:presence", slug=client.slug)


@require_http_methods(["GET", "POST"])
@requires_member
def moment_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Plans a moment."""
    return _moment(request, client_or_404(request, slug, Capability.EDIT_STRATEGY), None)


@require_http_methods(["GET", "POST"])
@requires_member
def moment(request: HttpRequest, slug: str, moment_id: UUID) -> HttpResponse:
    """Changes a moment."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _moment(request, client, _found_moment(request, client, moment_id))


def _moment(request: HttpRequest, client: Client, found: TouchpointMoment | None) -> HttpResponse:
    choices = Touchpoint.objects.visible_to(member_of(request)).filter(
        client_id=client.pk, ended_at=None
    )
    touchpoints = list(choices)
    if not touchpoints:
        return redirect("clients:touchpoint_new", slug=client.slug)
    if found is not None and found.touchpoint not in touchpoints:
        touchpoints.append(found.touchpoint)
    initial = _values(found, ("title", "on", "until", "url", "note"))
    if found is not None:
        initial["touchpoint"] = found.touchpoint.public_id
    else:
        initial |= {"on": request.GET.get("on", ""), "touchpoint": request.GET.get("at", "")}
    data = request.POST if request.method == "POST" else None
    form = MomentForm(data, initial=initial, touchpoints=touchpoints)
    if request.method == "POST" and form.is_valid():
        try:
            acts.plan_moment(
                by=member_of(request), moment=found, now=database_now(), **form.cleaned_data
            )
            return redirect("clients:presence", slug=client.slug)
        except acts.PresenceError as error:
            form.add_error(error.field, str(error))
    context = {"client": client, "form": form, "moment": found}
    status = 422 if form.is_bound else 200
    return render(request, "clients/moment.html", context, status=status)


@require_POST
@requires_member
def moment_drop(request: HttpRequest, slug: str, moment_id: UUID) -> HttpResponse:
    """It does not happen."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _found_moment(request, client, moment_id)
    acts.drop_moment(by=member_of(request), moment=found, now=database_now())
    messages.success(request, _("%(name)s is taken off the calendar.") % {"name": found.title})
    return redirect("clients:presence", slug=client.slug)


def _values(found: Touchpoint | TouchpointMoment | None, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(found, name) for name in names} if found is not None else {}


def _found(request: HttpRequest, client: Client, public_id: UUID) -> Touchpoint:
    mine = Touchpoint.objects.visible_to(member_of(request))
    return get_object_or_404(mine, client_id=client.pk, public_id=public_id)


def _found_moment(request: HttpRequest, client: Client, moment_id: UUID) -> TouchpointMoment:
    mine = TouchpointMoment.objects.visible_to(member_of(request)).select_related("touchpoint")
    return get_object_or_404(mine, client_id=client.pk, public_id=moment_id)
