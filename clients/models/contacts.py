"""The client's own people."""

from __future__ import annotations

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
