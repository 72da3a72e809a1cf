"""Days on which somebody is away, and who stands in for them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from people.ids import uuid7
from people.models.membership import Agency, Member


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Sets of absences."""

    def visible_to(self, member: Member) -> AbsenceQuerySet:
        """Absences of colleagues in the member's own agency who work here."""
        return self.filter(agency_id=member.agency_id, member__is_active=True)

    def from_day(self, day: date) -> AbsenceQuerySet:
        """Those that are not over on that day, the first to begin first."""
        return self.filter(last_on__gte=day).order_by("first_on", "id")


class Absence(models.Model):
    """From `first_on` to `last_on`, both days counted, by the agency's calendar. `stand_in` is nobody where nobody was named.

    Of one person no two absences share a day: the database refuses that.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    first_on = models.DateField(_("first day away"))
    last_on = models.DateField(_("last day away"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    said_by = models.ForeignKey(Member, models.CASCADE, related_name="+", editable=False)
    said_at = models.DateTimeField(editable=False)

    objects: ClassVar[models.Manager[Absence]] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ("first_on", "id")
        indexes = [models.Index(fields=["agency", "last_on"], name="absence_of_agency")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("member")),
                name="absence_covered_by_another",
            ),
            # A range of one number stands for the person: ranges need no extension of the database.
            ExclusionConstraint(
                name="absence_once_a_day",
                expressions=[
                    (Func("member", "member", Value("[]"), function="int8range"), "&&"),
                    (Func("first_on", "last_on", Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.first_on}–{self.last_on}"

    def has_begun(self, today: date) -> bool:
        """Whether the person is away on that day, which is not after the last one."""
        return self.first_on <= today
