"""The client's own figures: their sources, a value written down, a file of them, the token of a program."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics import declared_csv, wording
from analytics.actions import declaring
from analytics.actions.declaring import Declared, DeclaringRefusedError, Proof, Taken
from analytics.forms.goals import DeclaredFileForm, DeclareForm, SourceForm
from analytics.models import ExternalFigure, Way
from clients.access import client_or_404, may_here
from clients.actions import goals as actions
from clients.models import Client, FigureSource
from editorial.models import Asset
from people.access import member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.roles import Capability

N_SHOWN = 60
N_FILES = 50
N_PREVIEWED = 100


@require_safe
@requires_member
def sources(request: HttpRequest, slug: str) -> HttpResponse:
    """The sources of the client's own figures."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    context = {
        "client": client,
        "sources": FigureSource.objects.filter(client=client, agency_id=client.agency_id),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "analytics/sources.html", context)


@require_http_methods(["GET", "POST"])
@requires_member
def source_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Name a source."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write(request, client, None)


@require_http_methods(["GET", "POST"])
@requires_member
def source_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Other words for a source."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write(request, client, _source_or_404(request, client, public_id))


def _write(request: HttpRequest, client: Client, source: FigureSource | None) -> HttpResponse:
    initial = {name: getattr(source, name) for name in SourceForm.base_fields} if source else {}
    form = SourceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        by, now = member_of(request), database_now()
        try:
            if source is None:
                kept = actions.add_source(by=by, client=client, facts=form.facts, now=now)
            else:
                kept = actions.change_source(by=by, source=source, facts=form.facts, now=now)
        except actions.GoalRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return redirect("analytics:goal_source", client.slug, kept.public_id)
    context = {"client": client, "form": form, "source": source}
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/source_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires_member
def source(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One source: what it declared so far, and a new value."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    found = _source_or_404(request, client, public_id)
    if request.method == "POST":
        client_or_404(request, slug, Capability.ENTER_FIGURES)
    return _source_page(request, client, found)


def _source_page(
    request: HttpRequest, client: Client, found: FigureSource, *, token: str = ""
) -> HttpResponse:
    now, member = database_now(), member_of(request)
    today = client.today(now)
    files = Asset.objects.visible_to(member).filter(client=client, removed_at=None, state="ready")
    is_declaring = request.method == "POST" and not token
    form = DeclareForm(
        request.POST if is_declaring else None,
        source=found,
        files=list(files.order_by("-pk")[:N_FILES]),
        today=today,
        initial={"on": today},
    )
    if is_declaring and form.is_valid():
        first, last = form.period
        try:
            taken = declaring.declare(
                source=found,
                values=[Declared(first, last, form.cleaned_data["value"])],
                way=Way.HAND,
                by=member,
                proof=Proof(
                    form.cleaned_data["proof_link"], form.file, note=form.cleaned_data["note"]
                ),
                today=today,
                now=now,
            )
        except DeclaringRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(taken))
            return redirect("analytics:goal_source", client.slug, found.public_id)
    declared = ExternalFigure.objects.filter(source=found).select_related(
        "author__user", "proof_file"
    )
    rows = list(declared[:N_SHOWN])
    counting = set(declared.counting().values_list("pk", flat=True))
    context = {
        "client": client,
        "source": found,
        "form": form,
        "rows": [(each, each.pk in counting) for each in rows],
        "token_url": str(settings.PUBLIC_ORIGIN) + reverse("analytics:figures_in", args=[token])
        if token
        else "",
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "may_enter": may_here(request, Capability.ENTER_FIGURES) and found.closed_at is None,
    }
    status = 422 if is_declaring else 200
    return render(request, "analytics/source.html", context, status=status)


@require_POST
@requires_member
def source_take_back(
    request: HttpRequest, slug: str, public_id: UUID, figure_id: int
) -> HttpResponse:
    """Take a value back: its line stays, struck, and counts no more."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    found = _source_or_404(request, client, public_id)
    mine = ExternalFigure.objects.visible_to(member_of(request)).filter(source=found)
    figure = get_object_or_404(mine, pk=figure_id)
    now = database_now()
    declaring.declare(
        source=found,
        values=[Declared(figure.from_on, figure.to_on, None)],
        way=Way.HAND,
        by=member_of(request),
        today=client.today(now),
        now=now,
    )
    messages.success(request, _("Taken back: it counts no more, and its line stays to be seen."))
    return redirect("analytics:goal_source", slug, public_id)


@never_cache
@require_POST
@requires_member
def source_token(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """An address to which a program may send figures, shown this once; or the end of it."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _source_or_404(request, client, public_id)
    by, now = member_of(request), database_now()
    if request.POST.get("deed") == "end":
        actions.end_token(by=by, source=found, now=now)
        messages.success(request, _("The address has ended. Figures it brought in stay."))
        return redirect("analytics:goal_source", slug, public_id)
    token = actions.give_token(by=by, source=found, now=now)
    found.refresh_from_db()
    return _source_page(request, client, found, token=token)


