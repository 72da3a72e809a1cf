from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import migrations, models
from django.db.models import F, Func, Q, Value, deletion

import people.ids
from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """Days on which somebody is away, and whether a person's Today shows only what is theirs."""

    dependencies = [("people", "0001_agencies")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="sees_own_only",
            field=models.BooleanField(db_default=False, default=False, verbose_name="Today shows only what is mine"),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("first_on", models.DateField(verbose_name="first day away")),
                ("last_on", models.DateField(verbose_name="last day away")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("said_at", models.DateTimeField(editable=False)),
                ("agency", models.ForeignKey(editable=False, on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                ("member", models.ForeignKey(on_delete=deletion.CASCADE, related_name="absences", to="people.member")),
                ("said_by", models.ForeignKey(editable=False, on_delete=deletion.CASCADE, related_name="+", to="people.member")),
                ("stand_in", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "ordering": ("first_on", "id"),
                "indexes": [models.Index(fields=["agency", "last_on"], name="absence_of_agency")],
                "constraints": [
                    models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins"),
                    models.CheckConstraint(condition=Q(stand_in=None) | ~Q(stand_in=F("member")), name="absence_covered_by_another"),
                    ExclusionConstraint(
                        name="absence_once_a_day",
                        expressions=[
                            (Func("member", "member", Value("[]"), function="int8range"), "&&"),
                            (Func("first_on", "last_on", Value("[]"), function="daterange"), "&&"),
                        ],
                    ),
                ],
            },
        ),
        CompositeForeignKey("Absence", "member", "people.Member"),
        CompositeForeignKey("Absence", "stand_in", "people.Member"),
        CompositeForeignKey("Absence", "said_by", "people.Member"),
    ]
