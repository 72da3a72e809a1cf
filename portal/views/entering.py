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
    code = request.POST.get("code", "").replace("\x00", "").strip()[:12]
    if "@" not in email:
        words = _("Write the e-mail address the agency knows.")
        return private(ended(request, status=422, email=email, error=words, is_asking=True))
    if not code:
        access_links.ask_again(email=email, now=database_now())
        return private(ended(request, status=200, email=email, is_asked=True))
    address = access_links.enter_code(email=email, code=code, now=database_now())
    if address is None:
        words = _("That code does not work, or no longer. Write it again, or ask for a new one.")
        return private(ended(request, status=422, email=email, is_asked=True, code_error=words))
    return private(redirect(address))
