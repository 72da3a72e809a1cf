"""Who is asking, in which agency, and whether they may: the gate before every view.

Strangers get 404 (a thing they may not know of does not exist); people who know the thing but lack
a capability get 403 in words. Views read ``member_of(request)`` and fetch through ``visible_to``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import translation

from people.backends import found_with
from people.clock import database_now
from people.models import Agency, Member, User
from people.roles import Capability, Role, may, roles_with
from people.typed import words_typed

SESSION_AGENCY = "agency"

View = Callable[..., HttpResponse]


class LackingError(PermissionDenied):
    """The person knows the thing but may not do this; becomes the 403 page."""

    def __init__(self, capability: Capability, *, why: str = "") -> None:
        super().__init__(capability.value)
        self.capability = capability
        self.why = why


class MemberMiddleware:
    """Finds the member behind the signed-in user and speaks their language.

    Sets ``request.member``: the active membership of the agency chosen in the session, else the
    oldest active one, else None. Turns LackingError into a page in words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        setattr(request, "member", None)  # noqa: B010 - HttpRequest has no such field for mypy
        if isinstance(request.user, User):
            setattr(request, "member", _choose_member(request, request.user))  # noqa: B010
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The 403 page for a LackingError; anything else is not ours."""
        if isinstance(exception, LackingError):
            return lacking(request, exception.capability, why=exception.why)
        return None


def _choose_member(request: HttpRequest, user: User) -> Member | None:
    members = found_with(user)
    # Kept for the person's menu, which names the other agencies.
    setattr(request, "memberships", members)  # noqa: B010 - HttpRequest has no such field for mypy
    chosen = request.session.get(SESSION_AGENCY)
    member = next((each for each in members if each.agency_id == chosen), None)
    if member is None and members:
        member = members[0]
    if member is not None:
        member.user = user
    return member


def member_or_none(request: HttpRequest) -> Member | None:
    """The member asking, or None for a stranger and for somebody in no agency."""
    return cast("Member | None", getattr(request, "member", None))


def other_agencies(request: HttpRequest) -> list[Agency] | None:
    """The other agencies the person works for, by name, as MemberMiddleware found them; None where it did not look."""
    members: list[Member] | None = getattr(request, "memberships", None)
    member = member_or_none(request)
    if members is None or member is None:
        return None
    others = [each.agency for each in members if each.agency_id != member.agency_id]
    return sorted(others, key=lambda agency: agency.name)


def member_of(request: HttpRequest) -> Member:
    """The member asking. Only behind ``requires`` or ``requires_member``."""
    member = member_or_none(request)
    assert member is not None, "member_of needs @requires or @requires_member"
    return member


def now_of(request: HttpRequest) -> datetime:
    """The database's instant at which this request's person was looked up: for a page that only shows, without asking again."""
    asked_at: datetime | None = getattr(member_or_none(request), "asked_at", None)
    return asked_at or database_now()


def requires_member(view: View) -> View:
    """Lets in any member: sends strangers to sign in, tells those in no agency so (403)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return signed_out(request)
        if member_or_none(request) is None:
            return render(request, "people/no_agency.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


def signed_out(request: HttpRequest) -> HttpResponse:
    """To sign in and back: to the page asked for, or from a form to the page it stood on, whose own address shows nothing.

    Words that were typed into the form are shown before, to be copied (403): they are nowhere else any more.
    """
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    back = _came_from(request)
    if typed := words_typed(request):
        sign_in = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
        context = {"typed": typed, "sign_in": sign_in}
        answer = render(request, "people/signed_out.html", context, status=403)
        # A script that saves tells it by this from a page that says what one may not do.
        answer["X-Signed-Out"] = "1"
        return answer
    return redirect_to_login(back, settings.LOGIN_URL)


def _came_from(request: HttpRequest) -> str:
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc != request.get_host():
        return "/"
    return urlunsplit(("", "", came.path or "/", came.query, ""))


def requires(capability: Capability) -> Callable[[View], View]:
    """Lets in members whose agency-wide role has the capability; the others see why not (403).

    For a page of one client use ``requires_member`` and ``client_or_404``, because the role on
    the client counts there.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(member_of(request).role, capability):
                return lacking(request, capability)
            return view(request, *args, **kwargs)

        return requires_member(guarded)

    return decorate


def lacking(request: HttpRequest, capability: Capability, *, why: str = "") -> HttpResponse:
    """The page that says what is missing and which roles have it, or `why` nobody may."""
    roles = [Role(role).label for role in roles_with(capability)]
    context = {"capability": capability, "roles": roles, "why": why}
    return render(request, "people/lacking.html", context, status=403)


def has_second_factor(user: User | AnonymousUser | Any) -> bool:
    """Whether the person has a second factor, or this is a loopback run that asks none."""
    if settings.LOCAL_RUN:
        return True
    return isinstance(user, User) and bool(is_mfa_enabled(user))
