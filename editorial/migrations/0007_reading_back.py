from django.db import migrations, models


class Migration(migrations.Migration):
    """A look may reach back to the posts a channel had before it came to us."""

    dependencies = [
        ("editorial", "0006_repetitions"),
    ]

    operations = [
        migrations.AddField(
            model_name="channellook",
            name="reaches_to",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
