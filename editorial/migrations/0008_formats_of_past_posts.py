from django.db import migrations, models


class Migration(migrations.Migration):
    """A post made outside keeps what it is made of: told by its network, or by the file it came in by."""

    dependencies = [("editorial", "0007_ended")]

    operations = [
        migrations.AddField(
            "publication",
            "form",
            models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
    ]
