"""What the client only reads: what comes, what is out, their reports."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics.views.showing_reports import body_of
from editorial.queries.logos import logo_of
from editorial.views.serving import answer_with
from portal.access import Visit, with_link
from portal.queries import reading


@require_safe
@with_link
def calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A dated list of what is approved or scheduled."""
    days = reading.coming(contact=visit.contact, now=visit.now)
    context = {**visit.context, "place": "calendar", "days": days}
    return render(request, "portal/calendar.html", context)


@require_safe
@with_link
def published(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What is out, with the way to it on its network."""
    raw = request.GET.get("page", "1")
    number = min(max(int(raw), 1), 10_000) if re.fullmatch(r"[0-9]{1,6}", raw) else 1
    page = reading.published(contact=visit.contact, number=number)
    context = {**visit.context, "place": "published", "page": page}
    return render(request, "portal/published.html", context)


@require_safe
@with_link
def reports(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The reports that were given out."""
    found = list(reading.reports(client=visit.client))
    context = {**visit.context, "place": "reports", "reports": found}
    return render(request, "portal/reports.html", context)


@require_safe
@with_link
def logo(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponseBase:
    """The client's logo, while it is that picture."""
    shown = logo_of(visit.client)
    if shown is None or shown.asset_id != public_id:
        raise Http404
    return answer_with(shown.rendition, name=_("logo"))


@require_safe
@with_link
def report(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """One report, as its own link shows it."""
    found = reading.reports(client=visit.client).filter(public_id=public_id)
    wanted = found.select_related("client__agency").first()
    if wanted is None:
        raise Http404
    body = body_of(wanted)
    with translation.override(wanted.language):
        chapters = render_to_string("analytics/parts/report_body.html", {"body": body})
    context = {**visit.context, "place": "reports", "body": body, "chapters": chapters}
    return render(request, "portal/report.html", context)
