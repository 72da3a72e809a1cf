from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Somebody can take note that a post is gone; what is gone, and remedies that stand still, are read off indexes."""

    dependencies = [("editorial", "0004_holds")]

    operations = [
        migrations.AlterField(
            "delivery",
            "gone",
            models.CharField(
                blank=True,
                choices=[
                    ("removed", "Removed"),
                    ("missing", "No longer on the network"),
                    ("noted", "No longer on the network"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint("delivery", "delivery_gone_was_out"),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=Q(gone="", gone_at__isnull=True)
                | Q(gone__in=["removed", "missing", "noted"], gone_at__isnull=False, state="published"),
                name="delivery_gone_was_out",
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(condition=Q(gone="missing"), fields=["agency", "gone_at"], name="delivery_missed_there"),
        ),
        migrations.AddIndex(
            "remedy",
            models.Index(
                condition=Q(state__in=["by_hand", "needs_human", "unknown"]), fields=["agency"], name="remedy_standing"
            ),
        ),
    ]
