"""What a person sets for themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from people import audit
from people.models import Member, User


@transaction.atomic
def update_preferences(
    *,
    user: User,
    member: Member | None,
    name: str,
    language: str,
    theme: str,
    density: str,
    has_shortcuts: bool,
    now: datetime,
) -> User:
    """Stores a person's own name, language, colours, density and shortcuts."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name, user.language, user.theme, user.density = name, language, theme, density
    user.has_shortcuts = has_shortcuts
    user.save(update_fields=["name", "language", "theme", "density", "has_shortcuts"])
    audit.record(
        actor=member or user,
        agency=member.agency if member else None,
        verb="person.preferences_changed",
        target=user,
        now=now,
    )
    return user
