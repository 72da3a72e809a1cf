from django.db import migrations, models
from django.db.models import Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency

STATES = [("wanted", "Being made"), ("made", "Ready"), ("failed", "Could not be made")]


class Migration(migrations.Migration):
    """What a client takes along when it leaves."""

    dependencies = [
        ("analytics", "0001_analytics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("state", models.CharField(choices=STATES, default="wanted", editable=False, max_length=8, verbose_name="state")),
                ("lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("n_failures", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("pdf_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("zip_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("n_pdf_bytes", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("n_zip_bytes", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("made_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="made")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("asked_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="handovers", to="clients.client")),
            ],
            options={
                "verbose_name": "handover file",
                "verbose_name_plural": "handover files",
                "ordering": ("-asked_at", "-id"),
                "indexes": [
                    models.Index(fields=["client", "-asked_at"], name="handover_of_client"),
                    models.Index(condition=Q(state="wanted"), fields=["id"], name="handover_wanted"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(state__in=["wanted", "made", "failed"]), name="handover_state_known"),
                    models.CheckConstraint(
                        condition=~Q(state="made") | (~Q(pdf_name="") & ~Q(zip_name="") & Q(made_at__isnull=False)),
                        name="handover_made_is_somewhere",
                    ),
                    models.UniqueConstraint(condition=Q(state="wanted"), fields=["client"], name="handover_one_at_a_time"),
                ],
            },
        ),
        UniqueWithAgency("Handover"),
        CompositeForeignKey("Handover", "client", "clients.Client"),
        CompositeForeignKey("Handover", "asked_by", "people.Member"),
    ]
