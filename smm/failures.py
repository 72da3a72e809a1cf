"""The pages people see when something cannot be done: words and a way on, never a trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseServerError,
    UnreadablePostError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from people.typed import fields_typed, words_typed
from smm.ways_on import way_on

log = logging.getLogger("smm.csp")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety mark is missing or old: nothing was done. What was typed is shown again, to be sent by a person.

    Only a form of a page of ours comes back with a button and a new mark: what another site made somebody send is never
    one press away from being done.
    """
    context: dict[str, object] = {}
    if _is_from_here(request):
        with suppress(UnreadablePostError):
            fields = fields_typed(request)
            context = {"typed": words_typed(request), "fields": fields} if request.POST else {}
    return render(request, "419.html", context, status=419)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form; one that says nothing says no."""
    origin = request.headers.get("Origin", "")
    own = f"{request.scheme}://{request.get_host()}"
    return origin == own or origin in settings.CSRF_TRUSTED_ORIGINS


# Django's own two read the form to look for its safety mark, and break on the very forms they should refuse.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that makes no sense (400), or is larger than any page of ours takes (413)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


class WrongMethodMiddleware:
    """Whoever follows a link to an address that only takes forms gets a page, not a blank."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html", request=request)
        return response


def broken(request: HttpRequest) -> HttpResponse:
    """An error of ours. Uses nothing of the request but its address: the rest may be what broke."""
    return HttpResponseServerError(
        render_to_string("500.html", {"shell": {"way": way_on(request)}})
    )


def no_such_page(request: HttpRequest) -> HttpResponse:
    """Shuts an address that comes with a package of others."""
    raise Http404


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Browsers tell here what the content policy stopped; the log line is what an operator looks for."""
    try:
        report = json.loads(request.body[:8000])["csp-report"]
        told = [str(report.get(name, ""))[:200] for name in ("violated-directive", "document-uri")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return HttpResponse(status=400)
    # Anybody may post here: ascii() lets nobody write a line of the log themselves.
    log.warning("CSP stopped %s on %s", *map(ascii, told))
    return HttpResponse(status=204)
