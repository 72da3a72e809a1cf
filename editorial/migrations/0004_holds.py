from django.db import migrations, models
from django.db.models import Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """Everything of a client, or of all clients, can be stopped at once."""

    dependencies = [
        ("editorial", "0003_made_outside"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("why", models.CharField(blank=True, max_length=300)),
                ("placed_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("lifted_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                ("placed_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "ordering": ("-placed_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(lifted_at=None), fields=("agency", "client"), name="hold_one_open", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                        name="hold_lifted_by_somebody",
                    ),
                ],
            },
        ),
        CompositeForeignKey("Hold", "client", "clients.Client"),
        CompositeForeignKey("Hold", "placed_by", "people.Member"),
        CompositeForeignKey("Hold", "lifted_by", "people.Member"),
    ]
