from django.db import migrations, models
from django.db.models import Q

import people.zones


class Migration(migrations.Migration):
    """A release, too, says by which edition of the time zone data its moment was derived."""

    dependencies = [
        ("editorial", "0009_releases"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="zones_edition",
            field=models.CharField(blank=True, db_default="", default=people.zones.edition, max_length=16),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(
                condition=Q(dissolved_at=None), fields=["zones_edition"], name="release_by_zones_edition"
            ),
        ),
    ]
