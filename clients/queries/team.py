"""Who works on a client, and who could."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Lower

from clients.models import Assignment, Client
from people.models import Member
from people.roles import Role


def assignments(*, member: Member, client: Client) -> QuerySet[Assignment]:
    """The client's assignments with their people."""
    found = Assignment.objects.visible_to(member).filter(client_id=client.pk)
    return found.select_related("member__user").order_by(Lower("member__user__name"), "pk")


def owners(*, client: Client) -> QuerySet[Member]:
    """The agency's owners: they see the client without an assignment."""
    found = Member.objects.active().filter(agency_id=client.agency_id, role=Role.OWNER)
    return found.select_related("user").order_by(Lower("user__name"), "pk")


def assignable(*, member: Member) -> QuerySet[Member]:
    """Colleagues who can be assigned: active, no owners."""
    found = Member.objects.visible_to(member).active().exclude(role=Role.OWNER)
    return found.select_related("user").order_by(Lower("user__name"), "pk")
