"""Putting everything of a client, or of all clients, on hold; lifting the hold; releasing what it stopped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404
from clients.models import Client
from editorial.actions import holding
from editorial.actions.refusals import ScheduleRefusedError
from editorial.forms.holds import HoldForm
from editorial.queries.on_hold import on_hold
from people.access import member_of, requires, requires_member
from people.clock import database_now
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires(Capability.SCHEDULE_POSTS)
def hold_all(request: HttpRequest) -> HttpResponse:
    """Everything of all clients."""
    return _page(request, None)


@require_http_methods(["GET", "POST"])
@requires_member
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of one client."""
    return _page(request, client_or_404(request, slug, Capability.SCHEDULE_POSTS))


def _page(request: HttpRequest, client: Client | None) -> HttpResponse:
    form = HoldForm(request.POST if request.POST.get("deed") == "hold" else None)
    if request.method == "POST":
        try:
            done = _do(request, client, form)
        except (
            holding.AlreadyHeldError,
            holding.NotHeldError,
            ScheduleRefusedError,
        ) as error:
            messages.error(request, str(error))
            done = True
        if done:
            return redirect(request.path)
    found = on_hold(member=member_of(request), client=client, now=database_now())
    context = {"client": client, "found": found, "form": form}
    return render(request, "editorial/hold.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, client: Client | None, form: HoldForm) -> bool:
    """Do what was asked for; False when the form wants something else."""
    acting: dict[str, Any] = {"member": member_of(request), "client": client, "now": database_now()}
    match request.POST.get("deed"):
        case "hold":
            if not form.is_valid():
                return False
            n = holding.hold_all(why=form.cleaned_data["why"], **acting)
            messages.success(
                request,
                ngettext(
                    "Everything is on hold: %(n)s post on a channel stands still.",
                    "Everything is on hold: %(n)s posts on channels stand still.",
                    n,
                )
                % {"n": n},
            )
        case "lift":
            holding.lift(**acting)
            messages.success(
                request, _("The hold is lifted. What it stopped waits for you to release it.")
            )
        case "release" if client is not None:
            n = holding.release_those_in_time(**acting)
            messages.success(
                request,
                ngettext(
                    "Released: %(n)s post goes out at its time.",
                    "Released: %(n)s posts go out at their time.",
                    n,
                )
                % {"n": n},
            )
    return True
