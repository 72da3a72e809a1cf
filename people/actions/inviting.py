"""Asking somebody to join an agency, and joining."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from people import audit, mail
from people.models import Agency, Invitation, Member, User
from people.queries.team import is_open, token_hash
from people.roles import Role

LIFE = timedelta(days=7)


class InvitingError(Exception):
    """An invitation that makes no sense; the text is for the person who tried."""


class InvitationEndedError(Exception):
    """The link was used, revoked or has expired."""


@transaction.atomic
def invite(*, by: Member, email: str, role: Role, now: datetime) -> Invitation:
    """Asks somebody to join ``by``'s agency and writes the mail; the link lives seven days.

    An earlier invitation to the same address is revoked. Refuses (InvitingError) the address of
    somebody who works here already.
    """
    email = email.strip().lower()
    Agency.objects.select_for_update().get(pk=by.agency_id)
    if Member.objects.active().filter(agency=by.agency, user__email=email).exists():
        raise InvitingError(_("%(email)s is in the team already.") % {"email": email})
    waiting = Invitation.objects.visible_to(by).waiting().filter(email=email)
    waiting.update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        agency=by.agency,
        email=email,
        role=role,
        token_hash=token_hash(token),
        invited_by=by,
        created_at=now,
        expires_at=now + LIFE,
    )
    _write_mail(invitation, token, now)
    audit.record(
        actor=by,
        agency=by.agency,
        verb="invitation.sent",
        target=invitation,
        data={"role": str(role)},
        now=now,
    )
    return invitation


@transaction.atomic
def resend(
    *, by: Member | User, invitation: Invitation, now: datetime, reason: str = ""
) -> Invitation:
    """Sends a fresh link and starts its seven days again; the previous link ends. Support says a ``reason``.

    Refuses (InvitingError) an invitation that was accepted or revoked.
    """
    invitation = _locked(invitation)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitingError(_("This invitation was already accepted or revoked."))
    token = secrets.token_urlsafe(32)
    invitation.token_hash = token_hash(token)
    invitation.expires_at = now + LIFE
    invitation.n_sent += 1
    invitation.save(update_fields=["token_hash", "expires_at", "n_sent"])
    _write_mail(invitation, token, now)
    audit.record(
        actor=by,
        agency=invitation.agency,
        verb="invitation.sent_again",
        target=invitation,
        data={"reason": reason} if reason else None,
        now=now,
    )
    return invitation


@transaction.atomic
def revoke(*, by: Member, invitation: Invitation, now: datetime) -> None:
    """Ends the link of a waiting invitation; doing it twice is harmless."""
    invitation = _locked(invitation)
    if invitation.accepted_at or invitation.revoked_at:
        return
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])
    audit.record(
        actor=by, agency=invitation.agency, verb="invitation.revoked", target=invitation, now=now
    )


@transaction.atomic
def accept_as(*, token: str, user: User, now: datetime) -> Member:
    """Joins the agency as somebody who has an account, with the invited address.

    Raises InvitationEndedError for a link that ended, InvitingError for another's invitation.
    """
    invitation = _open_invitation(token, now)
    if user.email != invitation.email:
        raise InvitingError(_("This invitation is for another address."))
    return _join(invitation, user, now)


@transaction.atomic
def accept_new(*, token: str, name: str, password: str, language: str, now: datetime) -> Member:
    """Makes the account of a new person and joins the agency.

    The link proved the address, so it counts as verified. Raises InvitationEndedError, or
    InvitingError when the address has an account already: then signing in is the way.
    """
    invitation = _open_invitation(token, now)
    if User.objects.filter(email=invitation.email).exists():
        raise InvitingError(_("You already have an account. Sign in to accept."))
    user = User.objects.create_user(invitation.email, password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return _join(invitation, user, now)


def _locked(invitation: Invitation) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("agency")
    return found.get(pk=invitation.pk)


def _open_invitation(token: str, now: datetime) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if invitation is None or not is_open(invitation=invitation, now=now):
        raise InvitationEndedError
    return invitation


def _join(invitation: Invitation, user: User, now: datetime) -> Member:
    member, is_new = Member.objects.select_for_update(of=("self",)).get_or_create(
        agency=invitation.agency,
        user=user,
        defaults={"role": invitation.role, "joined_at": now},
    )
    if not is_new and not member.is_active:
        member.role, member.is_active = invitation.role, True
        member.save(update_fields=["role", "is_active"])
    invitation.accepted_at = now
    invitation.accepted_by = member
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(
        actor=member,
        agency=invitation.agency,
        verb="invitation.accepted",
        target=member,
        data={"role": member.role},
        now=now,
    )
    return member


def _write_mail(invitation: Invitation, token: str, now: datetime) -> None:
    reader = User.objects.filter(email=invitation.email).only("language").first()
    mail.write(
        to=invitation.email,
        template="invitation",
        language=reader.language if reader else invitation.agency.language,
        context={
            "agency": invitation.agency.name,
            "inviter": str(invitation.invited_by.user),
            "role": invitation.role,
            "link": settings.PUBLIC_ORIGIN + reverse("people:join", args=[token]),
            "n_days": LIFE.days,
        },
        agency=invitation.agency,
        now=now,
    )
