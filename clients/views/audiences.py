"""Whom a client wants to reach: the list, writing one down, putting one away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import audiences as actions
from clients.forms.audiences import AudienceForm, days_label, habit_rows, habits_of
from clients.models import Audience, Client
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_GET
@requires_member
def audiences(request: HttpRequest, slug: str) -> HttpResponse:
    """All audiences, those put away last."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    mine = Audience.objects.visible_to(member_of(request)).filter(client=client)
    found = list(mine.prefetch_related("habits"))
    lines = [
        (each, [(habit, days_label(habit.weekdays)) for habit in each.habits.all()])
        for each in found
        if each.archived_at is None
    ]
    context = {
        "client": client,
        "lines": lines,
        "put_away": [each for each in found if each.archived_at is not None],
        "may_write": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "clients/audiences.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def audience_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes one down."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _audience_page(request, client, None)


@require_http_methods(["GET", "POST"])
@requires_member
def audience_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Changes one."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _audience_page(request, client, _audience(request, client, public_id))


def _audience_page(request: HttpRequest, client: Client, audience: Audience | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    habits = list(audience.habits.all()) if audience else []
    # The form writes onto a copy: what the action saves is what it reads under its lock.
    copy = Audience.objects.get(pk=audience.pk) if audience else None
    form, rows = AudienceForm(data, instance=copy), habit_rows(data, habits)
    # Both are asked, so that all errors stand there at once.
    is_right = [form.is_valid(), rows.is_valid()] if data is not None else [False]
    if all(is_right):
        made = actions.write_audience(
            by=member_of(request),
            client=client,
            audience=audience,
            habits=habits_of(rows),
            now=database_now(),
            **form.cleaned_data,
        )
        messages.success(request, _("%(name)s is written down.") % {"name": made.name})
        return redirect("clients:audiences", slug=client.slug)
    context = {"client": client, "form": form, "rows": rows, "audience": audience}
    status = 422 if data is not None else 200
    return render(request, "clients/audience_form.html", context, status=status)


@require_POST
@requires_member
def audience_away(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Puts one away, or takes it up again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    audience = _audience(request, client, public_id)
    if request.POST.get("deed") == "back":
        actions.take_up(by=member_of(request), audience=audience, now=database_now())
    else:
        actions.put_away(by=member_of(request), audience=audience, now=database_now())
        messages.success(request, _("%(name)s is put away; its posts keep it.") % {"name": audience.name})  # fmt: skip
    return redirect("clients:audiences", slug=client.slug)


def _audience(request: HttpRequest, client: Client, public_id: UUID) -> Audience:
    mine = Audience.objects.visible_to(member_of(request)).filter(client=client)
    return get_object_or_404(mine, public_id=public_id)
