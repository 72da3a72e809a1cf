"""Where the work with a client stands, and moving it on: taken on, paused, leaving, archived, brought back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from analytics.models import PdfState
from clients.access import client_or_404
from clients.actions import standing as acting
from clients.actions.standing import StandingError
from clients.models import Channel, Client, Status
from clients.standing_rules import MOVES, Move
from desk.queries.standing import handovers_of, history_of, leaving_of, pause_of
from desk.standing_forms import MoveForm, YesForm
from editorial.actions import resting
from people import cldr
from people.access import member_of, requires_member
from people.clock import database_now
from people.ids import read_id
from people.roles import Capability

# What is done by its button alone.
_WITHOUT_FORM = ("take_back", "end_contract")
# Who takes a handover file along.
_GOING = (Status.LEAVING, Status.ARCHIVED)


@require_http_methods(["GET", "POST"])
@requires_member
def standing(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; a POST moves the client on, writes a yes down, or takes late posts back."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS, also_archived=True)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    form = _form(deed, request)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            messages.success(request, _do(request, client, deed, form))
            return redirect("desk:standing", slug=client.slug)
        except StandingError as error:
            if form is None or error.field not in form.fields:
                messages.error(request, str(error))
                return redirect("desk:standing", slug=client.slug)
            form.add_error(error.field, str(error))
    return _page(request, client, deed, form)


@require_POST
@requires_member
def leaving_tick(request: HttpRequest, slug: str) -> HttpResponse:
    """Settles one line of the list, or opens it again."""
    client = client_or_404(request, slug, Capability.MANAGE_CLIENTS, also_archived=True)
    channel = _channel(request, client)
    try:
        acting.tick(
            by=member_of(request),
            client=client,
            channel=channel,
            what=request.POST.get("what", ""),
            is_done=request.POST.get("done") == "1",
            now=database_now(),
        )
    except StandingError as error:
        messages.error(request, str(error))
    return redirect("desk:standing", slug=client.slug)


def _channel(request: HttpRequest, client: Client) -> Channel | None:
    asked = request.POST.get("channel", "")
    if not asked:
        return None
    return get_object_or_404(client.channels, public_id=read_id(asked))


def _form(deed: str, request: HttpRequest) -> MoveForm | YesForm | None:
    if deed == "allow_after":
        return YesForm(request.POST)
    if deed and deed not in _WITHOUT_FORM:
        return MoveForm(request.POST, deed=deed)
    return None


def _do(request: HttpRequest, client: Client, deed: str, form: MoveForm | YesForm | None) -> str:
    """Do what was asked for; returns what is true now, in words."""
    by, now = member_of(request), database_now()
    if deed == "take_back":
        n = resting.take_back_after(by=by, client=client, now=now)
        return ngettext("%(n)s post is a draft again.", "%(n)s posts are drafts again.", n) % {
            "n": n
        }
    if deed == "end_contract":
        last = acting.end_contract(by=by, client=client, now=now)
        return _("The contract ends on %(day)s.") % {"day": cldr.day(last, "EEEE d MMMM")}
    assert form is not None  # every other deed has one
    if deed == "allow_after":
        n = resting.allow_after(by=by, client=client, now=now, **form.cleaned_data)
        return _and_goes(_("The yes is written down."), n)
    return _move(client, deed, by=by, why=form.cleaned_data["why"], now=now, form=form)


def _move(client: Client, deed: str, *, form: Any, now: datetime, **given: Any) -> str:
    match deed:
        case "pause":
            n = resting.pause_client(client=client, now=now, **given)
            return ngettext(
                "%(client)s is paused: %(n)s post on a channel stands still.",
                "%(client)s is paused: %(n)s posts on channels stand still.",
                n,
            ) % {"client": client.name, "n": n}
        case "archive":
            resting.archive_client(client=client, now=now, **given)
            return _("%(client)s is archived.") % {"client": client.name}
        case "begin_leaving":
            last_day = form.cleaned_data["last_day"]
            resting.begin_leaving(client=client, last_day=last_day, now=now, **given)
            return _("%(client)s is leaving: the list of what to settle is below.") % {
                "client": client.name
            }
        case "stay":
            n = resting.stay(client=client, now=now, **given)
            return _and_goes(_now_is(client, Status.ACTIVE), n)
        case "take_on" | "go_on" | "bring_back" | "court":
            done = getattr(acting, deed)(client=client, now=now, **given)
            return _now_is(client, done.status)
    raise StandingError(_("There is no such move. Nothing was changed."))


def _now_is(client: Client, status: str) -> str:
    return _("%(client)s is %(status)s now.") % {
        "client": client.name,
        "status": Status(status).label.lower(),
    }


def _and_goes(said: str, n: int) -> str:
    """What is true now, and how much of what stood still goes out again."""
    if not n:
        return said
    goes = ngettext(
        "%(n)s post that stood still is scheduled again.",
        "%(n)s posts that stood still are scheduled again.",
        n,
    )
    return f"{said} {goes % {'n': n}}"


def _page(
    request: HttpRequest, client: Client, deed: str, form: MoveForm | YesForm | None
) -> HttpResponse:
    member, now = member_of(request), database_now()
    moves: list[tuple[Move, Any]] = [
        (move, form if form and move.deed == deed else MoveForm(deed=move.deed))
        for move in MOVES[client.status]
    ]
    handovers = handovers_of(member=member, client=client) if client.status in _GOING else []
    making = {
        "client": client,
        "handovers": handovers,
        "is_making_handover": any(each.state == PdfState.WANTED for each in handovers),
    }
    if request.method == "GET" and getattr(request, "htmx", False):
        return render(request, "desk/standing.html#handovers", making)
    context = {
        **making,
        "moves": moves,
        "deed": deed,
        "history": history_of(member=member, client=client),
        "pause": pause_of(client=client),
        "leaving": leaving_of(member=member, client=client, now=now),
        "shows_handover": client.status in _GOING,
        "yes_form": form if isinstance(form, YesForm) else YesForm(),
    }
    return render(request, "desk/standing.html", context, status=422 if form else 200)
