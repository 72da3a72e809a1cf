"""Clients, their contacts, and who of the agency works on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from clients.marks import mark_of
from clients.models import Approval, Assignment, Client, Contact, Status
from people import audit
from people.models import Agency, AuditEntry, Member
from people.roles import Role

AUDIT_READ = "client.first_audit_read"


class OnboardingError(Exception):
    """The change makes no sense; the text is for the person who tried."""


class BehindError(OnboardingError):
    """Somebody else saved meanwhile: nothing was overwritten."""


class EndsLinksError(OnboardingError):
    """The new address would end links that somebody has: that is for a person to say, not for a form that saves itself."""


@transaction.atomic
def create_client(
    *,
    by: Member,
    name: str,
    kind: str,
    status: str = Status.ACTIVE,
    language: str = "it",
    time_zone: str = "Europe/Rome",
    country: str = "IT",
    patron_on: str = "",
    colour: str = "#8C2F45",
    summary: str = "",
    facts: Mapping[str, Any] | None = None,
    leaving_on: date | None = None,
    approval: str = Approval.NONE,
    now: datetime,
) -> Client:
    """Makes a client of ``by``'s agency; who is no owner becomes its manager.

    The short name in addresses is made from the name and never changes afterwards.
    """
    agency = Agency.objects.select_for_update().get(pk=by.agency_id)
    client = Client.objects.create(
        agency=agency,
        slug=_free_slug(agency, name),
        name=name,
        kind=kind,
        status=status,
        language=language,
        time_zone=time_zone,
        country=country,
        patron_on=patron_on,
        colour=colour,
        summary=summary,
        facts=dict(facts or {}),
        leaving_on=leaving_on,
        approval=approval,
    )
    if by.role != Role.OWNER:
        Assignment.objects.create(agency=agency, client=client, member=by, role=Role.MANAGER)
    audit.record(
        actor=by, agency=agency, verb="client.created", target=client, data={"kind": kind}, now=now
    )
    return client


def _free_slug(agency: Agency, name: str) -> str:
    stem = slugify(name)[:50] or "client"
    taken = set(
        Client.objects.filter(agency=agency, slug__startswith=stem).values_list("slug", flat=True)
    )
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


_EDITABLE = (
    "name",
    "kind",
    "language",
    "time_zone",
    "country",
    "patron_on",
    "colour",
    "summary",
    "approval",
)


@transaction.atomic
def update_client(
    *,
    by: Member,
    client: Client,
    facts: Mapping[str, Any] | None = None,
    based_on: str | None = None,
    now: datetime,
    **changes: Any,
) -> Client:
    """Changes a client's own fields; facts are added to those kept, so no answer is lost.

    `based_on` is the mark of what the writer had before them (clients/marks.py); raises BehindError where it is another
    by now. None: whoever calls has just read the client.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    unknown = set(changes) - set(_EDITABLE)
    if unknown:
        raise TypeError(f"a client has no editable {sorted(unknown)}")
    mark = mark_of(client)
    changed = {name: value for name, value in changes.items() if getattr(client, name) != value}
    for name, value in changed.items():
        setattr(client, name, value)
    merged = _merged(client.facts, facts or {})
    if (changed or merged != client.facts) and based_on not in (None, mark):
        raise BehindError
    if merged != client.facts:
        client.facts = merged
        changed["facts"] = True
    if changed:
        client.save(update_fields=list(changed))
        data = {"fields": sorted(changed)}
        _record(by, "client.changed", client, data, now)
    return client


def _merged(kept: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    # A question that was never answered is not answered with nothing: the page alone changes no client.
    return {**kept, **{name: value for name, value in facts.items() if value or name in kept}}


@transaction.atomic
def note_first_audit(*, by: Member, client: Client, now: datetime) -> None:
    """Somebody has read where everything stands as the work begins; the first one is kept."""
    held = Client.objects.select_for_update(of=("self",)).select_related("agency").get(pk=client.pk)
    if not AuditEntry.objects.filter(**first_audit_of(held.pk)).exists():
        _record(by, AUDIT_READ, held, {}, now)


def first_audit_of(client: Any) -> dict[str, Any]:
    """Where it is kept that the first audit of a client (its key, or a reference to one) was read."""
    return {"target_type": "clients.client", "target_id": client, "verb": AUDIT_READ}


@transaction.atomic
def add_contact(*, by: Member, client: Client, now: datetime, **fields: Any) -> Contact:
    """Adds a person of the client. Refuses an address that another contact has."""
    contact = Contact(agency_id=client.agency_id, client=client, **fields)
    _save_contact(contact)
    _record(by, "contact.added", contact, {"client": client.slug}, now)
    return contact


@transaction.atomic
def edit_contact(
    *,
    by: Member,
    contact: Contact,
    based_on: str | None = None,
    may_end_links: bool = True,
    now: datetime,
    **fields: Any,
) -> Contact:
    """Changes a contact. Refuses an address that another contact has.

    Another address ends the links that went to the old one: whoever reads there may be somebody else. Where that is not
    to be (`may_end_links`), raises EndsLinksError. `based_on`: as in update_client.
    """
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if all(getattr(contact, name) == value for name, value in fields.items()):
        return contact
    if based_on not in (None, mark_of(contact)):
        raise BehindError
    if fields.get("email", contact.email) != contact.email:
        if not may_end_links and contact.links.open_at(now).exists():
            words = _("Not kept yet: another address ends the links that went to the old one. Press the button if that is right.")  # fmt: skip
            raise EndsLinksError(words)
        contact.links.filter(revoked_at=None).update(revoked_at=now)
    for name, value in fields.items():
        setattr(contact, name, value)
    _save_contact(contact)
    _record(by, "contact.changed", contact, {"fields": sorted(fields)}, now)
    return contact


def _save_contact(contact: Contact) -> None:
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        if "contact_email_once_per_client" not in str(error):
            raise
        raise OnboardingError(_("Another contact has this address.")) from error


@transaction.atomic
def remove_contact(*, by: Member, contact: Contact, now: datetime) -> None:
    """Removes a contact from the client."""
    _record(by, "contact.removed", contact, {"client": contact.client.slug}, now)
    contact.delete()


@transaction.atomic
def assign(*, by: Member, client: Client, member: Member, role: Role, now: datetime) -> Assignment:
    """Lets a member work on the client with a role; again with another role changes it.

    Refuses owners, who see everything anyway, and people who left (OnboardingError).
    """
    if member.agency_id != client.agency_id:
        raise OnboardingError(_("This person works elsewhere."))
    if role == Role.OWNER or member.role == Role.OWNER:
        raise OnboardingError(_("Owners see every client already."))
    if not member.is_active:
        raise OnboardingError(_("This person has no access any more."))
    assignment, _is_new = Assignment.objects.update_or_create(
        client=client,
        member=member,
        defaults={"role": role},
        create_defaults={"role": role, "agency_id": client.agency_id},
    )
    data = {"member": str(member), "role": str(role)}
    _record(by, "client.assigned", client, data, now)
    return assignment


@transaction.atomic
def unassign(*, by: Member, assignment: Assignment, now: datetime) -> None:
    """Ends a member's work on the client; what they did stays."""
    data = {"member": str(assignment.member), "role": assignment.role}
    _record(by, "client.unassigned", assignment.client, data, now)
    assignment.delete()


def _record(
    by: Member, verb: str, target: Client | Contact, data: Mapping[str, Any], now: datetime
) -> None:
    audit.record(actor=by, agency=target.agency, verb=verb, target=target, data=data, now=now)
