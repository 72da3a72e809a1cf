"""The pages people see when something cannot be done: words and a way on, never a trace."""

from __future__ import annotations

import json
import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

log = logging.getLogger("smm.csp")


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose safety mark is missing or old: nothing was done, going back keeps what was typed."""
    return render(request, "419.html", status=419)


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Browsers tell here what the content policy stopped; the log line is what an operator looks for."""
    try:
        report = json.loads(request.body[:8000]).get("csp-report", {})
    except (ValueError, AttributeError):
        return HttpResponse(status=400)
    log.warning(
        "CSP stopped %s on %s",
        str(report.get("violated-directive", ""))[:200],
        str(report.get("document-uri", ""))[:200],
    )
    return HttpResponse(status=204)
