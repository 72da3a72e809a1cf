"""Notes about a client: written, changed and removed by who wrote them, or by who runs the client."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from clients.models import Client, ClientNote
from people import audit
from people.models import Member

KEPT_IN_TRASH = timedelta(days=30)


@transaction.atomic
def write(*, by: Member, client: Client, words: str, now: datetime) -> ClientNote:
    """Writes one down."""
    made = ClientNote.objects.create(
        agency_id=client.agency_id, client=client, words=words, written_by=by, written_at=now
    )
    _record(by, "note.added", made, now)
    return made


@transaction.atomic
def change(*, by: Member, note: ClientNote, words: str, now: datetime) -> None:
    """Writes it anew; the same words change nothing."""
    held = ClientNote.objects.select_for_update().select_related("client").get(pk=note.pk)
    if held.words == words:
        return
    held.words, held.changed_at = words, now
    held.save(update_fields=["words", "changed_at"])
    _record(by, "note.changed", held, now)


@transaction.atomic
def remove(*, by: Member, note: ClientNote, now: datetime) -> None:
    """Into the trash, for thirty days."""
    if ClientNote.objects.kept().filter(pk=note.pk).update(removed_at=now):
        _record(by, "note.removed", note, now)


@transaction.atomic
def restore(*, by: Member, note: ClientNote, now: datetime) -> None:
    """Out of the trash."""
    in_trash = ClientNote.objects.filter(pk=note.pk, removed_at__isnull=False)
    if in_trash.update(removed_at=None):
        _record(by, "note.restored", note, now)


def empty_trash(*, now: datetime, limit: int = 500) -> int:
    """Deletes for good what lay in the trash for thirty days."""
    due = ClientNote.objects.filter(removed_at__lt=now - KEPT_IN_TRASH)
    found = list(due.select_related("agency", "client")[:limit])
    for note in found:
        with transaction.atomic():
            audit.record(actor=None, agency=note.agency, verb="note.deleted", target=note, now=now)
            note.delete()
    return len(found)


def _record(by: Member, verb: str, note: ClientNote, now: datetime) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=note, now=now)
