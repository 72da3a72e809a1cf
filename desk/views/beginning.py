"""Beginning with a client in five steps. Each screen keeps what was answered: one may leave and go on another day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import onboarding, strategy
from clients.interview import Question, aims_of, asked_of, three_of
from clients.kinds import KINDS
from clients.models import Brief, Client, Offer
from clients.packs import proposed
from clients.queries.briefs import changes_between, versions
from clients.queries.voices import voice_of
from clients.ready_plans import PILLARS
from desk.queries.beginning import five_steps
from editorial.actions import beginning
from editorial.models import Pillar
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


class ThreeForm(forms.Form):
    """The strategy in three questions, as one asks a client of the kind; the other nine are the interview's. The fields
    are parts of the brief. `based_on` is the version of the brief that the writer had before them."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, kind: str, brief: Brief | None = None, **kwargs: Any) -> None:
        self.asked = three_of(kind)
        initial = {each.fills: getattr(brief, each.fills) for each in self.asked if brief}
        kwargs["initial"] = {**initial, "based_on": brief.number if brief else 0}
        super().__init__(*args, **kwargs)
        for each in self.asked:
            self.fields[each.fills] = _field(kind, each)

    def parts(self) -> dict[str, Any]:
        """What the action takes."""
        return {each.fills: self.cleaned_data[each.fills] for each in self.asked}


def _field(kind: str, question: Question) -> forms.Field:
    words = asked_of(kind, question)
    label = str(words.asks)
    if question.shape == "objectives":
        return forms.MultipleChoiceField(
            label=label,
            choices=aims_of(kind),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    area = forms.Textarea(attrs={"rows": 2, "placeholder": words.example})
    longest: int = getattr(Brief, question.fills).field.max_length
    return forms.CharField(label=label, max_length=longest, required=False, widget=area)


@require_http_methods(["GET", "POST"])
@requires_member
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The five steps; a POST keeps the three answers or puts the ready plan into the calendar."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    deed = request.POST.get("deed", "")
    form = None
    if request.method == "POST" and deed == "plan" and may_here(request, Capability.WRITE_POSTS):
        return _put_plan(request, client)
    if request.method == "POST" and deed == "three" and may_here(request, Capability.EDIT_STRATEGY):
        form = ThreeForm(request.POST, kind=client.kind)
        if form.is_valid():
            try:
                _keep(request, client, form)
            except strategy.BehindError:
                return _behind(request, client, form)
            messages.success(request, _("Saved."))
            return redirect("desk:begin", slug=client.slug)
    if deed == "looked":
        onboarding.note_first_audit(by=member_of(request), client=client, now=database_now())
        return redirect("desk:begin", slug=client.slug)
    return _page(request, client, form)


@require_POST
@requires_member
def begin_save(request: HttpRequest, slug: str) -> JsonResponse:
    """Keeps the three answers when somebody leaves them (static/js/autosave_controller.js)."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    form = ThreeForm(request.POST, kind=client.kind)
    if not form.is_valid():
        words = _("Not kept yet: an answer is too long. It stays on this page.")
        return JsonResponse({"words": words}, status=422)
    try:
        made = _keep(request, client, form)
    except strategy.BehindError:
        words = _("Somebody else saved meanwhile. Your text stays here: press the button to see theirs.")  # fmt: skip
        return JsonResponse({"words": words}, status=409)
    return JsonResponse(
        {
            "words": _("Version %(n)s is saved.") % {"n": made.number},
            "based_on": made.number,
            "autosave_url": reverse("desk:begin_save", args=[client.slug]),
        }
    )


def _keep(request: HttpRequest, client: Client, form: ThreeForm) -> Brief:
    return strategy.save_brief(
        by=member_of(request),
        client=client,
        parts=form.parts(),
        based_on=form.cleaned_data["based_on"],
        now=database_now(),
    )


def _behind(request: HttpRequest, client: Client, form: ThreeForm) -> HttpResponse:
    """What the other version changed stands above what was typed; saving again goes on from there."""
    found = {each.number: each for each in versions(member=member_of(request), client=client)}
    newest = found[max(found)]
    before = found.get(form.cleaned_data["based_on"]) or Brief()
    typed = request.POST.copy()
    typed["based_on"] = str(newest.number)
    form.data = typed
    theirs = changes_between(before, newest)
    return _page(request, client, form, status=409, theirs=theirs, newest=newest)


def _put_plan(request: HttpRequest, client: Client) -> HttpResponse:
    now = database_now()
    n = beginning.put_plan(member=member_of(request), client=client, now=now)
    words = ngettext("%(n)s draft is in the calendar.", "%(n)s drafts are in the calendar.", n)
    messages.success(request, words % {"n": n})
    return redirect("desk:begin", slug=client.slug)


def _page(
    request: HttpRequest,
    client: Client,
    form: ThreeForm | None,
    *,
    status: int = 422,
    **more: object,
) -> HttpResponse:
    member, now = member_of(request), database_now()
    brief = Brief.objects.current(client)
    steps = five_steps(member=member, client=client)
    context = {
        "client": client,
        "steps": steps,
        "n_done": sum(step.is_done for step in steps),
        "form": form or ThreeForm(kind=client.kind, brief=brief),
        "kind": KINDS[client.kind],
        "pillars": PILLARS[client.kind],
        "proposed": proposed(
            kind=client.kind,
            facts=client.facts,
            summary=client.summary,
            on=voice.packs if (voice := voice_of(member=member, client=client)) else (),
        ),
        "lines": beginning.ready_lines(client, now=now),
        "has_pillars": Pillar.objects.filter(client=client).exists(),
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
        "may_write": may_here(request, Capability.WRITE_POSTS),
        "signed": Offer.objects.filter(client=client, n_planned__gt=0).first(),
        **more,
    }
    return render(request, "desk/begin.html", context, status=status if form else 200)
