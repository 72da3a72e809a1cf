from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A look at a public account may be the program's: what its network is asked with, whether it is under way, and what was read."""

    dependencies = [("clients", "0008_signed_offers")]

    operations = [
        migrations.AddField("sighting", "host", models.CharField(blank=True, db_default="", default="", editable=False, max_length=300)),
        migrations.AddField("sighting", "name", models.CharField(blank=True, db_default="", default="", editable=False, max_length=255)),
        migrations.AddField("sighting", "asked_at", models.DateTimeField("reading asked for", blank=True, editable=False, null=True)),
        migrations.AddField("sighting", "lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
        migrations.AddField("sighting", "read_at", models.DateTimeField("read", blank=True, editable=False, null=True)),
        migrations.AddField(
            "sighting",
            "problem",
            models.CharField("last problem", blank=True, db_default="", default="", editable=False, max_length=60),
        ),
        migrations.AddField(
            "sighting",
            "found",
            models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, editable=False),
        ),
        migrations.RemoveConstraint("sighting", "sighting_once_a_day"),
        migrations.AddConstraint(
            "sighting", models.UniqueConstraint("client", "network", "address", "seen_on", name="sighting_once_a_day")
        ),
        migrations.AddConstraint(
            "sighting",
            models.CheckConstraint(condition=Q(asked_at=None) | ~Q(name=""), name="sighting_asked_of_an_account"),
        ),
        migrations.AddConstraint(
            "sighting",
            models.CheckConstraint(
                condition=Q(read_at=None, found={}) | Q(read_at__isnull=False) & ~Q(found={}), name="sighting_read_at_a_time"
            ),
        ),
        migrations.AddIndex(
            "sighting", models.Index(condition=Q(asked_at__isnull=False), fields=["asked_at"], name="sighting_asked")
        ),
    ]
