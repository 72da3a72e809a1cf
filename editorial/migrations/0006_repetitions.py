from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q, deletion

from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """Whether a post that is out repeats an earlier one is found out once and kept."""

    dependencies = [
        ("editorial", "0005_silences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Repetition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("published_at", models.DateTimeField()),
                ("sketch", ArrayField(models.IntegerField(), default=list, size=None)),
                ("alike", models.FloatField(default=0)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("earlier", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="+", to="editorial.publication")),
                ("publication", models.OneToOneField(on_delete=deletion.CASCADE, related_name="repetition", to="editorial.publication")),
            ],
            options={
                "indexes": [
                    GinIndex(fields=["sketch"], name="repetition_by_sketch"),
                    models.Index(condition=Q(looked_at=None), fields=["id"], name="repetition_to_look_for"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(earlier=None, alike=0) | Q(earlier__isnull=False, alike__gt=0, alike__lte=1),
                        name="repetition_names_what_it_repeats",
                    ),
                ],
            },
        ),
        UniqueWithAgency("Repetition"),
        CompositeForeignKey("Repetition", "client", "clients.Client"),
        CompositeForeignKey("Repetition", "publication", "editorial.Publication"),
        CompositeForeignKey("Repetition", "earlier", "editorial.Publication"),
    ]
