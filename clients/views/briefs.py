"""The brief of a client: as it stands, to be changed, its versions, and the interview that fills it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import strategy
from clients.forms.strategy import BriefApprovalForm, BriefForm, InterviewForm
from clients.interview import QUESTIONS, asked_of, n_answered
from clients.models import Brief, Client, Decision, Interview
from clients.queries import briefs
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


def today_of(client: Client, now: datetime) -> date:
    """The day it is for the client."""
    return client.today(now)


@require_GET
@requires_member
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """The version that counts; the way to write one where there is none."""
    return _brief_page(request, client_or_404(request, slug, Capability.VIEW_CLIENT))


def _brief_page(
    request: HttpRequest, client: Client, approval: BriefApprovalForm | None = None
) -> HttpResponse:
    member = member_of(request)
    found = briefs.versions(member=member, client=client)
    current = found[0] if found else None
    interview = Interview.objects.visible_to(member).filter(client=client).first()
    may_write = may_here(request, Capability.EDIT_STRATEGY)
    if current and may_write and approval is None:
        initial = {"number": current.number, "approved_on": today_of(client, database_now())}
        approval = BriefApprovalForm(client=client, initial=initial)
    context = {
        "client": client,
        "brief": current,
        "n_versions": len(found),
        "swot": [(label, getattr(current, name)) for name, label in briefs.SWOT] if current else [],
        "objectives": briefs.objective_names(current.objectives) if current else [],
        "n_answered": n_answered(interview.answers) if interview else 0,
        "n_questions": len(QUESTIONS),
        "approval": approval,
        "may_write": may_write,
    }
    status = 422 if approval is not None and approval.is_bound else 200
    return render(request, "clients/brief.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires_member
def brief_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes the next version; when another came meanwhile, says so and keeps what was typed."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    current = Brief.objects.current(client)
    form = BriefForm(request.POST if request.method == "POST" else None, brief=current)
    if request.method == "POST" and form.is_valid():
        try:
            made = strategy.save_brief(
                by=member_of(request),
                client=client,
                parts=form.parts(),
                why=form.cleaned_data.get("why", ""),
                based_on=form.cleaned_data["based_on"],
                now=database_now(),
            )
        except strategy.BehindError:
            return _behind(request, client, form)
        messages.success(request, _("Version %(n)s is saved.") % {"n": made.number})
        return redirect("clients:brief", slug=client.slug)
    context = {"client": client, "form": form, "brief": current}
    return render(request, "clients/brief_form.html", context, status=422 if form.is_bound else 200)


def _behind(request: HttpRequest, client: Client, form: BriefForm) -> HttpResponse:
    """What the other version changed stands above what was typed; saving again goes on from there."""
    found = {
        each.number: each for each in briefs.versions(member=member_of(request), client=client)
    }
    newest = found[max(found)]
    before = found.get(form.cleaned_data["based_on"]) or Brief()
    typed = request.POST.copy()
    typed["based_on"] = str(newest.number)
    form.data = typed
    context = {
        "client": client,
        "form": form,
        "brief": newest,
        "theirs": briefs.changes_between(before, newest),
    }
    return render(request, "clients/brief_form.html", context, status=409)


@require_GET
@requires_member
def brief_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """All versions, each with what it changed since the one before or since any other."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = briefs.versions(member=member_of(request), client=client)
    asked = request.GET.get("since", "")
    since = next((each for each in found if str(each.number) == asked), None)
    lines = []
    for at, each in enumerate(found):
        if since is not None and each.number <= since.number:
            break
        before = since or (found[at + 1] if at + 1 < len(found) else None)
        lines.append((each, before, briefs.changes_between(before, each) if before else []))
    decided = Decision.objects.visible_to(member_of(request)).of_strategy().filter(client=client)
    context = {
        "client": client,
        "versions": found,
        "lines": lines,
        "since": since,
        "decisions": list(decided.select_related("meeting")),
    }
    return render(request, "clients/brief_versions.html", context)


@require_POST
@requires_member
def brief_approve(request: HttpRequest, slug: str) -> HttpResponse:
    """Writes down who of the client approved the version that was before the writer."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    form = BriefApprovalForm(request.POST, client=client)
    if form.is_valid():
        now = database_now()
        mine = Brief.objects.visible_to(member_of(request)).filter(client=client)
        approved = get_object_or_404(mine, number=form.cleaned_data["number"])
        try:
            strategy.note_approval(
                by=member_of(request),
                brief=approved,
                contact=form.cleaned_data["contact"],
                approved_on=form.cleaned_data["approved_on"],
                today=today_of(client, now),
                now=now,
            )
            messages.success(request, _("Written down."))
            return redirect("clients:brief", slug=client.slug)
        except strategy.StrategyError as error:
            form.add_error(None, str(error))
    return _brief_page(request, client, form)


@require_http_methods(["GET", "POST"])
@requires_member
def brief_interview(request: HttpRequest, slug: str) -> HttpResponse:
    """The twelve questions; every answer is kept as it is typed, the button makes a version of the brief of them."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    interview = Interview.objects.filter(client=client).first()
    form = InterviewForm(
        request.POST if request.method == "POST" else None,
        kind=client.kind,
        interview=interview,
        brief=Brief.objects.current(client),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _answered(request, client, form)
        except strategy.StrategyError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, strategy.BehindError) else 422
            return _interview_page(request, client, form, status)
    return _interview_page(request, client, form, 422 if form.is_bound else 200)


