from django.db import migrations, models
from django.db.models import Q

SHAPES = [
    ("", "Original"),
    ("1:1", "Square 1:1"),
    ("4:5", "Portrait 4:5"),
    ("16:9", "Wide 16:9"),
    ("1.91:1", "Landscape 1.91:1"),
]


class Migration(migrations.Migration):
    """A channel has pictures, a shape, a link, parts and a poll of its own; pictures may be for the channels that choose them."""

    dependencies = [("editorial", "0010_ready_lines")]

    operations = [
        migrations.AddField(
            "version", "own", models.JSONField(blank=True, db_default={}, default=dict)
        ),
        migrations.AddField(
            "postasset", "is_shared", models.BooleanField(db_default=True, default=True)
        ),
        migrations.RemoveConstraint("postasset", "postasset_crop_known"),
        migrations.RemoveConstraint("postasset", "postasset_at_most_four"),
        migrations.AlterField(
            "postasset", "crop", models.CharField(blank=True, choices=SHAPES, max_length=6)
        ),
        migrations.AddConstraint(
            "postasset",
            models.CheckConstraint(
                condition=Q(crop__in=[shape for shape, _ in SHAPES]), name="postasset_crop_known"
            ),
        ),
        migrations.AddConstraint(
            "postasset",
            models.CheckConstraint(
                condition=Q(position__lt=4) | Q(is_shared=False, position__lt=8),
                name="postasset_at_most_four",
            ),
        ),
    ]
