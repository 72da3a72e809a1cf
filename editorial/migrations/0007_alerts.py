from django.db import migrations, models
from django.db.models import Q, deletion

from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency

KINDS = [
    ("checking", "may be out or not: we are checking"),
    ("refused", "refused by the network"),
    ("reconnect", "waiting, the channel must be reconnected"),
    ("not_let_in", "waiting, the network does not let this channel publish"),
    ("too_late", "not sent in time"),
    ("decide", "we could not find out whether it is out: you decide"),
    ("not_approved", "held back, nobody has approved these words"),
    ("client_paused", "held back, the client is paused"),
    ("client_left", "held back, the client has left"),
    ("on_hold", "held back, everything is on hold"),
    ("no_such_hour", "waiting: by new rules of summer time its hour does not exist on that day, choose another"),
    ("picture", "held back, a picture could not be handed over"),
    ("not_done", "somebody could not publish it by hand: you decide"),
    ("not_by_hand", "not published by hand within four hours"),
    ("rest_checking", "is out; a later part may be out or not: we are checking"),
    ("rest_missing", "is out, but not whole: a later part is missing"),
    ("rest_decide", "is out; we could not find out whether a later part is: you decide"),
    ("out_all_the_same", "is on the channel although it had been settled otherwise: look at the channel"),
]
OF_CHANNEL = ["not_let_in", "reconnect"]


class Migration(migrations.Migration):
    """One trouble is one alert, however many posts it holds."""

    dependencies = [
        ("clients", "0001_clients"),
        ("editorial", "0006_zones_edition"),
        ("people", "0003_duty"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Alert",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("kind", models.CharField(choices=KINDS, max_length=16)),
                        ("began_at", models.DateTimeField()),
                        ("told_at", models.DateTimeField()),
                        ("n", models.PositiveIntegerField(default=0)),
                        ("n_told", models.PositiveIntegerField(default=0)),
                        ("over_at", models.DateTimeField(blank=True, null=True)),
                        ("urgent_at", models.DateTimeField(blank=True, null=True)),
                        ("rung", models.PositiveSmallIntegerField(default=0)),
                        ("climbs_at", models.DateTimeField(blank=True, null=True)),
                        ("agency", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                        ("channel", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="+", to="clients.channel")),
                        ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="clients.client")),
                    ],
                    options={
                        "ordering": ("-id",),
                        "indexes": [models.Index(condition=Q(over_at=None), fields=["climbs_at"], name="alert_open")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=Q(over_at=None),
                                fields=("client", "channel", "kind"),
                                name="alert_one_open",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name="alert_kind_known"),
                            models.CheckConstraint(
                                condition=Q(channel__isnull=False, kind__in=OF_CHANNEL)
                                | Q(channel__isnull=True) & ~Q(kind__in=OF_CHANNEL),
                                name="alert_names_its_channel",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AlertItem",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("agency", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="people.agency")),
                        ("alert", models.ForeignKey(on_delete=deletion.CASCADE, related_name="items", to="editorial.alert")),
                        ("delivery", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="editorial.delivery")),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("alert", "delivery"), name="alertitem_once")],
                    },
                ),
            ]
        ),
        UniqueWithAgency("Alert"),
        CompositeForeignKey("Alert", "client", "clients.Client"),
        CompositeForeignKey("Alert", "channel", "clients.Channel"),
        CompositeForeignKey("AlertItem", "alert", "editorial.Alert"),
        CompositeForeignKey("AlertItem", "delivery", "editorial.Delivery"),
    ]
