from django.db import migrations, models


class Migration(migrations.Migration):
    """What a month's hours add up to is read from the index alone: the list of clients asks it of every one of them."""

    dependencies = [("editorial", "0015_former_logos")]

    operations = [
        migrations.RemoveIndex("TimeEntry", "timeentry_of_client"),
        migrations.AddIndex(
            "TimeEntry",
            models.Index(fields=["client", "on"], include=["minutes"], name="timeentry_of_client"),
        ),
    ]
