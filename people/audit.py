"""The one way to write down an act: who, what, on what, when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model

from people.models import Agency, AuditEntry, Member, User


def record(
    *,
    actor: Member | User | None,
    agency: Agency | None,
    verb: str,
    target: Model | None,
    data: Mapping[str, Any] | None = None,
    name: str = "",
    now: datetime,
) -> AuditEntry:
    """Adds one entry, inside the caller's transaction.

    ``actor`` is the member who acted, a user of support without membership, or None for the
    machine itself; of a person of the client only the ``name`` is kept. ``verb`` is ``thing.happened``, such as ``post.scheduled``. Never put a token,
    a password or a private message into ``data``.
    """
    member = actor if isinstance(actor, Member) else None
    user = member.user if member else actor if isinstance(actor, User) else None
    return AuditEntry.objects.create(
        agency=agency,
        actor=member if member and agency and member.agency_id == agency.pk else None,
        user=user,
        actor_name=str(user) if user else name[:254],
        verb=verb,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=target.pk if target is not None else None,
        target_name=str(target)[:254] if target is not None else "",
        data=dict(data or {}),
        at=now,
    )
