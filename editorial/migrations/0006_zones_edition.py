from django.db import migrations, models
from django.db.models import Q

import people.zones


class Migration(migrations.Migration):
    """A delivery says by which edition of the time zone data its instant was derived; empty is older than any."""

    dependencies = [
        ("editorial", "0005_gone_is_noted"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="zones_edition",
            field=models.CharField(blank=True, db_default="", default=people.zones.edition, max_length=16),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=Q(state__in=["scheduled", "blocked"]),
                fields=["zones_edition", "client"],
                name="delivery_by_zones_edition",
            ),
        ),
    ]
