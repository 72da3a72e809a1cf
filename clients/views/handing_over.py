"""Handing a task over to a colleague, from the menu of its line."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clients.access import client_or_404, may_here
from clients.actions import meetings as actions
from clients.meetings import Side
from clients.models import Task
from clients.queries.team import who_may
from people.access import LackingError, member_of, now_of, requires_member
from people.clock import database_now
from people.queries.absences import name_and_absence, with_absence
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires_member
def task_hand_over(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The colleagues who work on the client, each with their absence; then the task is the chosen one's. Whoever writes the
    strategy hands over any, everybody their own."""
    client = client_or_404(request, slug, Capability.LOG_TIME)
    member = member_of(request)
    tasks = Task.objects.filter(client_id=client.pk, side=Side.OURS)
    found = get_object_or_404(tasks.select_related("member__user"), public_id=public_id)
    if found.member_id != member.pk and not may_here(request, Capability.EDIT_STRATEGY):
        raise LackingError(Capability.EDIT_STRATEGY)
    if found.done_at is not None:
        # A colleague was quicker: nothing is left to hand over.
        return redirect("desk:today")
    today = client.today(now_of(request))
    colleagues = with_absence(who_may(Capability.VIEW_CLIENT, client=client), today)
    able = {str(each.public_id): each for each in colleagues if each.pk != found.member_id}
    if request.method == "GET":
        choices = [(key, name_and_absence(each, today)) for key, each in able.items()]
        context = {"task": found, "client": client, "choices": sorted(choices, key=lambda c: c[1])}
        return render(request, "clients/task_hand_over.html", context)
    to = able.get(request.POST.get("to", ""))
    if to is None:
        messages.error(request, _("Choose a colleague who works on this client."))
    else:
        actions.hand_over_task(by=member, task=found, to=to, now=database_now())
        words = _("{who} has it now: {task}")
        messages.success(request, words.format(who=to, task=found.text))
    return redirect("desk:today")
