from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

PARTS = ["lead", "support", "experiment", "dormant"]
POINTS = [
    ("post", "A last post says where to go"),
    ("profile", "The profile says where to go, and the last post is pinned"),
    ("archive", "Its archive is downloaded and kept"),
]


class Migration(migrations.Migration):
    """What part a channel had before it slept, and what is done of closing one for good."""

    dependencies = [("clients", "0004_link_checks")]

    operations = [
        migrations.AddField(
            "channelcare",
            "slept_as",
            models.CharField(blank=True, choices=[("lead", "Lead"), ("support", "Support"), ("experiment", "Experiment"), ("dormant", "Dormant")], db_default="", default="", max_length=10, verbose_name="its part before it slept"),
        ),
        migrations.AddField(
            "channelcare",
            "closing_done",
            ArrayField(
                models.CharField(choices=POINTS, max_length=10),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="done of closing it",
            ),
        ),
        migrations.AddConstraint(
            "channelcare",
            models.CheckConstraint(condition=Q(slept_as__in=["", *PARTS]), name="channelcare_slept_as_known"),
        ),
        migrations.AddConstraint(
            "channelcare",
            models.CheckConstraint(
                condition=Q(closing_done__contained_by=[name for name, _ in POINTS]),
                name="channelcare_closing_known",
            ),
        ),
    ]
