from django.db import migrations, models


class Migration(migrations.Migration):
    """What was made outside is read off an index."""

    dependencies = [("editorial", "0002_after_publication")]

    operations = [
        migrations.AddIndex(
            "publication",
            models.Index(
                fields=["agency", "-published_at"],
                condition=models.Q(("delivery__isnull", True), ("source", "network")),
                name="publication_made_outside",
            ),
        ),
    ]
