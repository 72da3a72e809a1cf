"""Agencies and their members: the first owner, roles, leaving, coming back."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from people import audit, mail
from people.models import Absence, Agency, Member, User
from people.roles import Role


class LastOwnerError(Exception):
    """The change would leave the agency without an owner; the text is for people."""


class AgencyExistsError(Exception):
    """An agency with this short name is here already."""


@transaction.atomic
def create_agency(
    *,
    name: str,
    email: str,
    owner_name: str,
    password: str | None,
    language: str = "it",
    time_zone: str = "Europe/Rome",
    slug: str = "",
    is_demo: bool = False,
    now: datetime,
) -> Member:
    """Makes an agency and its first owner (an existing person keeps their password).

    Refuses (AgencyExistsError) a short name that is taken. A demo can be removed as a whole.
    """
    slug = slug or slugify(name)[:60] or "agency"
    if Agency.objects.filter(slug=slug).exists():
        raise AgencyExistsError(slug)
    agency = Agency.objects.create(
        name=name, slug=slug, language=language, time_zone=time_zone, is_demo=is_demo
    )
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        user = User.objects.create_user(email, password, name=owner_name, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    owner = Member.objects.create(agency=agency, user=user, role=Role.OWNER, joined_at=now)
    audit.record(actor=owner, agency=agency, verb="agency.created", target=agency, now=now)
    return owner


@transaction.atomic
def take_address(*, user: User) -> None:
    """Makes ``user.email`` the one address that opens the account: the earlier ones no longer do.

    For whoever vouches that it is the person's own; it counts as verified.
    """
    EmailAddress.objects.filter(Q(user=user) | Q(email=user.email)).delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


@transaction.atomic
def take_second_factor(*, user: User, by: User, reason: str, now: datetime) -> None:
    """Support takes a lost second factor away; the person is told by mail, in case it was not they who asked."""
    Authenticator.objects.filter(user=user).delete()
    with translation.override(user.language):
        words = {
            "subject": _("Your second factor was taken away"),
            "text": _(
                "Support took the second factor of your account away, because somebody said it was lost. Your password alone "
                "opens it until you set up a new one under Security. If it was not you who asked, change your password "
                "and tell your agency's owner."
            ),
        }
    mail.write(
        to=user.email,
        template="account",
        language=user.language,
        context=words,
        agency=None,
        now=now,
    )
    audit.record(
        actor=by,
        agency=None,
        verb="person.second_factor_taken",
        target=user,
        data={"reason": reason},
        now=now,
    )


@transaction.atomic
def change_role(*, by: Member, member: Member, role: Role, now: datetime) -> Member:
    """Gives a member another agency-wide role. Raises LastOwnerError."""
    member = _locked(member)
    if member.role == role:
        return member
    if role != Role.OWNER:
        _refuse_last_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    _record(by, "member.role_changed", member, {"from": before, "to": str(role)}, now)
    return member


@transaction.atomic
def deactivate(*, by: Member, member: Member, now: datetime) -> Member:
    """Ends a member's access from the next request on; nothing they did is lost. They stand in for nobody any more.

    Raises LastOwnerError.
    """
    member = _locked(member)
    if not member.is_active:
        return member
    _refuse_last_owner(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    # Somebody else must stand in where they would have: the screens then say that nobody does.
    today = now.astimezone(ZoneInfo(member.agency.time_zone)).date()
    Absence.objects.filter(stand_in=member).from_day(today).update(stand_in=None)
    _record(by, "member.deactivated", member, {}, now)
    return member


@transaction.atomic
def reactivate(*, by: Member, member: Member, now: datetime) -> Member:
    """Lets a member in again, with the role and the clients they had."""
    member = _locked(member)
    if member.is_active:
        return member
    member.is_active = True
    member.save(update_fields=["is_active"])
    _record(by, "member.reactivated", member, {}, now)
    return member


def _locked(member: Member) -> Member:
    # The agency's row is locked first, by everybody, so that two owners cannot leave at once.
    Agency.objects.select_for_update().get(pk=member.agency_id)
    found = Member.objects.select_for_update(of=("self",)).select_related("user", "agency")
    return found.get(pk=member.pk)


def _refuse_last_owner(member: Member) -> None:
    if member.role != Role.OWNER or not member.is_active:
        return
    others = Member.objects.active().filter(agency_id=member.agency_id, role=Role.OWNER)
    if not others.exclude(pk=member.pk).exists():
        raise LastOwnerError(
            _("%(name)s is the only owner. Make somebody else an owner first.")
            % {"name": member.user}
        )


def _record(by: Member, verb: str, member: Member, data: dict[str, str], now: datetime) -> None:
    audit.record(actor=by, agency=member.agency, verb=verb, target=member, data=data, now=now)
