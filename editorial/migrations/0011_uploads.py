import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import people.ids
import people.tenancy


class Migration(migrations.Migration):
    """Uploads that come in parts and go on after a broken line."""

    dependencies = [
        ("clients", "0001_clients_and_channels"),
        ("people", "0001_people_and_agencies"),
        ("editorial", "0010_short_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=people.ids.uuid7, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=120)),
                ("mark", models.CharField(max_length=200)),
                ("n_bytes", models.PositiveBigIntegerField()),
                ("n_received", models.PositiveBigIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.agency",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="editorial.asset",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.member",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["member", "client"], name="upload_by_member"),
                    models.Index(fields=["expires_at"], name="upload_by_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(n_received__lte=F("n_bytes")),
                        name="upload_not_more_than_all",
                    ),
                    models.UniqueConstraint(
                        condition=Q(finished_at__isnull=True),
                        fields=("member", "client", "mark"),
                        name="upload_once_per_file",
                    ),
                ],
            },
        ),
        # What an agency owns refers only to what the same agency owns, an upload only to pictures of its client.
        people.tenancy.UniqueWithAgency("Upload"),
        people.tenancy.CompositeForeignKey("Upload", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("Upload", "member", "people.Member"),
        people.tenancy.CompositeForeignKey("Upload", "asset", "editorial.Asset", also=("client",)),
    ]
