from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    """A person may write down what strangers see on a rival's posts of the week: engagements and formats."""

    dependencies = [("clients", "0010_interviews_keep_newer_words")]

    operations = [
        migrations.AddField(
            "competitorreading",
            "n_engagements",
            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="engagements on these posts in all"),
        ),
        migrations.AddField(
            "competitorreading", "n_images", models.PositiveIntegerField(blank=True, null=True, verbose_name="with one picture")
        ),
        migrations.AddField(
            "competitorreading", "n_carousels", models.PositiveIntegerField(blank=True, null=True, verbose_name="with several pictures")
        ),
        migrations.AddField(
            "competitorreading", "n_videos", models.PositiveIntegerField(blank=True, null=True, verbose_name="videos")
        ),
        migrations.AddConstraint(
            "competitorreading",
            models.CheckConstraint(
                condition=Q(n_new__gte=Coalesce("n_images", 0) + Coalesce("n_carousels", 0) + Coalesce("n_videos", 0))
                | Q(n_images=None, n_carousels=None, n_videos=None),
                name="competitorreading_formats_of_posts",
            ),
        ),
        migrations.AddConstraint(
            "competitorreading",
            models.CheckConstraint(
                condition=Q(n_engagements=None) | Q(n_new__gt=0),
                name="competitorreading_engagements_of_posts",
            ),
        ),
    ]
