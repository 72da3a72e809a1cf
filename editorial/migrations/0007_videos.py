import django.contrib.postgres.fields
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A library that holds videos too, and knows labels, rights that end, and twins."""

    dependencies = [
        ("editorial", "0006_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="kind",
            field=models.CharField(
                choices=[("picture", "Picture"), ("video", "Video")],
                default="picture",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="duration_ms",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="asset",
            name="labels",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), blank=True, default=list, size=20
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="rights_until",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="asset",
            name="look",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddIndex(
            model_name="asset",
            index=GinIndex(fields=["labels"], name="asset_by_label"),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=["picture", "video"]), name="asset_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=~Q(kind="video", state="ready") | Q(duration_ms__gt=0),
                name="asset_ready_video_has_a_duration",
            ),
        ),
    ]
