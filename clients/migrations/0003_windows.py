from django.db import migrations, models
from django.db.models import F, Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """Days in which a public figure or body may say less than usual."""

    dependencies = [("clients", "0002_goals_behind_on_agendas"), ("people", "0001_agencies")]

    operations = [
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("rule", models.CharField(help_text="As who writes should read it: no balances, no promises, no portraits.", max_length=300, verbose_name="what holds in these days")),
                ("agency", models.ForeignKey(editable=False, on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(editable=False, on_delete=deletion.CASCADE, related_name="windows", to="clients.client")),
            ],
            options={
                "verbose_name": "window",
                "verbose_name_plural": "windows",
                "ordering": ("starts_on", "id"),
                "indexes": [models.Index(fields=["client", "ends_on"], name="window_of_client")],
                "constraints": [
                    models.UniqueConstraint("client", "name", "starts_on", name="window_once"),
                    models.CheckConstraint(condition=~Q(name="") & ~Q(rule=""), name="window_says_what_holds"),
                    models.CheckConstraint(
                        condition=Q(ends_on__gte=F("starts_on")),
                        name="window_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                ],
            },
        ),
        CompositeForeignKey("Window", "client", "clients.Client"),
    ]
