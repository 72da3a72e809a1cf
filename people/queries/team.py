"""Who works in the agency, who was asked to, and what a link of an invitation opens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import Lower

from people.models import Agency, Invitation, Member, User
from people.roles import DESCRIPTIONS, TABLE, Capability, Role


@dataclass(frozen=True, kw_only=True)
class RoleInWords:
    """One role as the team page explains it."""

    label: str
    description: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]


def colleagues(*, member: Member) -> QuerySet[Member]:
    """Everybody of the agency, those who left last, with their accounts."""
    found = Member.objects.visible_to(member).select_related("user")
    return found.order_by("-is_active", Lower("user__name"), "pk")


def waiting_invitations(*, member: Member) -> QuerySet[Invitation]:
    """Invitations nobody has accepted or revoked, newest first; expired ones too."""
    found = Invitation.objects.visible_to(member).waiting()
    return found.select_related("invited_by__user").order_by("-created_at")


def roles_in_words() -> list[RoleInWords]:
    """Each role with what it may and may not do."""
    return [
        RoleInWords(
            label=str(role.label),
            description=str(DESCRIPTIONS[role]),
            may=tuple(str(each.label) for each in Capability if each in TABLE[role]),
            may_not=tuple(str(each.label) for each in Capability if each not in TABLE[role]),
        )
        for role in Role
    ]


def token_hash(token: str) -> str:
    """What is stored of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(*, token: str) -> Invitation | None:
    """The invitation a link belongs to, whether or not it still works."""
    found = Invitation.objects.select_related("agency", "invited_by__user")
    return found.filter(token_hash=token_hash(token)).first()


def is_open(*, invitation: Invitation, now: datetime) -> bool:
    """Whether the link still works at ``now``."""
    return (
        invitation.accepted_at is None
        and invitation.revoked_at is None
        and now < invitation.expires_at
    )


def has_account(*, email: str) -> bool:
    """Whether somebody with this address can sign in already."""
    return User.objects.filter(email=email).exists()


def agencies_of(*, user: User) -> QuerySet[Agency]:
    """The agencies the person works in now."""
    return Agency.objects.filter(
        members__user_id=user.pk, members__is_active=True, members__user__is_active=True
    ).order_by(Lower("name"))
