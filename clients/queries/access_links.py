"""Which link opens the portal, and which links a client's contacts have."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import QuerySet

from clients.models import AccessLink, Client, Status
from people.models import Member


def token_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_link(*, token: str, now: datetime) -> AccessLink | None:
    """The link of that token if it still opens; None when it ended or never was, told apart by nobody."""
    return (
        AccessLink.objects.open_at(now)
        .filter(token_hash=token_hash(token))
        .exclude(contact__client__status=Status.ARCHIVED)
        .select_related("contact__client__agency")
        .first()
    )


def is_by_code(link: AccessLink) -> bool:
    """Whether the link was opened by typing a code, not by following it from a mail."""
    return link.contact.codes.filter(used_at=link.created_at).exists()


def open_links_of(*, member: Member, client: Client, now: datetime) -> QuerySet[AccessLink]:
    """The links of a client's contacts that still open, newest first."""
    return (
        AccessLink.objects.visible_to(member)
        .open_at(now)
        .filter(contact__client_id=client.pk)
        .select_related("contact")
    )
