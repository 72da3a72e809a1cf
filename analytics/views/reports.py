"""Reports inside the agency: the list, the page, its words, its links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from analytics.actions import printing, reporting
from analytics.forms.reports import LinkForm, MonthForm, SendForm, WordsForm
from analytics.models import PdfState, Report, ReportLink
from analytics.queries import reports as queries
from analytics.views.shared import pdf_response
from analytics.views.showing_reports import body_of
from clients.access import client_or_404, may_here
from clients.models import Client
from people import sealing
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability

# Where the token of a link waits, sealed, between making it and showing it.
_NEW_LINK = "new_report_link"


def _report_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Report:
    own = Report.objects.visible_to(member_of(request))
    report: Report = get_object_or_404(
        own.select_related("created_by__user", "agency", "client"),
        client_id=client.pk,
        public_id=public_id,
    )
    return report


@require_http_methods(["GET", "HEAD", "POST"])
@requires_member
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The client's reports; a month makes a new one."""
    is_post = request.method == "POST"
    client = client_or_404(
        request, slug, Capability.SHARE_REPORTS if is_post else Capability.VIEW_RESULTS
    )
    now = database_now()
    months = queries.months_offered(today=client.today(now))
    form = MonthForm(request.POST if is_post else None, months=months)
    if is_post and form.is_valid():
        report = reporting.make_report(
            by=member_of(request), client=client, month_on=form.cleaned_data["month"], now=now
        )
        messages.success(request, _("Report made. Read it, then give it out."))
        return redirect("analytics:report", client.slug, report.public_id)
    context = {
        "client": client,
        "reports": queries.reports_of(member=member_of(request), client=client),
        "form": form,
        "may_share": may_here(request, Capability.SHARE_REPORTS),
    }
    return render(request, "analytics/reports.html", context, status=422 if is_post else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires_member
def report(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A report as the client will read it, with its words to write and its links to give."""
    is_post = request.method == "POST"
    client = client_or_404(
        request, slug, Capability.SHARE_REPORTS if is_post else Capability.VIEW_RESULTS
    )
    own = _report_or_404(request, client, public_id)
    words = WordsForm(request.POST if is_post else None, initial=_words_of(own))
    if is_post and words.is_valid():
        try:
            reporting.write_words(
                by=member_of(request), report=own, now=database_now(), **words.cleaned_data
            )
        except reporting.ReportingError as error:
            words.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("analytics:report", client.slug, own.public_id)
    if getattr(request, "htmx", False) and not is_post:
        may_share = may_here(request, Capability.SHARE_REPORTS)
        part = {"client": client, "report": own, "may_share": may_share}
        return render(request, "analytics/parts/report_pdf.html", part)
    context = _page(request, client, own) | {"words": words} | _new_link(request, own)
    return render(request, "analytics/report.html", context, status=422 if is_post else 200)


def _words_of(own: Report) -> dict[str, str]:
    return {"in_brief": own.in_brief, "next_steps": own.next_steps, "needs": own.needs}


@never_cache
@require_POST
@requires_member
def report_link(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Makes a link; the page it leads to shows the address, that once."""
    client = client_or_404(request, slug, Capability.SHARE_REPORTS)
    own = _report_or_404(request, client, public_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        link, token = reporting.make_link(
            by=member_of(request), report=own, now=database_now(), **form.cleaned_data
        )
        _keep_token(request, link, token)
        return redirect("analytics:report", client.slug, own.public_id)
    context = _page(request, client, own) | {
        "words": WordsForm(initial=_words_of(own)),
        "link_form": form,
    }
    return render(request, "analytics/report.html", context, status=422)


def _keep_token(request: HttpRequest, link: ReportLink, token: str) -> None:
    """Hands a new link's token to the next page of the same browser, sealed; nobody else can read it."""
    sealed = sealing.seal(token, context=(_NEW_LINK, str(link.public_id)))
    request.session[_NEW_LINK] = [str(link.report.public_id), str(link.public_id), sealed]


def _new_link(request: HttpRequest, own: Report) -> dict[str, str]:
    """The address and label of the link made a moment ago, once; afterwards nobody knows them."""
    kept = request.session.get(_NEW_LINK)
    if request.method != "GET" or not kept or kept[0] != str(own.public_id):
        return {"address": "", "label": ""}
    del request.session[_NEW_LINK]
    _report_id, link_id, sealed = kept
    link = ReportLink.objects.visible_to(member_of(request)).filter(public_id=link_id).first()
    token = sealing.unseal(sealed, context=(_NEW_LINK, link_id))
    return {
        "address": settings.PUBLIC_ORIGIN + reverse("analytics:shared_report", args=[token]),
        "label": link.label if link else "",
    }


@require_POST
@requires_member
def report_send(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Sends the report by e-mail to the chosen people of the client."""
    client = client_or_404(request, slug, Capability.SHARE_REPORTS)
    own = _report_or_404(request, client, public_id)
    member = member_of(request)
    form = SendForm(request.POST, member=member, client=client)
    if form.is_valid():
        contacts = list(form.cleaned_data["contacts"])
        try:
            reporting.send_report(by=member, report=own, contacts=contacts, now=database_now())
        except reporting.ReportingError as error:
            form.add_error(None, str(error))
        else:
            names = ", ".join(contact.name for contact in contacts)
            messages.success(
                request, _("The report is on its way to %(names)s.") % {"names": names}
            )
            return redirect("analytics:report", client.slug, own.public_id)
    context = _page(request, client, own) | {
        "words": WordsForm(initial=_words_of(own)),
        "send_form": form,
    }
    return render(request, "analytics/report.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@requires_member
def report_pdf(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The printed report as a file; while it is not there, back to the page, which says so. POST tries again, or stops it (``deed``)."""
    is_post = request.method == "POST"
    client = client_or_404(
        request, slug, Capability.SHARE_REPORTS if is_post else Capability.VIEW_RESULTS
    )
    own = _report_or_404(request, client, public_id)
    if is_post and request.POST.get("deed") == "stop":
        if printing.stop(by=member_of(request), report=own, now=database_now()):
            messages.success(request, _("Stopped: no PDF is being made."))
    elif is_post:
        printing.want_again(by=member_of(request), report=own, now=database_now())
    elif own.pdf_state == PdfState.MADE:
        return pdf_response(own)
    return redirect("analytics:report", client.slug, own.public_id)


@require_POST
@requires_member
def report_link_revoke(
    request: HttpRequest, slug: str, public_id: UUID, link_id: UUID
) -> HttpResponse:
    """Ends a link."""
    client = client_or_404(request, slug, Capability.SHARE_REPORTS)
    own = _report_or_404(request, client, public_id)
    links = ReportLink.objects.visible_to(member_of(request))
    link = get_object_or_404(
        links.select_related("agency", "report"), report=own, public_id=link_id
    )
    reporting.revoke_link(by=member_of(request), link=link, now=database_now())
    messages.success(request, _("The link for %(label)s has ended.") % {"label": link.label})
    return redirect("analytics:report", client.slug, own.public_id)


def _page(request: HttpRequest, client: Client, own: Report) -> dict[str, Any]:
    return {
        "client": client,
        "report": own,
        "body": body_of(own),
        "links": queries.links_of(member=member_of(request), report=own),
        "link_form": LinkForm(),
        "send_form": SendForm(member=member_of(request), client=client),
        "may_share": may_here(request, Capability.SHARE_REPORTS),
        "now": database_now(),
        "address": "",
    }
