"""The agency (the tenant), who belongs to it and who was asked to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from people.ids import uuid7
from people.models.users import Language, User, validate_zone
from people.roles import Role


class Agency(models.Model):
    """An agency: everything else belongs to exactly one."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Rome", validators=[validate_zone]
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ITALIAN
    )
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)
    # Said at birth and never later (a trigger keeps that): such an agency may be removed with all it holds.
    is_demo = models.BooleanField(_("for show"), default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="agency_name_present"),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="agency_language_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    """Sets of members."""

    def active(self) -> MemberQuerySet:
        """Members who work here now and may sign in."""
        return self.filter(is_active=True, user__is_active=True)

    def visible_to(self, member: Member) -> MemberQuerySet:
        """Colleagues: everybody of the member's own agency."""
        return self.filter(agency_id=member.agency_id)


class Member(models.Model):
    """A person in an agency, with the role they have agency-wide."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=9, choices=Role)
    is_active = models.BooleanField(_("works here"), default=True)
    joined_at = models.DateTimeField(_("joined"), db_default=Now(), editable=False)
    # What the person chose last; the address of Today says it too.
    sees_own_only = models.BooleanField(
        _("Today shows only what is mine"), default=False, db_default=False
    )

    objects: ClassVar[models.Manager[Member]] = MemberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint("agency", "user", name="member_once_per_agency"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def time_zone(self) -> str:
        """The zone in which the person reads times: the one they chose, else the agency's."""
        return self.user.time_zone or self.agency.time_zone


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Sets of invitations."""

    def visible_to(self, member: Member) -> InvitationQuerySet:
        """Invitations of the member's own agency."""
        return self.filter(agency_id=member.agency_id)

    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; perhaps expired."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """A person asked to join by a link. Only the hash of the link's token is kept."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("role"), max_length=9, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    n_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    invited_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(Member, models.PROTECT, related_name="+", null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects: ClassVar[models.Manager[Invitation]] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "agency",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_waiting_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.email
