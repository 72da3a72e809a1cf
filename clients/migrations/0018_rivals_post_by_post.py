from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Who writes a competitor's week down may do so post by post: then it has a median, and not only a mean."""

    dependencies = [("clients", "0017_windows_of_a_hat")]

    operations = [
        migrations.AddField(
            "competitorreading",
            "engagements_each",
            ArrayField(
                models.PositiveBigIntegerField(),
                verbose_name="engagements on each of these posts",
                blank=True,
                default=list,
                db_default=[],
            ),
        ),
        migrations.AddConstraint(
            "competitorreading",
            models.CheckConstraint(
                condition=Q(engagements_each=[]) | Q(engagements_each__len=F("n_new"), n_engagements__isnull=False),
                name="competitorreading_each_of_its_posts",
            ),
        ),
    ]
