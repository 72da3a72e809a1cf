from django.db import migrations, models

import people.models.users


class Migration(migrations.Migration):
    """The zone in which a person reads times; empty for who reads them as the agency does."""

    dependencies = [("people", "0004_phones")]

    operations = [
        migrations.AddField(
            "user",
            "time_zone",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=64,
                validators=[people.models.users.validate_zone],
                verbose_name="time zone",
            ),
        ),
    ]
