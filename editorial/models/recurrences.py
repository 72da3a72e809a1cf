"""A recurrence: a post that repeats. Its rows say on which days; each day has a post of its own, made some weeks ahead.

The post of a day is like any other: it can be moved, changed, dropped. That there is one row for a day is what makes it once.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from clients.models import Client
from editorial.models.posts import Post, open_to
from editorial.models.walltime import WallTimeField
from editorial.recurring import Clock, Every, InGap, Pattern
from people.ids import uuid7
from people.models import Agency, Member


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    """Sets of recurrences."""

    def visible_to(self, member: Member) -> RecurrenceQuerySet:
        """Those of posts this member may see."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        return mine.filter(open_to(member))

    def going_on(self) -> RecurrenceQuerySet:
        """Those that nobody has ended."""
        return self.filter(ended_at=None)


class Recurrence(models.Model):
    """The pattern on a post: the words of `post` go out again on the days of the pattern.

    `next_on` is the first day of which no row is made yet; None when there is none left. `is_scheduled`: the posts are
    scheduled by `set_by` as far as the approval of `post` reaches, else they stay drafts. `rest_days` is how long the same
    words leave a channel alone. `begun_at` is when it was set, `set_at` when it was changed last.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="recurrences")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="recurrences")
    every = models.CharField(max_length=13, choices=Every)
    interval = models.PositiveSmallIntegerField(default=1)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, size=7)
    month_day = models.PositiveSmallIntegerField(default=1)
    nth = models.SmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    skips_holidays = models.BooleanField(default=False)
    clock = models.TimeField()
    in_gap = models.CharField(max_length=6, choices=InGap, blank=True, default=InGap.ASK)
    fold = models.PositiveSmallIntegerField(default=0)
    is_scheduled = models.BooleanField(default=True)
    rest_days = models.PositiveSmallIntegerField(default=0)
    next_on = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    begun_at = models.DateTimeField()
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Recurrence]] = RecurrenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = [
            # The clock asks which have a day to be made.
            models.Index(
                fields=["next_on"],
                condition=Q(ended_at=None, next_on__isnull=False),
                name="recurrence_to_make",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(every__in=Every.values), name="recurrence_every_known"
            ),
            models.CheckConstraint(
                condition=Q(interval__gte=1, interval__lte=12), name="recurrence_interval_1_to_12"
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="recurrence_weekdays_are_of_a_week",
            ),
            # A week without a day would never come round, and a weekday of the month is one.
            models.CheckConstraint(
                condition=Q(every="month_day")
                | Q(every="week", weekdays__len__gte=1)
                | Q(every="month_weekday", weekdays__len=1),
                name="recurrence_has_its_weekdays",
            ),
            models.CheckConstraint(
                condition=Q(month_day__gte=1, month_day__lte=31), name="recurrence_day_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(nth__in=[-1, 1, 2, 3, 4]), name="recurrence_nth_of_a_month"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="recurrence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(in_gap__in=InGap.values), name="recurrence_gap_decided"
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="recurrence_fold_is_0_or_1"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="recurrence_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)

    @property
    def pattern(self) -> Pattern:
        """Its days."""
        return Pattern(
            every=Every(self.every),
            starts_on=self.starts_on,
            interval=self.interval,
            weekdays=tuple(self.weekdays),
            month_day=self.month_day,
            nth=self.nth,
            ends_on=self.ends_on,
            skips_holidays=self.skips_holidays,
        )

    @property
    def wall_clock(self) -> Clock:
        """Its clock time, with what was decided for the days of changes of clocks."""
        return Clock(at=self.clock, in_gap=InGap(self.in_gap), fold=self.fold)


class RecurrenceDay(models.Model):
    """One day of a recurrence: the post that was made for it, or that it is left out (`skipped_at`).

    `wall_at`, `fold`, `edit_number` and `is_scheduled` are how the post was left by the machine: as long as it stands so, nobody
    has touched it. `told_at`: people know that it stayed a draft. `tried_revision` is the approved revision (id) it was last
    held against. The day of the post that repeats itself has no `wall_at`: the machine did not make it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="days")
    on = models.DateField()
    post = models.OneToOneField(
        Post, models.CASCADE, null=True, blank=True, related_name="recurrence_day"
    )
    wall_at = WallTimeField(null=True, blank=True)
    fold = models.PositiveSmallIntegerField(default=0)
    edit_number = models.PositiveIntegerField(default=1)
    is_scheduled = models.BooleanField(default=False)
    tried_revision = models.BigIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    skipped_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    skipped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("on",)
        indexes = [
            # The clock asks whether what stayed a draft has been approved meanwhile.
            models.Index(
                fields=["on"],
                condition=Q(is_scheduled=False, told_at=None, skipped_at=None),
                name="recurrence_day_to_schedule",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recurrence", "on"], name="recurrence_day_once"),
            models.CheckConstraint(
                condition=Q(skipped_at=None, skipped_by=None)
                | Q(skipped_at__isnull=False, skipped_by__isnull=False),
                name="recurrence_day_skipped_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recurrence} · {self.on}"
