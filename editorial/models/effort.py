"""Hours: what people confirmed, the timer that runs, and the periods whose account is closed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client, WorkPackage
from clients.work import Activity
from editorial.models.posts import Post
from people.ids import uuid7
from people.models import Agency, Member


class Origin(models.TextChoices):
    """How a line of hours came about."""

    PROPOSED = "proposed", _("proposed from what was done here")
    TIMER = "timer", _("timer")
    GRID = "grid", _("written down")


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    """Sets of hours."""

    def of(self, member: Member) -> TimeEntryQuerySet:
        """One's own."""
        return self.filter(agency_id=member.agency_id, member_id=member.pk)

    def counted(self) -> TimeEntryQuerySet:
        """Without the proposals that somebody left out."""
        return self.filter(minutes__gt=0)


class TimeEntry(models.Model):
    """Minutes of a person for a client on a day, confirmed by that person.

    A line that was proposed remembers which acts it is about (`from_at` to `until_at`), so that they are not proposed
    again; with 0 minutes it was left out. A trigger refuses more than 24 hours a day, days that are still to come,
    and any change inside a closed period.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    activity = models.CharField(_("activity"), max_length=10, choices=Activity)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    work_package = models.ForeignKey(
        WorkPackage, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.GRID)
    from_at = models.DateTimeField(_("first act"), null=True, blank=True)
    until_at = models.DateTimeField(_("last act"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"))

    objects: ClassVar[TimeEntryQuerySet] = TimeEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("line of hours")
        verbose_name_plural = _("hours")
        ordering = ("-on", "-id")
        indexes = [
            models.Index(fields=["client", "on"], include=["minutes"], name="timeentry_of_client"),
            models.Index(fields=["member", "on"], name="timeentry_of_member"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__lte=24 * 60), name="timeentry_fits_into_a_day"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) | Q(origin="proposed"), name="timeentry_has_minutes"
            ),
            models.CheckConstraint(
                condition=Q(activity__in=Activity.values), name="timeentry_activity_known"
            ),
            models.CheckConstraint(
                condition=Q(origin__in=Origin.values), name="timeentry_origin_known"
            ),
            models.CheckConstraint(
                condition=Q(from_at=None, until_at=None) | Q(until_at__gte=F("from_at")),
                name="timeentry_acts_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.minutes} min"


class Timer(models.Model):
    """The clock that runs for a person; there is never a second one."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    member = models.OneToOneField(Member, models.CASCADE, related_name="+")
    activity = models.CharField(max_length=10, choices=Activity, default=Activity.OTHER)
    started_at = models.DateTimeField()

    class Meta:
        verbose_name = _("running timer")
        verbose_name_plural = _("running timers")
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__in=Activity.values), name="timer_activity_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} since {self.started_at}"


class ClosedPeriod(models.Model):
    """Days of a client whose statement is issued: hours, costs and boosts inside them no longer change."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="closed_periods")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    closed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed"))

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ("-first_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="closedperiod_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"