@takes_up_to("DATA_UPLOAD_MAX_MEMORY_SIZE")
@require_http_methods(["GET", "POST"])
@requires_member
def source_import(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A file of figures: looked at first, then brought in; what cannot come in stays in the form."""
    client = client_or_404(request, slug, Capability.ENTER_FIGURES)
    found = _source_or_404(request, client, public_id)
    if request.method == "GET":
        return _import_page(request, client, found, DeclaredFileForm())
    form = DeclaredFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _import_page(request, client, found, form, status=422)
    now = database_now()
    text, mark = form.text, form.cleaned_data["mark"] or None
    read = _read(client, found, text, mark, now)
    if request.POST.get("deed") != "import" or read.problem or not read.good:
        again = DeclaredFileForm(initial={"rows": text, "mark": mark or ""})
        status = 422 if read.problem else 200
        return _import_page(request, client, found, again, read=read, status=status)
    try:
        taken = declaring.declare(
            source=found,
            values=[
                Declared(r.from_on, r.to_on, r.value, Proof(r.proof, None, r.author, r.note))
                for r in read.good
                if r.from_on and r.to_on
            ],
            way=Way.FILE,
            by=member_of(request),
            today=client.today(now),
            now=now,
        )
    except DeclaringRefusedError as refusal:
        again = DeclaredFileForm(initial={"rows": text, "mark": mark or ""})
        read = declared_csv.Read(problem=str(refusal))
        return _import_page(request, client, found, again, read=read, status=422)
    messages.success(request, _said(taken))
    if not read.bad:
        return redirect("analytics:goal_source", slug, public_id)
    rest = DeclaredFileForm(initial={"rows": read.rest, "mark": mark or ""})
    left = _read(client, found, read.rest, mark, now)
    return _import_page(request, client, found, rest, read=left)


def _read(
    client: Client, source: FigureSource, text: str, mark: Any, now: Any
) -> declared_csv.Read:
    return declared_csv.read(
        text,
        rhythm=source.rhythm,
        counting=source.counting,
        today=client.today(now),
        mark=mark,
    )


def _import_page(
    request: HttpRequest,
    client: Client,
    source: FigureSource,
    form: DeclaredFileForm,
    *,
    read: declared_csv.Read | None = None,
    status: int = 200,
) -> HttpResponse:
    good = read.good if read else []
    context = {
        "client": client,
        "source": source,
        "form": form,
        "read": read,
        "good": good[:N_PREVIEWED],
        "n_hidden": max(len(good) - N_PREVIEWED, 0),
    }
    return render(request, "analytics/source_import.html", context, status=status)


def _said(taken: Taken) -> str:
    """What became of the values, in words."""
    if not taken.n_new and not taken.n_corrected:
        return _("Nothing changed: these figures were there already.")
    parts = []
    if taken.n_new:
        parts.append(
            ngettext("%(n)s figure is new", "%(n)s figures are new", taken.n_new)
            % {"n": wording.number(taken.n_new)}
        )
    if taken.n_corrected:
        parts.append(
            ngettext("%(n)s is corrected", "%(n)s are corrected", taken.n_corrected)
            % {"n": wording.number(taken.n_corrected)}
        )
    if taken.n_known:
        parts.append(
            ngettext("%(n)s was there already", "%(n)s were there already", taken.n_known)
            % {"n": wording.number(taken.n_known)}
        )
    return _("Written down: %(what)s.") % {"what": ", ".join(parts)}


def _source_or_404(request: HttpRequest, client: Client, public_id: UUID) -> FigureSource:
    mine = FigureSource.objects.visible_to(member_of(request)).filter(client=client)  # type: ignore[attr-defined]
    found: FigureSource = get_object_or_404(mine, public_id=public_id)
    return found
