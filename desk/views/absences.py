"""Who is away and who stands in: everybody says it of themselves, managers of anybody."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.absence_forms import AbsenceForm
from desk.queries.falling import Falling, falling
from people.absences import days_words
from people.access import lacking, member_of, now_of, requires_member
from people.actions import absences as acts
from people.clock import database_now
from people.models import Absence, Member
from people.roles import Capability, may


@require_http_methods(["GET", "POST"])
@requires_member
def absences(request: HttpRequest) -> HttpResponse:
    """The absences to come, and the form for one more."""
    member = member_of(request)
    is_manager = may(member.role, Capability.MANAGE_CLIENTS)
    today = _today(member, now_of(request))
    if request.method == "POST" and request.POST.get("deed") == "take_back":
        return _take_back(request, member, is_manager=is_manager)
    form = AbsenceForm(
        request.POST if request.method == "POST" else None,
        member=member, may_choose=is_manager, today=today,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _is_said(request, member, form):
        return redirect("desk:absences")
    found = falling(member=member, today=today)
    context = {
        "lines": [_line(each, found, member, is_manager=is_manager) for each in found],
        "form": form,
        "is_manager": is_manager,
        "today": today,
    }
    return render(
        request, "desk/absences.html", context, status=422 if request.method == "POST" else 200
    )


def _today(member: Member, now: datetime) -> date:
    return now.astimezone(ZoneInfo(member.agency.time_zone)).date()


def _line(
    each: Falling, all_: list[Falling], member: Member, *, is_manager: bool
) -> dict[str, Any]:
    absence = each.absence
    others = [other.absence for other in all_ if other.absence.member_id == absence.stand_in_id]
    return {
        "falling": each,
        "absence": absence,
        "days": each.days,
        # Somebody who stands in can fall ill later.
        "is_uncovered": any(
            other.first_on <= absence.last_on and other.last_on >= absence.first_on
            for other in others
        ),
        "may_change": is_manager or absence.member_id == member.pk,
    }


def _is_said(request: HttpRequest, member: Member, form: AbsenceForm) -> bool:
    """Writes it down; False where it cannot stand so, with the reason at its field."""
    given = {"member": member, **form.cleaned_data}
    try:
        absence = acts.say_absence(by=member, **given, now=database_now())
    except acts.AbsenceError as error:
        form.add_error(error.field, str(error))
        return False
    messages.success(request, _("Saved."))
    for other in acts.left_without(absence):
        words = _("{who} should have stood in for {whom}: {days}. Somebody else must.")
        days = days_words(other.first_on, other.last_on)
        messages.warning(request, words.format(who=absence.member, whom=other.member, days=days))
    return True


def _take_back(request: HttpRequest, member: Member, *, is_manager: bool) -> HttpResponse:
    number = request.POST.get("number", "")
    known = Absence.objects.filter(agency_id=member.agency_id).select_related(
        "member__user", "stand_in__user"
    )
    found = get_object_or_404(
        known, pk=int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    )
    if not is_manager and found.member_id != member.pk:
        return lacking(request, Capability.MANAGE_CLIENTS)
    acts.take_back_absence(by=member, absence=found, now=database_now())
    messages.success(request, _("Taken off."))
    return redirect("desk:absences")
