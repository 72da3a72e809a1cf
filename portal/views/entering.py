"""The way back in when a link has ended: a new link, and a code, by e-mail. The answers tell strangers nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.actions import access_links
from people.clock import database_now
from portal.access import ended, private


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """Asks for the address, then for the code; the same words for addresses we know and those we do not."""
    if request.method != "POST":
        return private(ended(request, status=200, is_asking=True))
    email = request.POST.get("email", "").replace("\x00", "").strip()[:254]
    # Copied from a mail it may come in two groups, or with a space at its end.
    code = "".join(request.POST.get("code", "")[:40].replace("\x00", "").split())[:12]
    is_typed = "code" in request.POST
    if "@" not in email:
        words = _("Write the e-mail address the agency knows.")
        return private(ended(request, status=422, email=email, error=words, is_asking=True))
    if is_typed and not code:
        words = _("Write the six digits of the e-mail.")
        return _asked(request, email, status=422, code_error=words)
    if not is_typed:
        access_links.ask_again(email=email, now=database_now())
        return _asked(request, email, status=200)
    address = access_links.enter_code(email=email, code=code, now=database_now())
    if address is None:
        words = _("That code does not work, or no longer. Write it again, or have a new one sent.")
        return _asked(request, email, status=422, code_error=words)
    return private(redirect(address))


def _asked(
    request: HttpRequest, email: str, *, status: int, code_error: str = ""
) -> HttpResponseBase:
    """Where the code is typed."""
    n_minutes = int(access_links.CODE_LIFE.total_seconds() // 60)
    more = {"email": email, "code_error": code_error, "n_minutes": n_minutes}
    return private(ended(request, status=status, is_asked=True, **more))
