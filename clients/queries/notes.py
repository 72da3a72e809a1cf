"""Notes about a client, and who may change one."""

from __future__ import annotations

from django.db.models import QuerySet

from clients.models import Client, ClientNote
from people.models import Member


def notes_of(*, member: Member, client: Client) -> QuerySet[ClientNote]:
    """The notes that are kept, the newest first."""
    found = ClientNote.objects.visible_to(member).kept().filter(client_id=client.pk)
    return found.select_related("written_by__user")
