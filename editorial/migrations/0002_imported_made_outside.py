"""What was imported stands in the calendar too: the index of posts made outside holds it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editorial", "0001_posts")]
    operations = [
        migrations.RemoveIndex("publication", "publication_made_outside"),
        migrations.AddIndex(
            "publication",
            models.Index(
                fields=["agency", "-published_at"],
                condition=models.Q(delivery__isnull=True),
                name="publication_made_outside",
            ),
        ),
    ]
