from django.db import migrations, models
from django.db.models import Q, deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """The client may suggest a text with the changes it asks for, and the agency answers for the client to read."""

    dependencies = [("people", "0001_agencies"), ("editorial", "0012_logos")]

    operations = [
        migrations.AddField(
            "review", "suggested", models.JSONField(blank=True, db_default={}, default=dict)
        ),
        migrations.AddField(
            "review",
            "answer",
            models.TextField(blank=True, db_default="", default="", max_length=2000),
        ),
        migrations.AddField("review", "answered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "review",
            "answered_by",
            models.ForeignKey(
                blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member"
            ),
        ),
        CompositeForeignKey("Review", "answered_by", "people.Member"),
        migrations.RemoveConstraint("review", "review_changes_say_what"),
        migrations.AddConstraint(
            "review",
            models.CheckConstraint(
                condition=~Q(decision="changes") | ~Q(note="") | ~Q(suggested={}),
                name="review_changes_say_what",
            ),
        ),
        migrations.AddConstraint(
            "review",
            models.CheckConstraint(
                condition=Q(suggested={}) | Q(step="client", decision="changes"),
                name="review_suggested_by_the_client",
            ),
        ),
        migrations.AddConstraint(
            "review",
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(
                    ~Q(answer=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    step="client",
                    decision="changes",
                ),
                name="review_answer_is_whole",
            ),
        ),
    ]
