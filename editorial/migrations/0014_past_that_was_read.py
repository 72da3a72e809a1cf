from django.db import migrations, models


class Migration(migrations.Migration):
    """What the reading of a channel's past posts found stays on its page."""

    dependencies = [("editorial", "0013_suggested_texts")]

    operations = [
        migrations.AddField("channellook", "past_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("channellook", "past_read_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("channellook", "n_past", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("channellook", "n_past_new", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("channellook", "past_is_whole", models.BooleanField(db_default=True, default=True)),
        migrations.AddConstraint(
            "channellook",
            models.CheckConstraint(
                condition=models.Q(past_since=None, past_read_at=None)
                | models.Q(past_since__lt=models.F("past_read_at")),
                name="channel_look_past_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            "channellook",
            models.CheckConstraint(
                condition=models.Q(n_past_new__lte=models.F("n_past")),
                name="channel_look_past_new_of_all",
            ),
        ),
    ]
