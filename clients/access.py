"""Which client a page is about, and what the member may do there.

On a client the role of the Assignment counts; an owner is owner everywhere.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from clients.models import Assignment, Client, Status, Visit
from people.access import LackingError, member_of
from people.models import Member
from people.prepared import prepared
from people.roles import Capability, Role, may, roles_with


def role_on(*, member: Member, client: Client) -> Role | None:
    """The member's role on the client, or None when they do not see it."""
    if client.agency_id != member.agency_id:
        return None
    if member.role == Role.OWNER:
        return Role.OWNER
    found = Assignment.objects.filter(client_id=client.pk, member_id=member.pk)
    role = found.values_list("role", flat=True).first()
    return Role(role) if role else None


def clients_where_may(*, member: Member, capability: Capability) -> QuerySet[Client]:
    """The current clients on which the member may do something, by name: the role of each assignment counts."""
    clients: QuerySet[Client] = Client.objects.visible_to(member).current()
    if member.role == Role.OWNER:
        return clients
    mine = Assignment.objects.filter(member_id=member.pk, role__in=roles_with(capability))
    return clients.filter(pk__in=mine.values("client_id"))


# What may be done with an archived client: it is read, and its standing changed. Its money is read as well, and its last
# statement issued (invoices are kept for years): those pages ask for `also_archived`.
OF_ARCHIVED = frozenset((Capability.VIEW_CLIENT, Capability.VIEW_RESULTS))


def client_or_404(
    request: HttpRequest, slug: str, capability: Capability, *, also_archived: bool = False
) -> Client:
    """The client of the address, for somebody who may do ``capability`` there.

    404 when the member does not see it, LackingError (the 403 page) when they see it but may
    not, or the client is archived and this is no reading (unless ``also_archived``). Sets ``request.client_role`` for the templates, and notes that the member was here.
    """
    member = member_of(request)
    client: Any = next(iter(_client_of_address(member=member, slug=slug)), None)
    if client is None or (client.role_of_member is None and member.role != Role.OWNER):
        raise Http404
    role = Role.OWNER if member.role == Role.OWNER else Role(client.role_of_member)
    setattr(request, "client_role", role)  # noqa: B010 - HttpRequest has no such field for mypy
    if not may(role, capability):
        raise LackingError(capability)
    setattr(request, "client_is_archived", client.status == Status.ARCHIVED)  # noqa: B010
    if client.status == Status.ARCHIVED and capability not in OF_ARCHIVED and not also_archived:
        raise LackingError(capability, why=_("This client is archived: it is read, not changed."))
    if not client.was_here:
        Visit.objects.note(member=member, client=client)
    found: Client = client
    return found


@prepared()
def _client_of_address(*, member: Member, slug: str) -> QuerySet[Client]:
    """At most one; the role comes with it, in one query: every page of a client begins here."""
    mine = Assignment.objects.filter(client_id=OuterRef("pk"), member_id=member.pk)
    visits = Visit.objects.fresh().filter(client_id=OuterRef("pk"), member_id=member.pk)
    return (
        Client.objects.filter(agency_id=member.agency_id, slug=slug)
        .select_related("agency")
        .annotate(role_of_member=Subquery(mine.values("role")), was_here=Exists(visits))
    )


def may_here(request: HttpRequest, capability: Capability) -> bool:
    """Whether the member may do something on the client that client_or_404 found."""
    if getattr(request, "client_is_archived", False) and capability not in OF_ARCHIVED:
        return False
    return may(getattr(request, "client_role", ""), capability)


def may_read_here(request: HttpRequest, capability: Capability) -> bool:
    """Whether the member may see what is done with `capability` on the client that client_or_404 found, also archived."""
    return may(getattr(request, "client_role", ""), capability)
