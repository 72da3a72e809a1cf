"""A client's goals: the list with where each stands, one goal, setting and closing it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.forms.goals import GoalForm, ResultForm
from analytics.per_result import per_result, results_of
from analytics.queries.goals import GoalLine, goal_lines, goals_of
from analytics.queries.served import orphans, served, with_what_served
from analytics.views import showing_goals
from analytics.words import goals as goal_words
from clients.access import client_or_404, may_here
from clients.actions import goals as actions
from clients.models import Assignment, Brief, Channel, Client, FigureSource, Goal
from clients.queries.briefs import AROUND, text_of
from clients.queries.contracts import rate_rows
from clients.rate_card import card_of
from clients.words.contracts import without_rate
from editorial.queries.spending import spending_on
from people.access import member_of, requires_member
from people.clock import database_now
from people.models import Member
from people.roles import Capability, Role


@require_safe
@requires_member
def goals(request: HttpRequest, slug: str) -> HttpResponse:
    """The goals that run, where each should be today, and those that are closed."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    member, now = member_of(request), database_now()
    found = list(with_what_served(goals_of(member=member, client=client), client=client, now=now))
    lines = goal_lines(
        goals=[goal for goal in found if goal.closed_at is None], client=client, now=now
    )
    context = {
        "client": client,
        "rows": [showing_goals.row(line) for line in lines],
        "lead": goal_words.lead(lines),
        "closed": [goal for goal in found if goal.closed_at is not None],
        "orphans": orphans(client=client, member=member, goals=found, now=now),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }
    return render(request, "analytics/goals.html", context)


@require_safe
@requires_member
def goals_short(request: HttpRequest, slug: str) -> HttpResponse:
    """The goals that run, as the overview fetches them when it is there."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    standing = goals_of(member=member_of(request), client=client).standing()
    lines = goal_lines(goals=list(standing), client=client, now=database_now())
    context = {"client": client, "rows": [showing_goals.row(line) for line in lines]}
    return render(request, "analytics/parts/goals_short.html", context)


@require_safe
@requires_member
def goal(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One goal: its points over time, where it is heading, what came of it."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    found = _goal_or_404(request, client, public_id)
    return _goal_page(request, client, found)


def _goal_page(
    request: HttpRequest,
    client: Client,
    found: Goal,
    *,
    result_form: ResultForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = database_now()
    line = _line(found, client, now)
    may_see_money = may_here(request, Capability.MANAGE_MONEY)
    effort = spending_on(post__goal=found) if may_see_money else None
    card = card_of(found.rates)  # type: ignore[attr-defined]
    n_results = results_of(
        reckoning=found.reckoning,
        value=line.value,
        baseline=line.way.baseline,
        points=line.points,
        from_on=found.from_on,
    )
    context = {
        "client": client,
        "goal": found,
        "line": line,
        "row": showing_goals.row(line),
        "picture": showing_goals.picture(line, today=client.today(now)),
        "served": served(goal=found, member=member_of(request)),
        "effort": effort,
        "cost": (cost := effort.whole(card) if effort else ()),
        "per_result": per_result(cost, n_results),
        "without_rate": without_rate(card.without(effort.worked)) if effort else "",
        "paid": [
            (each, each.post.name_aloud(now) if each.post else "")
            for each in (effort.amounts if effort else ())
        ],
        "result_form": result_form or ResultForm(initial={"result": found.result}),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "may_enter": may_here(request, Capability.ENTER_FIGURES),
    }
    return render(request, "analytics/goal.html", context, status=status)


def _line(found: Goal, client: Client, now: datetime) -> GoalLine:
    return goal_lines(goals=[found], client=client, now=now)[0]


@require_http_methods(["GET", "POST"])
@requires_member
def goal_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Set a goal."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write(request, client, None)


@require_http_methods(["GET", "POST"])
@requires_member
def goal_edit(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Change a goal."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    return _write(request, client, _goal_or_404(request, client, public_id))


def _write(request: HttpRequest, client: Client, found: Goal | None) -> HttpResponse:
    now, member = database_now(), member_of(request)
    today = client.today(now)
    form = GoalForm(
        request.POST if request.method == "POST" else None,
        sources=list(FigureSource.objects.filter(client=client, closed_at=None)),
        channels=list(Channel.objects.visible_to(member).filter(client=client).connected()),
        members=_colleagues(client),
        goal=found,
        initial={} if found else {"from_on": today},
    )
    if form.is_valid():
        try:
            if found is None:
                made = actions.set_goal(by=member, client=client, wanted=form.wanted, now=now)
            else:
                made = actions.change_goal(by=member, goal=found, wanted=form.wanted, now=now)
        except actions.GoalRefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Goal saved."))
            return redirect("analytics:goal", client.slug, made.public_id)
    brief = Brief.objects.filter(client=client).order_by("-number").first()
    context = {
        "client": client,
        "form": form,
        "goal": found,
        "brief": [
            (label, text) for part, label in AROUND if brief and (text := text_of(brief, part))
        ],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "analytics/goal_form.html", context, status=status)


def _colleagues(client: Client) -> list[Member]:
    """Who works on the client, and the owners."""
    assigned = Assignment.objects.filter(client=client).values("member_id")
    mine = Member.objects.filter(agency_id=client.agency_id, is_active=True).select_related("user")
    return list(
        (mine.filter(pk__in=assigned) | mine.filter(role=Role.OWNER)).order_by("user__name")
    )


@require_POST
@requires_member
def goal_close(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Close a goal with what came of it, change those words, or take it up again."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _goal_or_404(request, client, public_id)
    if request.POST.get("deed") == "reopen":
        actions.reopen_goal(by=member_of(request), goal=found, now=database_now())
        messages.success(request, _("The goal is taken up again."))
        return redirect("analytics:goal", slug, public_id)
    form = ResultForm(request.POST)
    if not form.is_valid():
        return _goal_page(request, client, found, result_form=form, status=422)
    actions.close_goal(
        by=member_of(request), goal=found, result=form.cleaned_data["result"], now=database_now()
    )
    messages.success(request, _("Closed, with what came of it."))
    return redirect("analytics:goal", slug, public_id)


def _goal_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Goal:
    return get_object_or_404(
        goals_of(member=member_of(request), client=client).annotate(rates=rate_rows()),
        public_id=public_id,
    )
