"""Meetings of a client and of all: what is noted, decided and handed out. Beginning one is desk's, which knows what is open."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from clients.access import client_or_404, may_here
from clients.actions import meetings as actions
from clients.forms.meetings import DecisionForm, NotesForm, PointForm, TaskForm
from clients.models import AgendaPoint, Client, Meeting, Task
from clients.queries.meetings import minutes
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.toasts import undo

# What everybody has who works for a client, and nobody on one that is archived.
OF_THEIR_OWN = Capability.LOG_TIME
_ANCHORS = {"point": "agenda", "decision": "decisions", "task": "tasks"}


@require_GET
@requires_member
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The client's meetings, what is still to be done on both sides, what was decided."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    now = database_now()
    context = {
        "client": client,
        "found": minutes(member=member_of(request), client=client),
        "today": client.today(now),
        "may_write": may_here(request, Capability.EDIT_STRATEGY),
        "me": _me(request),
    }
    return render(request, "clients/meetings.html", context)


def _me(request: HttpRequest) -> int | None:
    """Whose tasks may be ticked by whoever looks: their own, while the client is worked for."""
    return member_of(request).pk if may_here(request, OF_THEIR_OWN) else None


@require_GET
@requires_member
def all_meetings(request: HttpRequest) -> HttpResponse:
    """The same of all clients, and the way into the Monday walk."""
    member = member_of(request)
    now = database_now()
    context = {
        "found": minutes(member=member),
        "today": now.astimezone(ZoneInfo(member.agency.time_zone)).date(),
        "me": member.pk,
    }
    return render(request, "clients/all_meetings.html", context)


@require_GET
@requires_member
def meeting(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One meeting."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    return _page(request, client, _meeting(client, public_id))


def _meeting(client: Client, public_id: UUID) -> Meeting:
    found = get_object_or_404(Meeting, client_id=client.pk, public_id=public_id)
    found.client = client
    return found


def _page(
    request: HttpRequest,
    client: Client,
    found: Meeting,
    *,
    bound: dict[str, forms.Form] | None = None,
    conflict: Meeting | None = None,
    status: int = 200,
) -> HttpResponse:
    today = client.today(database_now())
    prefetch_related_objects([client], "contacts")
    contacts = [each for each in client.contacts.all() if each.email]
    tasks = list(found.tasks.select_related("member__user", "contact"))
    for task in tasks:
        task.client = client
    context: dict[str, Any] = {
        "client": client,
        "meeting": found,
        "points": list(found.points.all()),
        "decisions": list(found.decisions.order_by("decided_at", "id")),
        "tasks": tasks,
        "contacts": contacts,
        "today": today,
        "may_write": may_here(request, Capability.EDIT_STRATEGY),
        "me": _me(request),
        "conflict": conflict,
        "form": NotesForm(initial=_notes_of(found)),
        "point_form": PointForm(prefix="point"),
        "decision_form": DecisionForm(prefix="decision"),
        "task_form": TaskForm(prefix="task", client=client, today=today),
        **(bound or {}),
    }
    return render(request, "clients/meeting.html", context, status=status)


def _notes_of(found: Meeting) -> dict[str, Any]:
    return {"notes": found.notes, "people": found.people, "edit_number": found.edit_number}


@require_POST
@requires_member
def meeting_notes(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Keeps the notes: by itself while one types (JSON), or by the button."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _meeting(client, public_id)
    form = NotesForm(request.POST)
    by_button = "deed" in request.POST
    if not form.is_valid():
        if by_button:
            return _page(request, client, found, bound={"form": form}, status=422)
        words = next(iter(form.errors.values()))[0]
        return JsonResponse({"words": words}, status=422)
    said = form.cleaned_data
    try:
        saved = actions.note(
            by=member_of(request),
            meeting=found,
            notes=said["notes"],
            people=said["people"],
            edit_number=said["edit_number"],
            now=database_now(),
        )
    except actions.NotesConflictError as conflict:
        if by_button:
            theirs = conflict.theirs
            theirs.client = client
            again = NotesForm({**said, "edit_number": theirs.edit_number})
            return _page(
                request, client, theirs, bound={"form": again}, conflict=theirs, status=409
            )
        words = _(
            "Somebody saved other notes meanwhile. Nothing is overwritten: press Save to see both."
        )
        return JsonResponse({"words": words}, status=409)
    if by_button:
        messages.success(request, _("Notes saved."))
        return redirect("clients:meeting", slug=slug, public_id=public_id)
    own = reverse("clients:meeting_notes", args=[slug, public_id])
    return JsonResponse(
        {
            "words": _("Notes saved."),
            "edit_number": saved.edit_number,
            "id": str(public_id),
            "url": own,
            "autosave_url": own,
        }
    )


@require_POST
@requires_member
def meeting_write(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One more point, decision or task; what cannot be taken stays in its form."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _meeting(client, public_id)
    by, now = member_of(request), database_now()
    what = request.POST.get("what", "")
    if what == "point":
        point = PointForm(request.POST, prefix="point")
        if not point.is_valid():
            return _page(request, client, found, bound={"point_form": point}, status=422)
        actions.add_point(by=by, meeting=found, text=point.cleaned_data["text"], now=now)
    elif what == "decision":
        decision = DecisionForm(request.POST, prefix="decision")
        if not decision.is_valid():
            return _page(request, client, found, bound={"decision_form": decision}, status=422)
        actions.decide(by=by, meeting=found, now=now, **decision.cleaned_data)
    else:
        what = "task"
        today = client.today(now)
        task = TaskForm(request.POST, prefix="task", client=client, today=today)
        if not task.is_valid():
            return _page(request, client, found, bound={"task_form": task}, status=422)
        actions.give_task(
            by=by,
            client=client,
            meeting=found,
            text=task.cleaned_data["text"],
            side=task.side,
            member=task.member,
            contact=task.contact,
            due_on=task.cleaned_data["due_on"],
            now=now,
        )
    own = reverse("clients:meeting", args=[slug, public_id])
    return redirect(f"{own}#{_ANCHORS[what]}")


@require_POST
@requires_member
def meeting_tick(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A point of the agenda is through, or not after all."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    points = AgendaPoint.objects.select_related("meeting__client__agency")
    point = get_object_or_404(points, meeting__client_id=client.pk, public_id=public_id)
    actions.tick(
        by=member_of(request),
        point=point,
        is_done=request.POST.get("is_done") == "1",
        now=database_now(),
    )
    own = reverse("clients:meeting", args=[slug, point.meeting.public_id])
    return redirect(f"{own}#agenda")


@require_POST
@requires_member
def meeting_end(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Ends it."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _meeting(client, public_id)
    actions.end(by=member_of(request), meeting=found, now=database_now())
    messages.success(request, _("The meeting is over. Its minutes can be mailed from here."))
    return redirect("clients:meeting", slug=slug, public_id=public_id)


@require_POST
@requires_member
def meeting_minutes(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Mails the minutes to the contacts that are ticked."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    found = _meeting(client, public_id)
    chosen = set(request.POST.getlist("to"))
    contacts = [
        each
        for each in client.contacts.select_related("client__agency")
        if each.email and str(each.public_id) in chosen
    ]
    try:
        n = actions.mail_minutes(
            by=member_of(request), meeting=found, contacts=contacts, now=database_now()
        )
    except actions.MeetingRefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Minutes sent to {n} person.", "Minutes sent to {n} people.", n)
        messages.success(request, words.format(n=n))
    return redirect("clients:meeting", slug=slug, public_id=public_id)


@require_POST
@requires_member
def task(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """A task is done, or not after all: whoever writes the strategy says it of any, everybody of their own."""
    client = client_or_404(request, slug, OF_THEIR_OWN)
    member = member_of(request)
    found = get_object_or_404(
        Task.objects.select_related("meeting"), client_id=client.pk, public_id=public_id
    )
    if found.member_id != member.pk and not may_here(request, Capability.EDIT_STRATEGY):
        raise LackingError(Capability.EDIT_STRATEGY)
    is_done = request.POST.get("is_done") == "1"
    actions.settle_task(by=member, task=found, is_done=is_done, now=database_now())
    # Taken back, it goes to where it was said.
    where = request.POST.get("from") or request.GET.get("from")
    if is_done:
        tags = undo(url=f"{request.path}?from=today") if where == "today" else ""
        words = _("Done: {task}").format(task=found.text)
        messages.success(request, words, extra_tags=tags)
    if where == "today":
        return redirect("desk:today")
    if where == "all":
        return redirect("clients:all_meetings")
    if where == "meeting" and found.meeting:
        own = reverse("clients:meeting", args=[slug, found.meeting.public_id])
        return redirect(f"{own}#tasks")
    return redirect("clients:meetings", slug=slug)
