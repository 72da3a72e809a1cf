from django.db import migrations, models

PLANNED_AT = models.Func(
    models.F("time_zone"), models.F("wall_at"), function="timezone", output_field=models.DateTimeField()
)


class Migration(migrations.Migration):
    """What is asked of all clients at once is read off an index: what stands still, what comes, what is planned, what is being made."""

    dependencies = [("editorial", "0011_uploads")]

    operations = [
        migrations.RemoveIndex("delivery", "delivery_awaiting"),
        migrations.RemoveIndex("delivery", "delivery_not_whole"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["agency", "due_at"],
                condition=models.Q(
                    ("state__in", ["blocked", "by_hand", "missed", "needs_human", "unknown"]),
                    ("rest__in", ["checking", "needs_you"]),
                    _connector="OR",
                ),
                name="delivery_standing",
            ),
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["agency", "due_at", "id"], condition=models.Q(state="scheduled"), name="delivery_coming"
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                models.F("agency"),
                models.OrderBy(PLANNED_AT, descending=True, nulls_first=True),
                models.OrderBy(models.F("id"), descending=True),
                name="post_by_plan_of_agency",
            ),
        ),
        migrations.AddIndex(
            "post",
            models.Index(
                fields=["client"],
                condition=models.Q(stage__in=("draft", "in_review", "with_client", "changes_requested")),
                name="post_being_made",
            ),
        ),
    ]
