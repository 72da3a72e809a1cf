"""Who did what, on what, and when. A trigger lets the table only grow."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.membership import Agency, Member
from people.models.users import User


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Sets of audit entries."""

    def visible_to(self, member: Member) -> AuditEntryQuerySet:
        """Entries of the member's own agency."""
        return self.filter(agency_id=member.agency_id)


class AuditEntry(models.Model):
    """One act. Names are copied, so that it stays readable when things are gone."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", null=True, blank=True)
    actor = models.ForeignKey(Member, models.PROTECT, related_name="+", null=True, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True, blank=True)
    actor_name = models.CharField(_("who"), max_length=254)
    verb = models.CharField(_("what"), max_length=60)
    target_type = models.CharField(_("kind of thing"), max_length=60, blank=True)
    target_id = models.BigIntegerField(_("number of the thing"), null=True, blank=True)
    target_name = models.CharField(_("on what"), max_length=254, blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    at = models.DateTimeField(_("when"))

    objects: ClassVar[models.Manager[AuditEntry]] = AuditEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["agency", "-at"], name="auditentry_agency_at"),
            models.Index(
                fields=["agency", "target_type", "target_id", "-at"], name="auditentry_target"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(verb=""), name="auditentry_verb_present"),
            models.CheckConstraint(
                condition=models.Q(actor=None) | models.Q(agency__isnull=False),
                name="auditentry_actor_in_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_name}".strip()
