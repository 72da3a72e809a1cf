"""Who works on a client, and who could."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from clients.models import Assignment, Client
from people.models import Member
from people.roles import Capability, Role, roles_with


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


def who_may(capability: Capability, *, client: Client) -> QuerySet[Member]:
    """Active members who may do this for the client: owners, and whom a role on this client lets."""
    on_client = Q(assignments__client_id=client.pk, assignments__role__in=roles_with(capability))
    return (
        Member.objects.active()
        .filter(Q(role=Role.OWNER) | on_client, agency_id=client.agency_id)
        .select_related("user", "agency")
        .distinct()
    )
