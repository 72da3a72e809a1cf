"""The statements of a client: what would be said of a period, issuing it, and the files. For who may see money."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analytics import statement_tables
from analytics.actions import stating
from analytics.actions.stating import StatementError
from analytics.forms.money import InstalmentForm
from analytics.models import Statement
from analytics.queries import statements as queries
from analytics.queries.timesheets import months_with_hours
from analytics.statement_files import file_name, workbook_of
from clients.access import client_or_404
from clients.models import Client
from clients.queries.resting import rests_of, within
from clients.words import contracts as contract_words
from people.access import member_of, now_of, requires_member
from people.clock import database_now
from people.models.users import Language
from people.roles import Capability

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _client(request: HttpRequest, slug: str) -> Client:
    # The last month of a client that left is over only when it may be archived already.
    return client_or_404(request, slug, Capability.MANAGE_MONEY, also_archived=True)


@require_safe
@requires_member
def statements(request: HttpRequest, slug: str) -> HttpResponse:
    """Those issued, and the periods that wait for theirs."""
    client = _client(request, slug)
    issued = queries.statements_of(member=member_of(request), client=client)
    today = client.today(now_of(request))
    waiting = queries.months_to_issue(client=client, today=today)
    rests = rests_of(client, until=today) if waiting else []
    context = {
        "client": client,
        "issued": [(each, statement_tables.title(each.first_on, each.last_on)) for each in issued],
        "timesheets": months_with_hours(client=client),
        "languages": Language.choices,
        "waiting": [
            (
                each,
                statement_tables.title(each.first_on, each.last_on),
                statement_tables.rested_words(within(rests, each.first_on, each.last_on)),
            )
            for each in waiting
        ],
    }
    return render(request, "analytics/statements.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def statement_of_month(request: HttpRequest, slug: str, month: str) -> HttpResponse:
    """What the statement of the period of a month would say; a POST issues it."""
    client = _client(request, slug)
    member = member_of(request)
    try:
        on = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    period = queries.statement_period(client=client, on=on)
    today = client.today(now_of(request))
    if request.method == "GET" and (known := queries.issued_over(client=client, period=period)):
        return redirect("analytics:statement", slug=client.slug, public_id=known[-1].public_id)
    problem = ""
    part = queries.instalment_of(client=client, period=period)
    form = InstalmentForm(
        request.POST if request.method == "POST" else None,
        part=part,
        currency=period.contract.currency if period.contract else "",
    )
    is_read = not form.is_bound or form.is_valid()
    fee = form.fee if is_read else None
    note = request.POST.get("note", "").replace("\x00", "")[:1000]
    if is_read and request.method == "POST" and request.POST.get("deed") != "look":
        try:
            issued = stating.issue(
                by=member, client=client, period=period, today=today, note=note, fee=fee,
                now=database_now(),
            )  # fmt: skip
        except StatementError as refused:
            problem = str(refused)
        else:
            messages.success(request, _("The statement is issued, and its days are closed."))
            return redirect("analytics:statement", slug=client.slug, public_id=issued.public_id)
    figures = queries.figures_of(client=client, period=period, member=member, fee=fee)
    context = _page(client, figures, period.first_on, period.last_on) | {
        "problem": problem,
        "note": note,
        "form": form if part else None,
        "part": part,
        "currency": figures["currency"],
        "ends": queries.ends_to_choose(period=period, today=today),
        "last_on": period.last_on,
        "is_over": period.last_on < today,
        "has_contract": period.contract is not None,
        "without_rate": contract_words.without_rate(figures.get("without_rate", [])),
    }
    return render(
        request, "analytics/statement.html", context, status=422 if problem or not is_read else 200
    )


def _page(client: Client, figures: dict[str, Any], first_on: date, last_on: date) -> dict[str, Any]:
    return {
        "client": client,
        "title": statement_tables.title(first_on, last_on),
        "lead": statement_tables.lead(figures),
        "fiscal": statement_tables.fiscal_lines(figures),
        "tables": statement_tables.tables(figures),
    }


def _statement(request: HttpRequest, client: Client, public_id: UUID) -> Statement:
    mine = Statement.objects.visible_to(member_of(request))
    own = mine.select_related("client", "agency", "issued_by__user")
    found: Statement = get_object_or_404(own, client=client, public_id=public_id)
    return found


@require_safe
@requires_member
def statement(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """An issued statement, as it was frozen."""
    client = _client(request, slug)
    own = _statement(request, client, public_id)
    context = _page(client, own.figures, own.first_on, own.last_on) | {"statement": own}
    return render(request, "analytics/statement.html", context)


@require_safe
@requires_member
def statement_pdf(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The printed statement; while it is not there, back to the page, which says so."""
    client = _client(request, slug)
    own = _statement(request, client, public_id)
    if not own.pdf_name:
        return redirect("analytics:statement", slug=client.slug, public_id=own.public_id)
    with default_storage.open(own.pdf_name, "rb") as file:
        return download(file.read(), "application/pdf", file_name(own, "pdf"))


@require_safe
@requires_member
def statement_xlsx(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The statement as a workbook."""
    client = _client(request, slug)
    own = _statement(request, client, public_id)
    return download(workbook_of(own), _XLSX, file_name(own, "xlsx"))


def download(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file about money: kept by nobody on its way."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
