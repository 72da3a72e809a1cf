"""Machines whose clock differs from the database's: of the installation, of no agency."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _


class SkewedClockQuerySet(models.QuerySet["SkewedClock"]):
    """Sets of such machines."""

    def since(self, moment: datetime) -> SkewedClockQuerySet:
        """Those that were seen to differ since then."""
        return self.filter(seen_at__gt=moment)


class SkewedClock(models.Model):
    """A machine that works here and its clock, as last seen. `ahead_s` is negative where it is behind."""

    machine = models.CharField(_("machine"), max_length=120, unique=True)
    ahead_s = models.FloatField(_("seconds ahead of the database"))
    seen_at = models.DateTimeField(_("when"))

    objects = SkewedClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock that differs")
        verbose_name_plural = _("clocks that differ")

    def __str__(self) -> str:
        return self.machine
