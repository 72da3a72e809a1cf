"""The account of a period, as it goes with the invoice: frozen when it is issued, and its days closed with it."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.models import ClosedPeriod
from people.ids import uuid7
from people.models import Agency, Member


class StatementQuerySet(models.QuerySet["Statement"]):
    """Sets of statements."""

    def visible_to(self, member: Member) -> StatementQuerySet:
        """Of the clients the member sees; whoever shows them asks for MANAGE_MONEY too."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Statement(models.Model):
    """What was done and what it comes to, from `first_on` to `last_on`; `figures` never change.

    A mistake is put right in the next period. The row is also the printer's queue: until `pdf_name` is there the PDF is
    wanted, with a lease for whoever prints and at most three tries.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="statements")
    closed_period = models.OneToOneField(ClosedPeriod, models.PROTECT, related_name="+")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    language = models.CharField(_("language"), max_length=2)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    figures = models.JSONField(_("figures"), encoder=DjangoJSONEncoder, editable=False)
    issued_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued"))
    pdf_name = models.CharField(max_length=200, blank=True, editable=False)
    pdf_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    n_pdf_failures = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[models.Manager[Statement]] = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ("-first_on", "-id")
        indexes = [
            models.Index(fields=["client", "-first_on"], name="statement_of_client"),
            models.Index(fields=["id"], condition=Q(pdf_name=""), name="statement_pdf_wanted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="statement_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"