def _answered(request: HttpRequest, client: Client, form: InterviewForm) -> HttpResponse:
    member, now = member_of(request), database_now()
    interview = strategy.answer_interview(
        by=member,
        client=client,
        answers=form.answers(),
        edit_number=form.cleaned_data["edit_number"],
        based_on=form.cleaned_data["based_on"],
        now=now,
    )
    if request.POST.get("deed") == "later":
        messages.success(request, _("The answers are kept. Take them up whenever you like."))
        return redirect("clients:brief", slug=client.slug)
    why = _("From the interview") if Brief.objects.current(client) else ""
    filled = strategy.fill_brief(
        by=member,
        interview=interview,
        why=why,
        based_on=form.cleaned_data["based_on"],
        now=now,
    )
    _tell_filled(request, filled)
    return redirect("clients:brief", slug=client.slug)


def _tell_filled(request: HttpRequest, filled: strategy.Filled) -> None:
    if filled.is_new:
        messages.success(request, _("Version %(n)s is saved.") % {"n": filled.brief.number})
    else:
        messages.info(request, _("The answers are kept. Nothing in the brief changed by them."))
    if filled.left:
        labels = dict(briefs.LABELS)
        told = _("Left as the brief says, because it was written there later: %(parts)s.")
        parts = ", ".join(str(labels[part]) for part in filled.left)
        messages.warning(request, told % {"parts": parts})


def _interview_page(
    request: HttpRequest, client: Client, form: InterviewForm, status: int
) -> HttpResponse:
    theirs: list[tuple[str, str]] = []
    brief = Brief.objects.current(client)
    interview = Interview.objects.filter(client=client).select_related("changed_by__user").first()
    if form.is_bound and status == 409:
        form.stand_beside(brief, form.answers())
    if status == 409 and interview is not None:
        # Saving again goes on from theirs: each answer that differs stands beside ours.
        ours = form.answers()
        theirs = [
            (
                str(asked_of(client.kind, question).asks),
                str(interview.answers.get(question.name) or "–"),
            )
            for question in QUESTIONS
            if interview.answers.get(question.name) != ours.get(question.name)
        ]
        typed = request.POST.copy()
        typed["edit_number"] = str(interview.edit_number)
        typed["based_on"] = str(brief.number if brief else 0)
        form.data = typed
    context: dict[str, Any] = {
        "client": client,
        "form": form,
        "interview": interview,
        "theirs": theirs,
        "has_brief": brief is not None,
        "newer": brief if status == 409 and not theirs else None,
        "saved_words": _saved(interview) if interview else "",
    }
    return render(request, "clients/brief_interview.html", context, status=status)


def _saved(interview: Interview) -> str:
    n = n_answered(interview.answers)
    return ngettext("%(n)s answer of %(total)s kept", "%(n)s answers of %(total)s kept", n) % {
        "n": n,
        "total": len(QUESTIONS),
    }


@require_POST
@requires_member
def brief_interview_save(request: HttpRequest, slug: str) -> JsonResponse:
    """Keeps the answers while they are typed (static/js/autosave_controller.js)."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    form = InterviewForm(request.POST, kind=client.kind, interview=None)
    if not form.is_valid():
        words = _("Not kept yet: an answer is too long. It stays on this page.")
        return JsonResponse({"words": words}, status=422)
    try:
        interview = strategy.answer_interview(
            by=member_of(request),
            client=client,
            answers=form.answers(),
            edit_number=form.cleaned_data["edit_number"],
            based_on=form.cleaned_data["based_on"],
            now=database_now(),
        )
    except strategy.BehindError:
        words = _("Somebody else answered meanwhile. Your text stays here: press a button to see theirs.")  # fmt: skip
        return JsonResponse({"words": words}, status=409)
    return JsonResponse(
        {
            "words": _saved(interview),
            "edit_number": interview.edit_number,
            "based_on": form.cleaned_data["based_on"],
            "autosave_url": reverse("clients:brief_interview_save", args=[client.slug]),
        }
    )
