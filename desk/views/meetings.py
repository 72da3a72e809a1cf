"""Beginning a meeting with what is open, and the Monday walk: one client a screen, from one to the next by key."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clients.access import client_or_404
from clients.actions import meetings
from clients.countdown import countdown
from clients.forms.meetings import NotesForm
from clients.meetings import MeetingKind
from clients.models import Status
from desk.queries.meeting import account_of, standing, walked
from people.access import member_of, now_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def meeting_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A call with the client, with an agenda of what is open; the one under way if there is one."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    member, now = member_of(request), database_now()
    meeting = meetings.open_meeting(client=client, kind=MeetingKind.CALL)
    if meeting is None:
        account = account_of(member=member, client=client, now=now)
        found = standing(member=member, account=account, now=now)
        people = ", ".join([str(member), *(c.name for c in found.contacts if c.may_decide)])[:300]
        meeting = meetings.begin(
            by=member,
            client=client,
            kind=MeetingKind.CALL,
            agenda=found.agenda,
            people=people,
            now=now,
        )
    return redirect("clients:meeting", slug=slug, public_id=meeting.public_id)


@require_safe
@requires_member
def walk(request: HttpRequest) -> HttpResponse:
    """One client of those the member writes strategy for; `at` is which, the first without."""
    member, now = member_of(request), now_of(request)
    asked = request.GET.get("at")
    found = walked(member=member, at=asked, now=now)
    if found is None and asked is not None:
        raise Http404
    if found is None:
        return render(request, "desk/walk.html", {"of": None})
    client, meeting = found.account.client, found.meeting
    at, slugs = found.at, found.slugs
    own = reverse("desk:walk")
    initial = (
        {"people": meeting.people, "notes": meeting.notes, "edit_number": meeting.edit_number}
        if meeting
        else {"edit_number": 0}
    )
    context = {
        "of": client,
        "found": standing(member=member, account=found.account, now=now),
        "is_prospect": client.status == Status.PROSPECT,
        "meeting": meeting,
        "form": NotesForm(initial=initial),
        "n": at + 1,
        "n_all": len(slugs),
        "before_url": f"{own}?at={slugs[at - 1]}" if at else "",
        "after_url": f"{own}?at={slugs[at + 1]}" if at + 1 < len(slugs) else "",
        "now": now.astimezone(ZoneInfo(client.time_zone)),
        "today": client.today(now),
        "countdown": countdown(client.kind, client.facts, client.today(now)),
    }
    return render(request, "desk/walk.html", context)


@require_POST
@requires_member
def walk_notes(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps what is said of a client on Monday. The first word begins its meeting; nothing typed leaves none behind."""
    client = client_or_404(request, slug, Capability.EDIT_STRATEGY)
    member, now = member_of(request), database_now()
    by_button = "deed" in request.POST
    form = NotesForm(request.POST)
    if not form.is_valid():
        words = next(iter(form.errors.values()))[0]
        return JsonResponse({"words": words}, status=422)
    said = form.cleaned_data
    meeting = meetings.open_meeting(client=client, kind=MeetingKind.MONDAY)
    number = said["edit_number"]
    if meeting is None and said["notes"].strip():
        account = account_of(member=member, client=client, now=now)
        agenda = standing(member=member, account=account, now=now).agenda
        meeting = meetings.begin(
            by=member, client=client, kind=MeetingKind.MONDAY, agenda=agenda, now=now
        )
        number = meeting.edit_number
    if meeting is not None:
        try:
            meeting = meetings.note(
                by=member,
                meeting=meeting,
                notes=said["notes"],
                people=meeting.people,
                edit_number=number,
                now=now,
            )
        except meetings.NotesConflictError as conflict:
            own = reverse("clients:meeting", args=[slug, conflict.theirs.public_id])
            if by_button:
                return redirect(own)
            words = _(
                "Somebody is writing about this client too. Nothing is overwritten: copy your words into the meeting’s page."
            )
            return JsonResponse({"words": words}, status=409)
    if by_button:
        return redirect(f"{reverse('desk:walk')}?at={slug}")
    own = reverse("desk:walk_notes", args=[slug])
    return JsonResponse(
        {
            "words": _("Notes saved."),
            "edit_number": meeting.edit_number if meeting else 0,
            "id": slug,
            "url": own,
            "autosave_url": own,
        }
    )
