"""Who is on call: the rota of the week, and who takes over for a day."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.access import lacking, member_of, requires_member
from people.actions import duty as acts
from people.clock import database_now
from people.forms import CoverForm, ShiftForm
from people.models import DutyCover, DutyShift
from people.queries import duty as queries
from people.roles import Capability, may


@require_http_methods(["GET", "POST"])
@requires_member
def duty(request: HttpRequest) -> HttpResponse:
    """The rota; who manages clients changes it."""
    member = member_of(request)
    if request.method == "POST" and not may(member.role, Capability.MANAGE_CLIENTS):
        return lacking(request, Capability.MANAGE_CLIENTS)
    now = database_now()
    able = queries.who_may_be_on_duty(agency=member.agency)
    deed = request.POST.get("deed", "")
    today = now.astimezone(ZoneInfo(member.agency.time_zone)).date()
    shift_form = ShiftForm(request.POST if deed == "shift" else None, able=able, prefix="shift")
    cover_form = CoverForm(
        request.POST if deed == "cover" else None, able=able, today=today, prefix="cover"
    )
    if request.method == "POST" and _is_done(request, deed, shift_form, cover_form):
        return redirect("people:duty")
    context = {
        "rota": queries.rota(member=member, now=now),
        "shift_form": shift_form,
        "cover_form": cover_form,
        "may_change": may(member.role, Capability.MANAGE_CLIENTS),
        "now": now,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/duty.html", context, status=status)


def _is_done(request: HttpRequest, deed: str, shift_form: ShiftForm, cover_form: CoverForm) -> bool:
    """Does what was asked for; False where something typed is not right."""
    member, now = member_of(request), database_now()
    match deed:
        case "shift" if shift_form.is_valid():
            acts.add_shifts(by=member, **shift_form.cleaned_data, now=now)
            messages.success(request, _("Saved."))
        case "cover" if cover_form.is_valid():
            acts.cover(by=member, **cover_form.cleaned_data, now=now)
            messages.success(request, _("Saved."))
        case "unshift":
            shifts = DutyShift.objects.visible_to(member).select_related("member__user")
            acts.remove_shift(
                by=member, shift=get_object_or_404(shifts, pk=_number(request)), now=now
            )
            messages.success(request, _("Taken off the rota."))
        case "uncover":
            covers = DutyCover.objects.visible_to(member).select_related("member__user")
            acts.remove_cover(
                by=member, found=get_object_or_404(covers, pk=_number(request)), now=now
            )
            messages.success(request, _("Taken off the rota."))
        case _:
            return False
    return True


def _number(request: HttpRequest) -> int:
    number = request.POST.get("number", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
