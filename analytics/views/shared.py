"""A report read by its link, without signing in. Looking changes nothing but the count of visits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.actions import reporting
from analytics.views.showing_reports import body_of
from people.clock import database_now


@never_cache
@require_safe
def shared_report(request: HttpRequest, token: str) -> HttpResponse:
    """The report in the client's language; one and the same page for links that ended or never were."""
    link = reporting.read_by_link(
        token=token, now=database_now(), is_counted=request.method == "GET"
    )
    if link is None:
        response = render(request, "analytics/link_ended.html", status=410)
    else:
        report = link.report
        with translation.override(report.language):
            context = {
                "client": report.client,
                "agency": report.client.agency,
                "report": report,
                "body": body_of(report),
            }
            response = render(request, "analytics/shared_report.html", context)
            response.headers["Content-Language"] = report.language
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
