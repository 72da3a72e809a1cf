"""A report read by its link, without signing in. Fetching it changes nothing; who moves on the page is counted as a visit."""

from __future__ import annotations

from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from analytics.actions import reporting
from analytics.models import PdfState, Report
from analytics.views.showing_reports import body_of, file_name
from editorial.queries.logos import logo_of
from editorial.views.serving import answer_with
from people.clock import database_now


@never_cache
@require_safe
def shared_report(request: HttpRequest, token: str) -> HttpResponseBase:
    """The report in the client's language; one and the same page for links that ended or never were."""
    link = reporting.read_by_link(token=token, now=database_now(), is_counted=False)
    if link is None:
        response = render(request, "analytics/link_ended.html", status=410)
    else:
        report = link.report
        with translation.override(report.language):
            context = {
                "client": report.client,
                "agency": report.client.agency,
                **_logo(report, token),
                "report": report,
                "body": body_of(report),
                "seen_url": reverse("analytics:shared_seen", args=[token]),
                "pdf_url": reverse("analytics:shared_pdf", args=[token])
                if report.pdf_state == PdfState.MADE
                else "",
            }
            response = render(request, "analytics/shared_report.html", context)
            response.headers["Content-Language"] = report.language
    return _kept_private(response)


# The address is the key and nobody is signed in: there is nobody's session that a forged request could use, and the page of
# an anonymous reader stays without a cookie.
@csrf_exempt
@never_cache
@require_POST
def shared_seen(request: HttpRequest, token: str) -> HttpResponseBase:
    """Somebody moves on the page: a visit. What only fetches it, as scanners of mail do, never says so."""
    reporting.read_by_link(token=token, now=database_now(), is_counted=True)
    return _kept_private(HttpResponse())


def _logo(report: Report, token: str) -> dict[str, object]:
    """The client's logo for the head of the page; nothing without one."""
    logo = logo_of(report.client)
    if logo is None:
        return {}
    return {"logo": logo, "logo_url": reverse("analytics:shared_logo", args=[token, logo.asset_id])}


@never_cache
@require_safe
def shared_logo(request: HttpRequest, token: str, public_id: UUID) -> HttpResponseBase:
    """The client's logo behind the link of a report, while it is that picture."""
    link = reporting.read_by_link(token=token, now=database_now(), is_counted=False)
    logo = logo_of(link.report.client) if link else None
    if logo is None or logo.asset_id != public_id:
        raise Http404
    return _kept_private(answer_with(logo.rendition, name=_("logo")))


@never_cache
@require_safe
def shared_pdf(request: HttpRequest, token: str) -> HttpResponseBase:
    """The printed report behind the same link; not a visit of its own. While it is being made, back to the page."""
    link = reporting.read_by_link(token=token, now=database_now(), is_counted=False)
    if link is None:
        response: HttpResponse = render(request, "analytics/link_ended.html", status=410)
    elif link.report.pdf_state != PdfState.MADE:
        response = redirect("analytics:shared_report", token)
    else:
        with translation.override(link.report.language):
            response = pdf_response(link.report)
    return _kept_private(response)


def pdf_response(report: Report) -> HttpResponse:
    """The file as a download, named in the active language."""
    with default_storage.open(report.pdf_name, "rb") as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(report)}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _kept_private(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response
