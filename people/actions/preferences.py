"""What a person sets for themselves."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction

from people import audit
from people.models import Member, User


@transaction.atomic
def update_preferences(
    *,
    user: User,
    member: Member | None,
    name: str,
    phone: str = "",
    language: str,
    theme: str,
    density: str,
    time_zone: str = "",
    has_shortcuts: bool,
    quiet_from: time | None,
    quiet_until: time | None,
    now: datetime,
) -> User:
    """Stores a person's own name, phone, language, time zone, colours, density, shortcuts and quiet hours."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.name, user.phone, user.language = name, phone, language
    user.time_zone = time_zone
    user.theme, user.density = theme, density
    user.has_shortcuts = has_shortcuts
    user.quiet_from, user.quiet_until = quiet_from, quiet_until
    user.save(
        update_fields=[
            "name", "phone", "language", "time_zone", "theme", "density",
            "has_shortcuts", "quiet_from", "quiet_until",
        ]
    )  # fmt: skip
    audit.record(
        actor=member or user,
        agency=member.agency if member else None,
        verb="person.preferences_changed",
        target=user,
        now=now,
    )
    return user


def choose_own_only(*, member: Member, own_only: bool) -> None:
    """Whether the member's Today shows only what is theirs, from now on."""
    Member.objects.filter(pk=member.pk).update(sees_own_only=own_only)
