from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A decision of the client's own person says how they came to the page: by a personal link, or by a code."""

    dependencies = [("editorial", "0008_formats_of_past_posts")]

    operations = [
        migrations.AddField(
            "review",
            "came_by",
            models.CharField(
                blank=True,
                choices=[("link", "By a personal link"), ("code", "By a code sent by e-mail")],
                db_default="",
                default="",
                max_length=4,
            ),
        ),
        migrations.AddIndex(
            "review",
            models.Index(
                fields=["agency", "-decided_at"],
                condition=Q(decision="approved"),
                name="review_given",
            ),
        ),
        migrations.AddConstraint(
            "review",
            models.CheckConstraint(
                condition=Q(came_by="")
                | Q(came_by__in=["link", "code"], decided_by__isnull=True, said_at__isnull=True),
                name="review_came_by_in_person",
            ),
        ),
    ]
