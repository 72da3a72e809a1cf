"""A project's timesheet of a month, as a file to sign. For who may see money."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analytics import timesheet_files
from analytics.printing_apart import NotPrintedError
from analytics.queries.timesheets import timesheet_of
from analytics.views.statements import download
from clients.access import client_or_404
from clients.models import FiscalData
from people.access import requires_member
from people.models.users import Language
from people.roles import Capability


@require_safe
@requires_member
def timesheet_pdf(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """The timesheet in the language asked for, else the client's; where there is none, back to the page in words."""
    client = client_or_404(request, slug, Capability.MANAGE_MONEY, also_archived=True)
    try:
        on = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    asked = request.GET.get("language", "")
    language = asked if asked in Language.values else client.language
    sheet = timesheet_of(client=client, on=on)
    if sheet.packages:
        fiscal = FiscalData.objects.filter(client=client).first()
        try:
            pdf = timesheet_files.pdf_of(
                client=client, sheet=sheet, fiscal=fiscal, language=language
            )
        except NotPrintedError:
            messages.error(
                request,
                _("The timesheet could not be set on paper. The hours are safe: try again in a minute, then tell an administrator."),
            )  # fmt: skip
        else:
            name = timesheet_files.file_name(client, sheet, language)
            return download(pdf, "application/pdf", name)
    else:
        messages.info(request, _("Nobody confirmed hours in that month."))
    return redirect("analytics:statements", slug=client.slug)
