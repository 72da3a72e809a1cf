from django.db import migrations, models
from django.db.models import Q

HATS = [("person", "The person"), ("institution", "The institution")]


class Migration(migrations.Migration):
    """A window may be about one of a public figure's two hats."""

    dependencies = [("clients", "0016_profiles_answered_by_link")]

    operations = [
        migrations.AddField(
            "window",
            "hat",
            models.CharField("for which hat", max_length=11, choices=HATS, blank=True, default="", db_default=""),
        ),
        migrations.RemoveConstraint("window", "window_once"),
        migrations.AddConstraint(
            "window", models.UniqueConstraint("client", "name", "hat", "starts_on", name="window_once")
        ),
        migrations.AddConstraint(
            "window",
            models.CheckConstraint(condition=Q(hat__in=["", *(hat for hat, _ in HATS)]), name="window_hat_known"),
        ),
    ]
