"""A client's dates as a table: the programme of an event, the deliverables of a project; looked at first, then taken over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from analytics.forms.files import RowsForm
from clients.access import client_or_404
from clients.actions import dates_in
from clients.actions.matters import MatterError
from clients.matters import SECTIONS
from clients.models import Client
from desk.dates_in import SORTS, Table
from desk.queries.dates_in import looked_at
from people.access import member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.roles import Capability

_TAKE = {"acts": dates_in.take_over_acts, "deliverables": dates_in.take_over_deliverables}
# So many names of what stays are said.
MOST_NAMED = 8


@takes_up_to("DATA_UPLOAD_MAX_MEMORY_SIZE")
@require_http_methods(["GET", "POST"])
@requires_member
def dates_table(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Shows what a table comes to; the button takes over the rows that can come in, the others stay in the form."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    if section not in SORTS:
        raise Http404
    if request.method == "GET":
        return _page(request, client, section, RowsForm())
    form = RowsForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, client, section, form, status=422)
    now = database_now()
    today, columns = client.today(now), _columns(request)
    asked: dict[str, Any] = {"client": client, "section": section, "today": today}
    heads = request.POST.getlist("head") or None
    table, left = looked_at(text=form.text, said=columns, said_of=heads, **asked)
    if request.POST.get("deed") != "import" or not table.good:
        again = RowsForm(initial={"rows": form.text})
        status = 422 if table.problem and not table.heads else 200
        return _page(request, client, section, again, table=table, left=left, status=status)
    try:
        rows = [row.values for row in table.good]
        taken = _TAKE[section](by=member_of(request), client=client, rows=rows, now=now)
    except MatterError as refusal:
        again = RowsForm(initial={"rows": form.text})
        refused = Table(problem=str(refusal))
        return _page(request, client, section, again, table=refused, status=422)
    messages.success(request, _said(taken))
    if not table.bad:
        return redirect("clients:matters", slug=client.slug)
    rest, left = looked_at(text=table.rest, said=table.columns, **asked)
    again = RowsForm(initial={"rows": table.rest})
    return _page(request, client, section, again, table=rest, left=left)


def _columns(request: HttpRequest) -> list[str] | None:
    """What was said of the columns of this table; nothing where another file came with the form."""
    if request.FILES.get("file") or "column" not in request.POST:
        return None
    return request.POST.getlist("column")


def _said(taken: dates_in.TakenOver) -> str:
    new = ngettext("%(n)s is new", "%(n)s are new", taken.n_new) % {"n": taken.n_new}
    changed = ngettext("%(n)s is brought up to date", "%(n)s are brought up to date", taken.n_changed) % {"n": taken.n_changed}  # fmt: skip
    same = ngettext("%(n)s stood so already", "%(n)s stood so already", taken.n_same) % {"n": taken.n_same}  # fmt: skip
    return _("Taken over: %(all)s.") % {"all": ", ".join([new, changed, same])}


def _page(
    request: HttpRequest,
    client: Client,
    section: str,
    form: RowsForm,
    *,
    table: Table | None = None,
    left: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    sort = SORTS[section]
    told = {
        "new": pgettext("row of a table", "new"),
        "changed": pgettext("row of a table", "brought up to date"),
        "same": pgettext("row of a table", "stands so already"),
    }
    read = set(table.columns) if table else set()
    if "until" in read:  # what is kept of when an act ends is how long it lasts
        read = read - {"until"} | {"minutes"}
    shown = [each for each in sort.columns if each.name in read]
    context = {
        "client": client,
        "section": SECTIONS[section],
        "form": form,
        "table": table,
        "columns": sort.columns,
        "shown": shown,
        "good": [
            (row, told[row.was], [(each.label, row.values.get(each.name)) for each in shown])
            for row in (table.good if table else [])
        ],
        "n_to_take": sum(row.was != "same" for row in table.good) if table else 0,
        "mapped": list(zip(table.heads, table.columns, strict=True)) if table else [],
        "left": (left or [])[:MOST_NAMED],
        "n_left": len(left or []),
    }
    return render(request, "desk/dates_in.html", context, status=status)
