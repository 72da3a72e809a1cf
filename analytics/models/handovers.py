"""What a client takes along when it leaves: one document and one archive of files, made by a worker and kept."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.models.reports import PdfState
from clients.models import Client
from people.ids import uuid7
from people.models import Agency, Member

LEASE = timedelta(minutes=5)
TRIES = 3


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Sets of handover files."""

    def visible_to(self, member: Member) -> HandoverQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Handover(models.Model):
    """One handover file. The row is also the worker's queue: `state`, with a lease for whoever makes it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="handovers")
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    state = models.CharField(
        _("state"), max_length=8, choices=PdfState, default=PdfState.WANTED, editable=False
    )
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    n_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    pdf_name = models.CharField(max_length=200, blank=True, editable=False)
    zip_name = models.CharField(max_length=200, blank=True, editable=False)
    n_pdf_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    n_zip_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(_("made"), null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Handover]] = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover file")
        verbose_name_plural = _("handover files")
        ordering = ("-asked_at", "-id")
        indexes = [
            models.Index(fields=["client", "-asked_at"], name="handover_of_client"),
            models.Index(fields=["id"], condition=Q(state="wanted"), name="handover_wanted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PdfState.values), name="handover_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="made")
                | (~Q(pdf_name="") & ~Q(zip_name="") & Q(made_at__isnull=False)),
                name="handover_made_is_somewhere",
            ),
            models.UniqueConstraint(
                fields=["client"], condition=Q(state="wanted"), name="handover_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"
