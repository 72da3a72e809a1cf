import uuid

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q, deletion


class Migration(migrations.Migration):
    """The one row that tells this installation's database from one that was put back or copied."""

    dependencies = [
        ("people", "0003_duty"),
    ]

    operations = [
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("mark", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("instance_id", models.CharField(blank=True, max_length=100, verbose_name="instance")),
                ("generation", models.BigIntegerField(default=1, verbose_name="generation")),
                ("seen_at", models.DateTimeField(verbose_name="last known to run")),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("restored", "The database was put back from a backup"),
                            ("copied", "This is a copy of another installation"),
                            ("by_hand", "Somebody paused it by hand"),
                        ],
                        max_length=10,
                        verbose_name="why it is paused",
                    ),
                ),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="paused")),
                ("since", models.DateTimeField(blank=True, null=True, verbose_name="unknown since")),
                ("resumed_at", models.DateTimeField(blank=True, null=True, verbose_name="let go again")),
                (
                    "resumed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="let go by",
                    ),
                ),
            ],
            options={
                "verbose_name": "installation",
                "verbose_name_plural": "installation",
                "constraints": [
                    models.CheckConstraint(condition=Q(id=1), name="installation_is_one"),
                    models.CheckConstraint(
                        condition=Q(paused_at=None, why="", since=None)
                        | (Q(paused_at__isnull=False, since__isnull=False) & ~Q(why="")),
                        name="installation_paused_for_a_reason",
                    ),
                ],
            },
        ),
    ]
