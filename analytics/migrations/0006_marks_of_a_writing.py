from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import deletion

# What waits to be made again keeps waiting.
CARRIED = """
    UPDATE analytics_dirtyday SET
        publication_ids = CASE WHEN publication_id IS NULL THEN '{}' ELSE ARRAY[publication_id] END,
        channel_ids = CASE WHEN publication_id IS NULL THEN ARRAY[channel_id] ELSE '{}' END
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0005_figures_taken_back")]

    operations = [
        migrations.AddField(
            "dirtyday", "publication_ids",
            ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.AddField(
            "dirtyday", "channel_ids",
            ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.RunSQL(CARRIED, migrations.RunSQL.noop),
        migrations.RemoveConstraint("dirtyday", "dirtyday_once"),
        migrations.RemoveField("dirtyday", "publication"),
        migrations.RemoveField("dirtyday", "channel"),
        migrations.RemoveField("dirtyday", "n_changes"),
        migrations.AlterField(
            "dirtyday", "agency",
            models.ForeignKey(db_index=False, on_delete=deletion.CASCADE, related_name="+", to="people.agency"),
        ),
        migrations.RunSQL(
            "ALTER TABLE analytics_dirtyday RESET (fillfactor)",
            "ALTER TABLE analytics_dirtyday SET (fillfactor = 50)",
        ),
    ]
