import django.db.models.deletion as deletion
from django.db import migrations, models
from django.db.models import Q

import people.ids
from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency

OBJECTIVES = [("inform", "Inform"), ("sell", "Sell"), ("promote", "Promote"), ("relate", "Keep in touch")]
FORMATS = [
    ("text", "Text"), ("picture", "Picture"), ("carousel", "Carousel"), ("reel", "Reel"), ("video", "Video"),
    ("story", "Story"), ("thread", "Thread"), ("poll", "Poll"),
]


class Migration(migrations.Migration):
    """Pillars and series of a client, and on each post what it is for."""

    dependencies = [
        ("editorial", "0010_supports"),
        ("clients", "0015_goals"),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name="Pillar",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                    ("name", models.CharField(max_length=80, verbose_name="name")),
                    ("says", models.CharField(blank=True, max_length=300, verbose_name="what belongs here")),
                    ("share", models.PositiveSmallIntegerField(verbose_name="share")),
                    ("objective", models.CharField(blank=True, choices=OBJECTIVES, max_length=10, verbose_name="objective")),
                    ("created_at", models.DateTimeField(verbose_name="since")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                    ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                    ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="pillars", to="clients.client")),
                    ("goal", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="clients.goal", verbose_name="goal")),
                ],
                options={
                    "verbose_name": "pillar",
                    "verbose_name_plural": "pillars",
                    "ordering": ("-share", "id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("client", "name"), name="pillar_named_once_per_client"),
                        models.CheckConstraint(condition=~Q(name=""), name="pillar_has_a_name"),
                        models.CheckConstraint(condition=Q(share__lte=100), name="pillar_share_of_a_hundred"),
                        models.CheckConstraint(condition=Q(objective="") | Q(objective__in=[value for value, _word in OBJECTIVES]), name="pillar_objective_known"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Series",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                    ("name", models.CharField(max_length=80, verbose_name="name")),
                    ("weekday", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="weekday")),
                    ("format", models.CharField(blank=True, choices=FORMATS, max_length=8, verbose_name="format")),
                    ("first_episode", models.PositiveIntegerField(default=1, verbose_name="numbered from")),
                    ("created_at", models.DateTimeField(verbose_name="since")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                    ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                    ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="series", to="clients.client")),
                    ("pillar", models.ForeignKey(on_delete=deletion.PROTECT, related_name="series", to="editorial.pillar")),
                ],
                options={
                    "verbose_name": "series",
                    "verbose_name_plural": "series",
                    "ordering": ("weekday", "name", "id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("client", "name"), name="series_named_once_per_client"),
                        models.CheckConstraint(condition=~Q(name=""), name="series_has_a_name"),
                        models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__lte=6), name="series_weekday_known"),
                        models.CheckConstraint(condition=Q(format="") | Q(format__in=[value for value, _word in FORMATS]), name="series_format_known"),
                    ],
                },
            ),
        ]),
        migrations.AddField("post", "objective", models.CharField(blank=True, choices=OBJECTIVES, db_default="", default="", max_length=10)),
        migrations.AddField("post", "episode", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "post", "goal",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="clients.goal"),
        ),
        migrations.AddField(
            "post", "pillar",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="editorial.pillar"),
        ),
        migrations.AddField(
            "post", "series",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="editorial.series"),
        ),
        migrations.AddField(
            "post", "audience",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="clients.audience"),
        ),
        # Few posts of all that ever were belong to one goal, pillar or series.
        migrations.AddIndex("post", models.Index(condition=Q(goal__isnull=False), fields=["goal", "-wall_at"], name="post_of_goal")),
        migrations.AddIndex("post", models.Index(condition=Q(pillar__isnull=False), fields=["pillar", "-wall_at"], name="post_of_pillar")),
        migrations.AddIndex("post", models.Index(condition=Q(series__isnull=False), fields=["series", "-episode"], name="post_of_series")),
        UniqueWithAgency("Pillar"),
        UniqueWithAgency("Pillar", also=("client",)),
        CompositeForeignKey("Pillar", "client", "clients.Client"),
        CompositeForeignKey("Pillar", "goal", "clients.Goal", also=("client",)),
        UniqueWithAgency("Series"),
        UniqueWithAgency("Series", also=("client",)),
        CompositeForeignKey("Series", "client", "clients.Client"),
        CompositeForeignKey("Series", "pillar", "editorial.Pillar", also=("client",)),
        # A post is for what its own client wants, says and speaks to.
        CompositeForeignKey("Post", "goal", "clients.Goal", also=("client",)),
        CompositeForeignKey("Post", "pillar", "editorial.Pillar", also=("client",)),
        CompositeForeignKey("Post", "series", "editorial.Series", also=("client",)),
        CompositeForeignKey("Post", "audience", "clients.Audience", also=("client",)),
    ]
