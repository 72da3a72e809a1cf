"""What a client's own counters say: figures that people or their machines declare, kept apart from what networks measure."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client, FigureSource
from clients.models.goals import DIGITS, PLACES
from editorial.models import Asset
from people.models import Agency, Member


class Way(models.TextChoices):
    """How a figure came in."""

    HAND = "hand", _("written by hand")
    FILE = "file", _("from a file")
    MACHINE = "machine", _("sent by a program")
    CLIENT = "client", _("written by the client")


class ExternalFigureQuerySet(models.QuerySet["ExternalFigure"]):
    """Sets of external figures."""

    def visible_to(self, member: Member) -> ExternalFigureQuerySet:
        """Figures of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def counting(self) -> ExternalFigureQuerySet:
        """Of each period the last value that was declared, unless it was taken back."""
        last = self.order_by("source_id", "to_on", "from_on", "-id").distinct(
            "source_id", "to_on", "from_on"
        )
        return self.model.objects.filter(pk__in=last.values("pk"), value__isnull=False).order_by(
            "to_on", "from_on"
        )


class ExternalFigure(models.Model):
    """A value of a period, both days included; of a level, both are the day it was read.

    Rows are only added: a correction is a later row of the same period, and an empty value takes the period back.
    `author` is who of us brought it in, None for a program and for the client's own person; `said_by` is whose word it is,
    by name, where that is somebody else; `note` says where it was read.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(FigureSource, models.PROTECT, related_name="figures", db_index=False)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    value = models.DecimalField(
        _("value"), max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True
    )
    way = models.CharField(_("how it came in"), max_length=7, choices=Way)
    author = models.ForeignKey(
        Member,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("brought in by"),
    )
    proof_link = models.URLField(_("proof"), max_length=500, blank=True)
    proof_file = models.ForeignKey(
        Asset, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("proof")
    )
    said_by = models.CharField(_("said by"), max_length=120, blank=True, default="")
    note = models.CharField(_("where it was read"), max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField(_("written down"))

    objects: ClassVar[ExternalFigureQuerySet] = ExternalFigureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("external figure")
        verbose_name_plural = _("external figures")
        ordering = ("-to_on", "-id")
        indexes = [
            models.Index(
                fields=["source", "to_on", "from_on", "-id"], name="externalfigure_latest"
            ),
            models.Index(
                fields=["source", "to_on", "from_on"],
                condition=Q(value=None),
                name="externalfigure_taken_back",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")), name="externalfigure_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(way__in=Way.values), name="externalfigure_way_known"
            ),
            models.CheckConstraint(
                condition=Q(way="machine", author=None)
                | Q(way="client", author=None) & ~Q(said_by="")
                | (~Q(way__in=["machine", "client"]) & Q(author__isnull=False)),
                name="externalfigure_by_somebody_or_a_program",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.to_on}: {self.value}"
