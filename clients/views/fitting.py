"""The choice of channels: the table, one network, the weights."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import connecting, fitting
from clients.fit import CRITERIA, NAMES, WEIGHTS, Decision, proposed, suggested, total
from clients.forms.fit import FitForm, QuestionsForm, WeightsForm
from clients.models import Brief, Client, FitAssessment
from clients.models.fitting import REVIEW_AFTER_DAYS
from clients.queries import fitting as queries
from clients.queries.briefs import objective_names
from clients.views.briefs import today_of
from clients.words import fit as fit_words
from networks.known import KNOWN
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.templatetags.ui import network_name

# What the product can do where it is connected, and where a person publishes: planned, reminded and written down by hand.
CONNECTED, BY_HAND = 4, 2


@require_GET
@requires_member
def fit(request: HttpRequest, slug: str) -> HttpResponse:
    """All networks that were looked at, with scores, decisions and hours."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    today = today_of(client, database_now())
    board = queries.board(member=member_of(request), client=client, today=today)
    context = {
        "client": client,
        "board": board,
        "columns": [(each.label, board.weights[each.name]) for each in CRITERIA],
        "lines": [
            (line, fit_words.LOOKS[line.decision], _flip_words(line, board)) for line in board.lines
        ],
        "sentence": fit_words.sentence(board) if board.lines else "",
        "others": queries.not_assessed(board.lines, list(KNOWN)),
        "may_write": may_here(request, Capability.EDIT_STRATEGY),
        "n_all": len(CRITERIA) + 4,
    }
    return render(request, "clients/fit.html", context)


def _flip_words(line: queries.FitLine, board: queries.Board) -> str:
    if line.differs:
        return _("With the weights as they are the figures say: %(decision)s.") % {
            "decision": line.suggests.label
        }
    return fit_words.flip_words(line.flip, board.weights)


