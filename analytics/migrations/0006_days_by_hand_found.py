from django.db import migrations, models


class Migration(migrations.Migration):
    """The days that people wrote down are found among all others."""

    dependencies = [("analytics", "0005_lighter_dirty_days")]

    operations = [
        migrations.AddIndex(
            "channelday",
            models.Index(
                fields=["client", "day_on"],
                condition=models.Q(entered_by__isnull=False),
                name="channelday_by_hand",
            ),
        ),
    ]
