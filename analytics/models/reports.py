"""A month as the client reads it: figures frozen when it is made, words kept open until it is sent."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from people.ids import uuid7
from people.models import Agency, Member
from people.models.users import Language


class PdfState(models.TextChoices):
    """Where the printed report is: waiting for a printer, there, or given up: after three tries, or by who stopped it."""

    WANTED = "wanted", _("Being made")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Could not be made")


class ReportQuerySet(models.QuerySet["Report"]):
    """Sets of reports."""

    def visible_to(self, member: Member) -> ReportQuerySet:
        """Reports of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Report(models.Model):
    """A client's month. The first link sends it: from then on its words are as fixed as its figures.

    The row is also the printer's queue: `pdf_state`, with a lease for whoever prints. `pdf_edition` is raised
    with every change of the words, so that a print of older words is never taken for this one.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="reports")
    month_on = models.DateField(_("month"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    time_zone = models.CharField(_("time zone"), max_length=64)
    in_brief = models.TextField(_("In brief"), max_length=2000, blank=True)
    next_steps = models.TextField(_("What we will do"), max_length=2000, blank=True)
    needs = models.TextField(_("What we need from you"), max_length=2000, blank=True)
    figures = models.JSONField(_("figures"), encoder=DjangoJSONEncoder, editable=False)
    collected_at = models.DateTimeField(_("figures of"))
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    pdf_state = models.CharField(
        _("PDF"), max_length=8, choices=PdfState, default=PdfState.WANTED, editable=False
    )
    pdf_edition = models.PositiveIntegerField(default=1, editable=False)
    pdf_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    n_pdf_failures = models.PositiveIntegerField(default=0, editable=False)
    pdf_name = models.CharField(max_length=200, blank=True, editable=False)
    n_pdf_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    pdf_made_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager[Report]] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-month_on", "-id")
        indexes = [
            models.Index(fields=["client", "-month_on"], name="report_of_client"),
            models.Index(fields=["id"], condition=Q(pdf_state="wanted"), name="report_pdf_wanted"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(pdf_state__in=PdfState.values), name="report_pdf_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(pdf_state="made")
                | (~Q(pdf_name="") & Q(n_pdf_bytes__isnull=False) & Q(pdf_made_at__isnull=False)),
                name="report_pdf_made_is_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="report_language_known"
            ),
            models.CheckConstraint(
                condition=Q(month_on__day=1), name="report_month_begins_on_the_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m}"

    @property
    def is_print_stopped(self) -> bool:
        """Whether a person gave its print up, and not the printer."""
        return self.pdf_state == PdfState.FAILED and not self.n_pdf_failures


class ReportLinkQuerySet(models.QuerySet["ReportLink"]):
    """Sets of links."""

    def visible_to(self, member: Member) -> ReportLinkQuerySet:
        """Links to the reports the member sees."""
        return self.filter(
            agency_id=member.agency_id,
            report__client__in=Client.objects.visible_to(member),
        )

    def open_at(self, now: datetime) -> ReportLinkQuerySet:
        """Neither revoked nor past their time."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class ReportLink(models.Model):
    """A way to read one report without signing in. Only the hash of the address is kept."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("for whom"), max_length=80)
    # The address it was sent to, where it went by e-mail.
    mailed_to = models.EmailField(_("sent to"), max_length=254, blank=True)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    n_views = models.PositiveIntegerField(_("times opened"), default=0)
    last_seen_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects: ClassVar[models.Manager[ReportLink]] = ReportLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a report")
        verbose_name_plural = _("links to reports")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern
                name="reportlink_token_hashed",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")),
                name="reportlink_expires_after_it_is_made",
            ),
        ]

    def __str__(self) -> str:
        return self.label
