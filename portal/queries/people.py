"""Whom of the agency the client writes to or calls."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from clients.models import Assignment, Client
from people.models import Member
from people.roles import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the agency as the client reaches them; `phone` is empty for who is not called."""

    name: str
    email: str
    phone: str

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return re.sub(r"[^0-9+]", "", self.phone)


def person_for(client: Client) -> Person | None:
    """Who looks after this client: its manager, the first one; else the agency's owner. One query."""
    managing = Assignment.objects.filter(
        client_id=client.pk, member=OuterRef("pk"), role=Role.MANAGER
    )
    found = (
        Member.objects.active()
        .filter(agency_id=client.agency_id)
        .annotate(is_managing=Exists(managing))
        .filter(Q(is_managing=True) | Q(role=Role.OWNER))
        .order_by("-is_managing", "pk")
        .select_related("user")
        .first()
    )
    return Person(str(found.user), found.user.email, found.user.phone) if found else None
