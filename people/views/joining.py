"""The link of an invitation: looking changes nothing, the button joins."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.access import SESSION_AGENCY
from people.actions import inviting
from people.clock import database_now
from people.forms import JoinForm
from people.models import Invitation, Member, User
from people.queries import team as queries


def ended(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """One page for links that were used, revoked, have expired or never were."""
    agency = invitation.agency if invitation else None
    response = render(request, "people/link_ended.html", {"agency": agency}, status=410)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites whom and takes the answer."""
    invitation = queries.invitation_of(token=token)
    if invitation is None or not queries.is_open(invitation=invitation, now=database_now()):
        return ended(request, invitation)
    user = request.user if isinstance(request.user, User) else None
    is_new = user is None and not queries.has_account(email=invitation.email)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        email=invitation.email,
        initial={"language": invitation.agency.language},
    )
    if request.method == "POST" and (user or is_new):
        try:
            if user is not None:
                return _welcome(request, _accept_as(token, user))
            if form.is_valid():
                return _welcome(request, _accept_new(token, form))
        except inviting.InvitationEndedError:
            return ended(request, invitation)
        except inviting.InvitingError as error:
            # Somebody signed in reads why on the page itself; a new person on the form.
            if is_new:
                form.add_error(None, str(error))
    context = {
        "invitation": invitation,
        "form": form if is_new else None,
        "is_new": is_new,
        "is_other": user is not None and user.email != invitation.email,
        "login_next": request.path,
    }
    status = 422 if request.method == "POST" else 200
    response = render(request, "people/join.html", context, status=status)
    # Not "no-referrer": browsers then send "Origin: null" with the form, and it is refused as forged.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _accept_as(token: str, user: User) -> Member:
    return inviting.accept_as(token=token, user=user, now=database_now())


def _accept_new(token: str, form: JoinForm) -> Member:
    return inviting.accept_new(
        token=token,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=form.cleaned_data["language"],
        now=database_now(),
    )


def _welcome(request: HttpRequest, member: Member) -> HttpResponse:
    if not request.user.is_authenticated:
        login(request, member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SESSION_AGENCY] = member.agency_id
    messages.success(request, _("Welcome to %(agency)s.") % {"agency": member.agency})
    return redirect(settings.LOGIN_REDIRECT_URL)
