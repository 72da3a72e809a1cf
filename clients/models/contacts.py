"""The client's own people."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency, Member
from people.models.users import Language


class ContactPart(models.TextChoices):
    """What a contact may do with the agency's work."""

    VIEWER = "viewer", _("Looks")
    APPROVER = "approver", _("Approves")


class Form(models.TextChoices):
    """How a contact is addressed in Italian."""

    TU = "tu", _("Informal (tu)")
    LEI = "lei", _("Formal (lei)")


class ContactQuerySet(models.QuerySet["Contact"]):
    """Sets of contacts."""

    def visible_to(self, member: Member) -> ContactQuerySet:
        """Contacts of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Contact(models.Model):
    """A person on the client's side."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    part = models.CharField(
        _("what they do"), max_length=8, choices=ContactPart, default=ContactPart.APPROVER
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ITALIAN
    )
    form = models.CharField(_("how we address them"), max_length=3, choices=Form, default=Form.LEI)
    notes = models.TextField(_("notes"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[Contact]] = ContactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = (Lower("name"), "id")
        constraints = [
            models.UniqueConstraint(
                "client",
                Lower("email"),
                condition=~models.Q(email=""),
                name="contact_email_once_per_client",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="contact_name_present"),
            models.CheckConstraint(
                condition=models.Q(part__in=ContactPart.values), name="contact_part_known"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="contact_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=Form.values), name="contact_form_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_decide(self) -> bool:
        """Whether this person's word counts as the client's."""
        return self.part == ContactPart.APPROVER

    @property
    def is_addressed_formally(self) -> bool:
        """Whether Italian mails say lei."""
        return self.form == Form.LEI


class LinkScope(models.TextChoices):
    """What a link opens."""

    PORTAL = "portal", _("Portal")


class AccessLinkQuerySet(models.QuerySet["AccessLink"]):
    """Sets of links."""

    def visible_to(self, member: Member) -> AccessLinkQuerySet:
        """Links of the contacts the member sees."""
        return self.filter(
            agency_id=member.agency_id, contact__client__in=Client.objects.visible_to(member)
        )

    def open_at(self, now: datetime) -> AccessLinkQuerySet:
        """Neither revoked nor past their time."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class AccessLink(models.Model):
    """A contact's way into the portal without a password. Only the hash of its token is kept."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(
        _("what it opens"), max_length=6, choices=LinkScope, default=LinkScope.PORTAL
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects: ClassVar[models.Manager[AccessLink]] = AccessLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link to the portal")
        verbose_name_plural = _("links to the portal")
        ordering = ("-id",)
        indexes = [models.Index(fields=["contact", "-created_at"], name="accesslink_of_contact")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern
                name="accesslink_token_hashed",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="accesslink_expires_after_it_is_made",
            ),
            models.CheckConstraint(
                condition=models.Q(scope__in=LinkScope.values), name="accesslink_scope_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact)


class AccessCodeQuerySet(models.QuerySet["AccessCode"]):
    """Sets of codes."""

    def visible_to(self, member: Member) -> AccessCodeQuerySet:
        """Nobody sees codes, whatever their role."""
        return self.none()


class AccessCode(models.Model):
    """Six digits in a mail, for a person whose link has ended: they work once, for minutes, with few tries."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    n_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[AccessCode]] = AccessCodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["contact", "-created_at"], name="accesscode_of_contact")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code_hash__regex=r"^[0-9a-f]{64}$"), name="accesscode_hashed"
            ),
        ]

    def __str__(self) -> str:
        return f"code of contact {self.contact_id}"
