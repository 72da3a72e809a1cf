"""A person's own pages: preferences, agencies, notices."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people import notices as telling
from people.access import (
    SESSION_AGENCY,
    has_second_factor,
    member_of,
    member_or_none,
    requires_member,
)
from people.actions.preferences import update_preferences
from people.clock import database_now
from people.forms import PreferencesForm
from people.ids import read_id
from people.models import Notice, User
from people.queries import team as queries


@require_http_methods(["GET", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Name, language, colours, density; links to password and second factor."""
    assert isinstance(request.user, User)
    user = User.objects.get(pk=request.user.pk)  # a copy: the form writes onto it
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        update_preferences(
            user=user, member=member_or_none(request), now=database_now(), **form.cleaned_data
        )
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Saved."))
        return redirect("people:preferences")
    context = {
        "form": form,
        "agencies": queries.agencies_of(user=user),
        "has_second_factor": has_second_factor(user),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/preferences.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def switch_agency(request: HttpRequest) -> HttpResponse:
    """The agencies a person works in; the button goes to one."""
    agencies = queries.agencies_of(user=User(pk=request.user.pk))
    if request.method == "POST":
        agency = get_object_or_404(agencies, public_id=read_id(request.POST.get("agency", "")))
        request.session[SESSION_AGENCY] = agency.pk
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/switch_agency.html", {"agencies": agencies})


@require_GET
@requires_member
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a notice leads; whoever goes there has read it."""
    member = member_of(request)
    found = get_object_or_404(Notice.objects.visible_to(member), pk=pk)
    url = telling.open_notice(notice=found, now=database_now())
    return redirect(url or "people:notices")


@require_http_methods(["GET", "POST"])
@requires_member
def notices(request: HttpRequest) -> HttpResponse:
    """What we told the member, newest first; the button marks all as read."""
    member = member_of(request)
    if request.method == "POST":
        telling.mark_read(member=member, now=database_now())
        return redirect("people:notices")
    page = Paginator(Notice.objects.visible_to(member), 50).get_page(request.GET.get("page"))
    return render(request, "people/notices.html", {"page": page})
