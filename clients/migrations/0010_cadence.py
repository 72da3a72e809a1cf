from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A channel may have a rhythm that was promised."""

    dependencies = [
        ("clients", "0009_platform_fit"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="weekly_posts",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, validators=[MinValueValidator(1), MaxValueValidator(70)], verbose_name="posts a week"
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=Q(weekly_posts=None) | Q(weekly_posts__gte=1, weekly_posts__lte=70),
                name="channel_rhythm_is_a_rhythm",
            ),
        ),
    ]
