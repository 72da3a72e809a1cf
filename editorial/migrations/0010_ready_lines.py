from django.db import migrations, models


class Migration(migrations.Migration):
    """A draft keeps which line of the ready plan it is, whatever its title is in whichever language."""

    dependencies = [("editorial", "0009_how_they_came")]

    operations = [
        migrations.AddField(
            "post",
            "ready_line",
            models.CharField(blank=True, db_default="", default="", max_length=24),
        ),
    ]
