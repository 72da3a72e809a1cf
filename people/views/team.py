"""The agency's team: members, roles, invitations."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import member_of, now_of, requires, requires_member
from people.actions import inviting, membership
from people.clock import database_now
from people.forms import InviteForm, MemberForm
from people.models import Invitation, Member
from people.queries import team as queries
from people.queries.absences import with_absence, words_of_absence
from people.roles import Capability, Role, may

STEPS = ("role", "deactivate", "reactivate")


def _page(request: HttpRequest, form: InviteForm | None, status: int = 200) -> HttpResponse:
    member = member_of(request)
    is_owner = may(member.role, Capability.MANAGE_AGENCY)
    now = now_of(request)
    today = now.astimezone(ZoneInfo(member.agency.time_zone)).date()
    members = list(with_absence(queries.colleagues(member=member), today))
    for each in members:
        setattr(each, "away", words_of_absence(each, today))  # noqa: B010 - a member has no such field for mypy
    context = {
        "members": members,
        "n_active": sum(each.is_active for each in members),
        "invitations": queries.waiting_invitations(member=member) if is_owner else [],
        "roles": queries.roles_in_words(),
        "form": (form or InviteForm()) if is_owner else None,
        "is_owner": is_owner,
        "now": now,
    }
    return render(request, "people/team.html", context, status=status)


@require_GET
@requires_member
def team(request: HttpRequest) -> HttpResponse:
    """Who works here; the owner also sees invitations and the form."""
    return _page(request, None)


@require_POST
@requires(Capability.MANAGE_AGENCY)
def invite(request: HttpRequest) -> HttpResponse:
    """Asks somebody to join."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    email = form.cleaned_data["email"]
    role = Role(form.cleaned_data["role"])
    try:
        inviting.invite(by=member_of(request), email=email, role=role, now=database_now())
    except inviting.InvitingError as error:
        form.add_error("email", str(error))
        return _page(request, form, status=422)
    messages.success(request, _("Invitation sent to %(email)s.") % {"email": email})
    return redirect("people:team")


@require_POST
@requires(Capability.MANAGE_AGENCY)
def invitation_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ends the link of an invitation."""
    member = member_of(request)
    invitation = get_object_or_404(Invitation.objects.visible_to(member), public_id=public_id)
    inviting.revoke(by=member, invitation=invitation, now=database_now())
    messages.success(request, _("The invitation's link has ended."))
    return redirect("people:team")


@require_POST
@requires(Capability.MANAGE_AGENCY)
def invitation_resend(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sends a fresh link."""
    member = member_of(request)
    invitation = get_object_or_404(Invitation.objects.visible_to(member), public_id=public_id)
    try:
        inviting.resend(by=member, invitation=invitation, now=database_now())
    except inviting.InvitingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Invitation sent to %(email)s.") % {"email": invitation.email})
    return redirect("people:team")


@require_http_methods(["GET", "POST"])
@requires(Capability.MANAGE_AGENCY)
def member_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Changes a member's role, ends or gives back their access."""
    by = member_of(request)
    colleague = get_object_or_404(
        Member.objects.visible_to(by).select_related("user", "agency"), public_id=public_id
    )
    form = MemberForm(
        request.POST if request.method == "POST" else None, initial={"role": colleague.role}
    )
    context = {"colleague": colleague, "form": form}
    if request.method != "POST":
        return render(request, "people/member.html", context)
    step = request.POST.get("step", "role")
    if step not in STEPS or (step == "role" and not form.is_valid()):
        return render(request, "people/member.html", context, status=422)
    try:
        _change(by, colleague, step, form)
    except membership.LastOwnerError as error:
        form.add_error(None, str(error))
        return render(request, "people/member.html", context, status=422)
    messages.success(request, _("Saved."))
    return redirect("people:team")


def _change(by: Member, colleague: Member, step: str, form: MemberForm) -> None:
    now = database_now()
    if step == "deactivate":
        membership.deactivate(by=by, member=colleague, now=now)
    elif step == "reactivate":
        membership.reactivate(by=by, member=colleague, now=now)
    else:
        role = Role(form.cleaned_data["role"])
        membership.change_role(by=by, member=colleague, role=role, now=now)
