from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q, deletion

import editorial.models.walltime
import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """A post repeats on the days of a pattern; each day has one row, and a post of its own."""

    dependencies = [
        ("editorial", "0007_reading_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("every", models.CharField(choices=[("week", "Every week, on chosen days"), ("month_day", "Every month, on a date"), ("month_weekday", "Every month, on a weekday")], max_length=13)),
                ("interval", models.PositiveSmallIntegerField(default=1)),
                ("weekdays", ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=7)),
                ("month_day", models.PositiveSmallIntegerField(default=1)),
                ("nth", models.SmallIntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("skips_holidays", models.BooleanField(default=False)),
                ("clock", models.TimeField()),
                ("in_gap", models.CharField(blank=True, choices=[("", "Leave it as a draft, and ask"), ("before", "The last minute before"), ("after", "The first minute after")], default="", max_length=6)),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("is_scheduled", models.BooleanField(default=True)),
                ("rest_days", models.PositiveSmallIntegerField(default=0)),
                ("next_on", models.DateField(blank=True, null=True)),
                ("set_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="recurrences", to="clients.client")),
                ("ended_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                ("post", models.ForeignKey(on_delete=deletion.PROTECT, related_name="recurrences", to="editorial.post")),
                ("set_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(condition=Q(ended_at=None, next_on__isnull=False), fields=["next_on"], name="recurrence_to_make"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(every__in=["week", "month_day", "month_weekday"]), name="recurrence_every_known"),
                    models.CheckConstraint(condition=Q(interval__gte=1, interval__lte=12), name="recurrence_interval_1_to_12"),
                    models.CheckConstraint(condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]), name="recurrence_weekdays_are_of_a_week"),
                    models.CheckConstraint(
                        condition=Q(every="month_day") | Q(every="week", weekdays__len__gte=1) | Q(every="month_weekday", weekdays__len=1),
                        name="recurrence_has_its_weekdays",
                    ),
                    models.CheckConstraint(condition=Q(month_day__gte=1, month_day__lte=31), name="recurrence_day_of_a_month"),
                    models.CheckConstraint(condition=Q(nth__in=[-1, 1, 2, 3, 4]), name="recurrence_nth_of_a_month"),
                    models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="recurrence_ends_after_it_starts"),
                    models.CheckConstraint(condition=Q(in_gap__in=["", "before", "after"]), name="recurrence_gap_decided"),
                    models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="recurrence_fold_is_0_or_1"),
                    models.CheckConstraint(
                        condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                        name="recurrence_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecurrenceDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("wall_at", editorial.models.walltime.WallTimeField(blank=True, null=True)),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("edit_number", models.PositiveIntegerField(default=1)),
                ("is_scheduled", models.BooleanField(default=False)),
                ("tried_revision", models.BigIntegerField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("skipped_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("post", models.OneToOneField(blank=True, null=True, on_delete=deletion.CASCADE, related_name="recurrence_day", to="editorial.post")),
                ("recurrence", models.ForeignKey(on_delete=deletion.CASCADE, related_name="days", to="editorial.recurrence")),
                ("skipped_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "ordering": ("on",),
                "indexes": [
                    models.Index(condition=Q(is_scheduled=False, told_at=None, skipped_at=None), fields=["on"], name="recurrence_day_to_schedule"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("recurrence", "on"), name="recurrence_day_once"),
                    models.CheckConstraint(
                        condition=Q(skipped_at=None, skipped_by=None) | Q(skipped_at__isnull=False, skipped_by__isnull=False),
                        name="recurrence_day_skipped_by_somebody",
                    ),
                ],
            },
        ),
        UniqueWithAgency("Recurrence"),
        UniqueWithAgency("Recurrence", also=("client",)),
        CompositeForeignKey("Recurrence", "client", "clients.Client"),
        CompositeForeignKey("Recurrence", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("Recurrence", "set_by", "people.Member"),
        CompositeForeignKey("Recurrence", "ended_by", "people.Member"),
        CompositeForeignKey("RecurrenceDay", "recurrence", "editorial.Recurrence", also=("client",)),
        CompositeForeignKey("RecurrenceDay", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("RecurrenceDay", "skipped_by", "people.Member"),
    ]
