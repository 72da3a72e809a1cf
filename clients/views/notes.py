"""Notes of the team about a client: all of them, one to be changed, and the way back from removing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.actions import notes as acting
from clients.forms.notes import NoteForm
from clients.models import Client, ClientNote, Status
from clients.queries.notes import notes_of
from people.access import LackingError, member_of, requires_member
from people.clock import database_now
from people.roles import Capability
from people.toasts import undo


@require_http_methods(["GET", "POST"])
@requires_member
def notes(request: HttpRequest, slug: str) -> HttpResponse:
    """All notes of a client; a POST writes one."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    member = member_of(request)
    form = NoteForm(request.POST or None)
    if request.method == "POST":
        _refuse_archived(client)
        if form.is_valid():
            words = form.cleaned_data["words"]
            acting.write(by=member, client=client, words=words, now=database_now())
            messages.success(request, _("The note is kept."))
            return _back(client)
    found = notes_of(member=member, client=client)
    context = {
        "client": client,
        "notes": [(each, _is_mine(request, each)) for each in found],
        "form": None if client.status == Status.ARCHIVED else form,
    }
    return render(request, "clients/notes.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@requires_member
def note(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One note, to be changed by who wrote it or runs the client."""
    client, found = _of_address(request, slug, public_id)
    if found.removed_at is not None:
        return _back(client)
    form = NoteForm(request.POST or None, initial={"words": found.words})
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        acting.change(by=member_of(request), note=found, words=words, now=database_now())
        messages.success(request, _("The note is kept."))
        return _back(client)
    context = {"client": client, "note": found, "form": form}
    return render(request, "clients/note.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires_member
def note_remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Into the trash, with a way back."""
    client, found = _of_address(request, slug, public_id)
    acting.remove(by=member_of(request), note=found, now=database_now())
    way_back = reverse("clients:note_restore", args=[client.slug, found.public_id])
    messages.success(request, _("The note is removed."), extra_tags=undo(url=way_back))
    return _back(client)


@require_POST
@requires_member
def note_restore(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Out of the trash."""
    client, found = _of_address(request, slug, public_id)
    acting.restore(by=member_of(request), note=found, now=database_now())
    messages.success(request, _("The note is back."))
    return _back(client)


def _of_address(request: HttpRequest, slug: str, public_id: UUID) -> tuple[Client, ClientNote]:
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    mine = ClientNote.objects.visible_to(member_of(request)).select_related("client")
    found = get_object_or_404(mine, client_id=client.pk, public_id=public_id)
    _refuse_archived(client)
    if not _is_mine(request, found):
        raise LackingError(Capability.MANAGE_CLIENTS)
    return client, found


def _is_mine(request: HttpRequest, found: ClientNote) -> bool:
    own = found.written_by_id == member_of(request).pk
    return own or may_here(request, Capability.MANAGE_CLIENTS)


def _refuse_archived(client: Client) -> None:
    if client.status == Status.ARCHIVED:
        why = _("This client is archived: it is read, not changed.")
        raise LackingError(Capability.VIEW_CLIENT, why=why)


def _back(client: Client) -> HttpResponse:
    return redirect(f"{reverse('desk:overview', args=[client.slug])}#notes")
