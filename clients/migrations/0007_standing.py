from django.db import migrations, models
from django.db.models import F, Q, deletion

from people.tenancy import CompositeForeignKey, UniqueWithAgency

STATUS = [("prospect", "Prospect"), ("active", "Active"), ("paused", "Paused"), ("leaving", "Leaving"), ("archived", "Archived")]


class Migration(migrations.Migration):
    """The history of a client's status, what is settled when one leaves, and a yes to posts after the last day."""

    dependencies = [
        ("clients", "0006_matters"),
    ]

    operations = [
        migrations.AddField(
            model_name="client",
            name="open_until",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="posts allowed until"),
        ),
        migrations.AddConstraint(
            model_name="client",
            constraint=models.CheckConstraint(
                condition=Q(open_until=None) | Q(status="leaving", open_until__gt=F("leaving_on")),
                name="client_open_after_the_last_day",
            ),
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was", models.CharField(choices=STATUS, max_length=8, verbose_name="was")),
                ("becomes", models.CharField(choices=STATUS, max_length=8, verbose_name="became")),
                ("day_on", models.DateField(blank=True, null=True, verbose_name="day")),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("who", models.CharField(max_length=160, verbose_name="who")),
                ("at", models.DateTimeField(verbose_name="when")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member", verbose_name="who moved it")),
                ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="status_changes", to="clients.client")),
            ],
            options={
                "verbose_name": "change of status",
                "verbose_name_plural": "changes of status",
                "ordering": ("-at", "-id"),
                "indexes": [models.Index(fields=["client", "-at"], name="statuschange_of_client")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(was__in=[s for s, _label in STATUS], becomes__in=[s for s, _label in STATUS]),
                        name="statuschange_status_known",
                    ),
                    models.CheckConstraint(
                        condition=~Q(becomes="leaving") | Q(day_on__isnull=False),
                        name="statuschange_leaving_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeavingTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.SlugField(max_length=20, verbose_name="what is settled")),
                ("done_at", models.DateTimeField(verbose_name="settled")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("channel", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="leaving_ticks", to="clients.channel")),
                ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="leaving_ticks", to="clients.client")),
                ("done_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "settled line of a leaving",
                "verbose_name_plural": "settled lines of leavings",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=["client", "channel", "what"], nulls_distinct=False, name="leavingtick_once"),
                ],
            },
        ),
        UniqueWithAgency("StatusChange"),
        UniqueWithAgency("LeavingTick"),
        CompositeForeignKey("StatusChange", "client", "clients.Client"),
        CompositeForeignKey("StatusChange", "by", "people.Member"),
        CompositeForeignKey("LeavingTick", "client", "clients.Client"),
        CompositeForeignKey("LeavingTick", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey("LeavingTick", "done_by", "people.Member"),
    ]
