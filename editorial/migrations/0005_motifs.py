from django.db import migrations, models

from people.ids import uuid7


class Migration(migrations.Migration):
    """A picture's look knows its usual crops, and pictures that look alike share a motif.

    A look of the old kind says nothing to the new: it is let go, and such a picture is known again by its file alone.
    """

    dependencies = [("editorial", "0004_published_links")]

    operations = [
        migrations.AlterField(
            model_name="asset", name="look", field=models.CharField(blank=True, max_length=4096)
        ),
        migrations.RunSQL("UPDATE editorial_asset SET look = '' WHERE look <> ''", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="asset", name="motif", field=models.UUIDField(editable=False, null=True)
        ),
        migrations.RunSQL("UPDATE editorial_asset SET motif = public_id", migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="asset", name="motif", field=models.UUIDField(default=uuid7, editable=False)
        ),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(fields=["client", "motif"], name="asset_by_motif"),
        ),
    ]
