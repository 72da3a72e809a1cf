"""Within how many hours a client's people are answered, and when somebody is there to do it."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from community.promises import LONGEST_H, OpenHours
from people.models import Agency, Member

WORKING_DAYS = (1, 2, 3, 4, 5)


def working_days() -> list[int]:
    """Monday to Friday."""
    return list(WORKING_DAYS)


class ReplyPromise(models.Model):
    """What the client promises whoever writes. Without a row nothing is promised, and nothing is ever late."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="reply_promise")
    within_h = models.PositiveSmallIntegerField(_("hours"))
    days = ArrayField(models.PositiveSmallIntegerField(), default=working_days)
    opens = models.TimeField(_("from"), default=time(9))
    closes = models.TimeField(_("to"), default=time(18))
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("promise to answer")
        verbose_name_plural = _("promises to answer")
        constraints = [
            models.CheckConstraint(
                condition=Q(within_h__gte=1, within_h__lte=LONGEST_H), name="replypromise_hours"
            ),
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")), name="replypromise_opens_before_it_closes"
            ),
            models.CheckConstraint(
                condition=Q(days__len__gte=1) & Q(days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="replypromise_days_of_the_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}: {self.within_h} h"

    @property
    def hours(self) -> OpenHours:
        """When somebody is there. Takes the client along."""
        return OpenHours(frozenset(self.days), self.opens, self.closes, self.client.time_zone)
