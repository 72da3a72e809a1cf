from django.db import migrations, models
from django.db.models import F, Q, deletion

from people.tables import CreateTables
from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """Who is on duty, when a person wants no e-mails, and whether a notice left by e-mail."""

    dependencies = [("people", "0002_skewed_clocks")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="DutyShift",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("weekday", models.PositiveSmallIntegerField(choices=[(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday")], verbose_name="day")),
                        ("starts", models.TimeField(verbose_name="from")),
                        ("ends", models.TimeField(verbose_name="until")),
                        ("agency", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                        ("member", models.ForeignKey(on_delete=deletion.CASCADE, related_name="duty_shifts", to="people.member")),
                    ],
                    options={
                        "verbose_name": "shift",
                        "verbose_name_plural": "shifts",
                        "ordering": ("weekday", "starts", "id"),
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "member", "weekday", "starts"), name="dutyshift_once"),
                            models.CheckConstraint(condition=Q(weekday__in=[0, 1, 2, 3, 4, 5, 6]), name="dutyshift_weekday_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DutyCover",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("on", models.DateField(verbose_name="day")),
                        ("agency", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                        ("instead_of", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.member")),
                        ("member", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "replacement",
                        "verbose_name_plural": "replacements",
                        "ordering": ("on", "id"),
                        "constraints": [
                            models.UniqueConstraint(fields=("agency", "on", "instead_of"), name="dutycover_once"),
                            models.CheckConstraint(condition=~Q(member=F("instead_of")), name="dutycover_by_another"),
                        ],
                    },
                ),
            ]
        ),
        CompositeForeignKey("DutyShift", "member", "people.Member"),
        CompositeForeignKey("DutyCover", "member", "people.Member"),
        CompositeForeignKey("DutyCover", "instead_of", "people.Member"),
        migrations.AddField("notice", "mailed_at", models.DateTimeField(blank=True, null=True, verbose_name="sent by e-mail")),
        migrations.AddField("user", "quiet_from", models.TimeField(blank=True, null=True, verbose_name="no e-mails from")),
        migrations.AddField("user", "quiet_until", models.TimeField(blank=True, null=True, verbose_name="until")),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="user_quiet_hours_whole",
            ),
        ),
    ]
