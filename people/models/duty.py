"""Who is on duty: by weekday and hours of the agency's clock, with replacements for a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.membership import Agency, Member


class Weekday(models.IntegerChoices):
    """As Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DutyShiftQuerySet(models.QuerySet["DutyShift"]):
    """Sets of shifts."""

    def visible_to(self, member: Member) -> DutyShiftQuerySet:
        """Shifts of the member's own agency."""
        return self.filter(agency_id=member.agency_id)


class DutyShift(models.Model):
    """Each week, from `starts` on this weekday to `ends`: on the day after where that is not later than `starts`."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="duty_shifts")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    objects: ClassVar[models.Manager[DutyShift]] = DutyShiftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ("weekday", "starts", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "member", "weekday", "starts"], name="dutyshift_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__in=Weekday.values), name="dutyshift_weekday_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.get_weekday_display()} {self.starts:%H:%M}-{self.ends:%H:%M}"

    @property
    def ends_next_day(self) -> bool:
        """Whether it goes on past midnight."""
        return self.ends <= self.starts


class DutyCoverQuerySet(models.QuerySet["DutyCover"]):
    """Sets of replacements."""

    def visible_to(self, member: Member) -> DutyCoverQuerySet:
        """Replacements of the member's own agency."""
        return self.filter(agency_id=member.agency_id)


class DutyCover(models.Model):
    """On one day `member` takes the shifts of `instead_of` that begin on it."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    on = models.DateField(_("day"))
    instead_of = models.ForeignKey(Member, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager[DutyCover]] = DutyCoverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(fields=["agency", "on", "instead_of"], name="dutycover_once"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("instead_of")), name="dutycover_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.member}"
