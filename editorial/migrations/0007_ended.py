from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """What went out on a day is found by when it ended, without a look at a month of what was due."""

    dependencies = [("editorial", "0006_prospects_do_not_publish")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["agency", "ended_at"],
                condition=Q(ended_at__isnull=False),
                name="delivery_ended",
            ),
        ),
    ]
