"""The figures that are asked of the client: their own person writes them, with their name beside each. A GET writes nothing, ever."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analytics.actions import declaring
from analytics.actions.declaring import Declared, DeclaringRefusedError, Proof
from analytics.forms.goals import DeclareForm
from analytics.models import Way
from clients.models import FigureSource
from portal.access import Visit, with_link
from portal.queries.figures import Asked, asked_of


@require_safe
@with_link
def figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A form for each source that is asked of the client, with what was written last."""
    return _page(request, visit)


def _page(
    request: HttpRequest, visit: Visit, *, typed: DeclareForm | None = None, status: int = 200
) -> HttpResponse:
    forms = [
        (each, typed if typed is not None and typed.source == each.source else _form(each, visit))
        for each in asked_of(contact=visit.contact)
    ]
    context = {**visit.context, "place": "figures", "forms": forms}
    return render(request, "portal/figures.html", context, status=status)


def _form(asked: Asked, visit: Visit, data: Any = None) -> DeclareForm:
    today = visit.client.today(visit.now)
    return DeclareForm(
        data,
        source=asked.source,
        files=[],
        today=today,
        initial={"on": today},
        auto_id=f"f{asked.source.pk}-%s",
    )


@require_POST
@with_link
def figure(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """One figure, noted with the name of who wrote it. What cannot come in stays typed, with why."""
    asked = next(
        (each for each in asked_of(contact=visit.contact) if each.source.public_id == public_id),
        None,
    )
    if asked is None:
        raise Http404
    form = _form(asked, visit, request.POST)
    if not form.is_valid():
        return _page(request, visit, typed=form, status=422)
    source: FigureSource = asked.source
    first, last = form.period
    said = form.cleaned_data
    try:
        taken = declaring.declare(
            source=source,
            values=[Declared(first, last, said["value"])],
            way=Way.CLIENT,
            by=None,
            proof=Proof(said["proof_link"], said_by=visit.contact.name, note=said["note"]),
            today=visit.client.today(visit.now),
            now=visit.now,
        )
    except DeclaringRefusedError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, visit, typed=form, status=422)
    if taken.n_new or taken.n_corrected:
        messages.success(request, _("Written down with your name. Thank you."))
    else:
        messages.success(request, _("Nothing changed: this figure was there already."))
    return redirect("portal:figures", token=visit.token)
