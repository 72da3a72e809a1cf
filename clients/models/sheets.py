"""What the agency knows of each network: how it behaves now, in its own words, who looked and when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models import Agency, Member

# Networks change their ways: what nobody looked at for so long is told as old.
STALE_AFTER = timedelta(days=90)


class NetworkSheetQuerySet(models.QuerySet["NetworkSheet"]):
    """Sets of sheets."""

    def visible_to(self, member: Member) -> NetworkSheetQuerySet:
        """Sheets of the member's own agency."""
        return self.filter(agency_id=member.agency_id)

    def newest(self) -> NetworkSheetQuerySet:
        """The one that counts of each network."""
        return self.order_by("network", "-checked_at", "-id").distinct("network")


class NetworkSheet(models.Model):
    """One look at a network. Looking again makes another row, so what was thought before stays."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    network = models.SlugField(_("network"), max_length=30)
    text = models.TextField(_("how it behaves"), max_length=4000)
    checked_at = models.DateTimeField(_("looked at"))
    checked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[NetworkSheetQuerySet] = NetworkSheetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("sheet of a network")
        verbose_name_plural = _("sheets of networks")
        ordering = ("network", "-checked_at", "-id")
        indexes = [
            models.Index(fields=["agency", "network", "-checked_at"], name="networksheet_newest")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(network=""), name="networksheet_names_a_network"),
            models.CheckConstraint(condition=~Q(text=""), name="networksheet_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.checked_at:%Y-%m-%d}"

    def is_stale(self, now: datetime) -> bool:
        """Whether nobody looked for ninety days."""
        return self.checked_at < now - STALE_AFTER
