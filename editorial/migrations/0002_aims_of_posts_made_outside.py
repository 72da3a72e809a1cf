from django.db import migrations, models
from django.db.models import Q, deletion

from people.tenancy import CompositeForeignKey

OBJECTIVES = [
    ("inform", "Inform"),
    ("sell", "Sell"),
    ("promote", "Promote"),
    ("relate", "Keep in touch"),
]


def _perhaps(to):
    return models.ForeignKey(
        to, blank=True, null=True, on_delete=deletion.PROTECT, related_name="+"
    )


class Migration(migrations.Migration):
    """A post from before us can say what it was for: its goal or objective, its pillar, its audience."""

    dependencies = [("editorial", "0001_posts")]

    operations = [
        migrations.CreateModel(
            name="OutsideAim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("objective", models.CharField(blank=True, choices=OBJECTIVES, max_length=10, verbose_name="objective")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("publication", models.OneToOneField(on_delete=deletion.CASCADE, related_name="aim", to="editorial.publication")),
                ("goal", _perhaps("clients.goal")),
                ("pillar", _perhaps("editorial.pillar")),
                ("audience", _perhaps("clients.audience")),
            ],
            options={
                "verbose_name": "aim of a post made outside",
                "verbose_name_plural": "aims of posts made outside",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(objective="") | Q(objective__in=[value for value, _word in OBJECTIVES]),
                        name="outsideaim_objective_known",
                    ),
                    models.CheckConstraint(
                        condition=~Q(objective="", goal=None, pillar=None, audience=None),
                        name="outsideaim_says_something",
                    ),
                ],
            },
        ),
        CompositeForeignKey("OutsideAim", "client", "clients.Client"),
        CompositeForeignKey("OutsideAim", "publication", "editorial.Publication"),
        CompositeForeignKey("OutsideAim", "goal", "clients.Goal", also=("client",)),
        CompositeForeignKey("OutsideAim", "pillar", "editorial.Pillar", also=("client",)),
        CompositeForeignKey("OutsideAim", "audience", "clients.Audience", also=("client",)),
    ]