@require_http_methods(["GET", "POST"])
@requires_member
def fit_network(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """One network: three questions, the seven scores behind them, the decision."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    member = member_of(request)
    if network not in KNOWN:
        raise Http404
    assessment = (
        FitAssessment.objects.visible_to(member).filter(client=client, network=network).first()
    )
    now = database_now()
    if request.method == "POST":
        form = FitForm(request.POST, assessment=assessment, proposal={})
        if form.is_valid():
            made = fitting.decide(
                by=member,
                client=client,
                network=network,
                scores=form.scores(),
                evidence=form.evidence(),
                decision=form.cleaned_data["decision"],
                reason=form.cleaned_data["reason"],
                hours=form.cleaned_data["hours"],
                review_on=form.cleaned_data["review_on"],
                now=now,
            )
            words = _("%(network)s: %(decision)s.")
            messages.success(
                request,
                words % {"network": network_name(network), "decision": made.get_decision_display()},
            )
            return redirect("clients:fit", slug=client.slug)
        return _network_page(request, client, network, assessment, form, QuestionsForm())
    questions = QuestionsForm(request.GET if _is_asked(request) else None)
    proposal: dict[str, Any] = {}
    if assessment is None or _is_asked(request):
        answers = questions.cleaned_data if questions.is_bound and questions.is_valid() else {}
        support = CONNECTED if network in connecting.networks_offered() else BY_HAND
        others = queries.rivals_room(member=member, client=client, network=network, now=now)
        proposal = dict(proposed(answers, support=support, competitors=others))
        own = queries.weights_of(member=member, client=client)
        points = total(proposal, own.weights if own else WEIGHTS)
        proposal["decision"] = suggested(points)
        if assessment is None:
            proposal["review_on"] = today_of(client, now) + timedelta(days=REVIEW_AFTER_DAYS)
    form = FitForm(assessment=assessment, proposal=proposal)
    return _network_page(request, client, network, assessment, form, questions)


def _is_asked(request: HttpRequest) -> bool:
    return any(name.startswith("ask-") for name in request.GET)


def _network_page(
    request: HttpRequest,
    client: Client,
    network: str,
    assessment: FitAssessment | None,
    form: FitForm,
    questions: QuestionsForm,
) -> HttpResponse:
    member, now = member_of(request), database_now()
    own = queries.weights_of(member=member, client=client)
    sheet = queries.sheet_of(member=member, network=network)
    brief = Brief.objects.visible_to(member).current(client)
    context = {
        "client": client,
        "network": network,
        "assessment": assessment,
        "form": form,
        "questions": questions,
        "is_proposed": questions.is_bound,
        "look": _look_of(_scores_shown(form), own.weights if own else WEIGHTS),
        "sheet": sheet,
        "is_sheet_stale": sheet is not None and sheet.is_stale(now),
        "objectives": objective_names(brief.objectives) if brief else [],
        "audiences": queries.habits_by_network(client=client).get(network, []),
        "is_open": form.is_bound or assessment is not None or questions.is_bound,
    }
    status = 422 if form.is_bound else 200
    return render(request, "clients/fit_network.html", context, status=status)


def _scores_shown(form: FitForm) -> dict[str, int]:
    """The scores that stand in the form, or nothing where one is missing or no number."""
    found = {}
    for name in NAMES:
        value = str(form[name].value() or "0")
        if value not in ("0", "1", "2", "3", "4"):
            return {}
        found[name] = int(value)
    return found


def _look_of(scores: dict[str, int], weights: dict[str, int]) -> dict[str, Any]:
    """The total of scores and what it suggests, for the line that follows what one clicks."""
    if not scores:
        return {}
    points = total(scores, weights)
    nearest = queries.flips(scores, weights)
    return {
        "points": points,
        "look": fit_words.LOOKS[suggested(points)],
        "flip": fit_words.flip_words(nearest[0] if nearest else None, weights),
    }


@require_POST
@requires_member
def fit_look(request: HttpRequest, slug: str) -> HttpResponse:
    """The total of the scores as they stand in the form; nothing is kept."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    own = queries.weights_of(member=member_of(request), client=client)
    form = FitForm(request.POST, assessment=None, proposal={})
    look = _look_of(_scores_shown(form), own.weights if own else WEIGHTS)
    return render(request, "clients/fit_look.html", {"look": look})


@require_http_methods(["GET", "POST"])
@requires_member
def fit_weights(request: HttpRequest, slug: str) -> HttpResponse:
    """What matters to the client; before it is kept, the page says which decisions it would flip."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    member, now = member_of(request), database_now()
    board = queries.board(member=member, client=client, today=today_of(client, now))
    data = request.POST if request.method == "POST" else None
    form = WeightsForm(data, weights=board.weights, agreed_with=board.agreed_with)
    is_right = data is not None and form.is_valid()
    if is_right and request.POST.get("deed") == "save":
        fitting.set_weights(
            by=member,
            client=client,
            weights=form.weights(),
            agreed_with=form.cleaned_data["agreed_with"],
            now=now,
        )
        messages.success(request, _("The weights are saved. Decisions stay as they are."))
        return redirect("clients:fit", slug=client.slug)
    rows = _with_weights(board, form.weights() if is_right else board.weights)
    context = {"client": client, "form": form, "rows": rows, "is_tried": is_right}
    if request.headers.get("HX-Request"):
        return render(request, "clients/fit_weights_rows.html", context)
    status = 422 if data is not None and not is_right else 200
    return render(request, "clients/fit_weights.html", context, status=status)


def _with_weights(board: queries.Board, weights: dict[str, int]) -> list[dict[str, Any]]:
    """Each network before and after: totals, what the figures say, whether that is something else."""
    rows = []
    for line in board.lines:
        points = total(line.assessment.scores, weights)
        says = suggested(points)
        rows.append(
            {
                "network": line.network,
                "before": line.points,
                "after": points,
                "was": fit_words.LOOKS[line.suggests],
                "look": fit_words.LOOKS[says],
                "is_flipped": says != line.suggests,
                "decided": Decision(line.assessment.decision).label,
            }
        )
    return rows


@require_POST
@requires_member
def fit_forget(request: HttpRequest, slug: str, network: str) -> HttpResponse:
    """Takes a network off the table."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    fitting.forget(by=member_of(request), client=client, network=network, now=database_now())
    messages.success(request, _("%(network)s is off the table.") % {"network": network_name(network)})  # fmt: skip
    return redirect("clients:fit", slug=client.slug)
