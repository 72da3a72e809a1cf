import django.db.models.deletion as deletion
from django.db import migrations, models
from django.db.models import F, Q

import people.ids
from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency

RHYTHMS = [("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month"), ("sometimes", "When there is something")]
COUNTINGS = [("period", "how many in that day, week or month"), ("level", "how many in all up to that day")]
RECKONINGS = [("a_month", "a month"), ("in_all", "in all, from its first day"), ("level", "at the end"), ("per_post", "per post, median")]
OBJECTIVES = [("inform", "Inform"), ("sell", "Sell"), ("promote", "Promote"), ("relate", "Keep in touch")]


class Migration(migrations.Migration):
    """Goals of a client, and the sources of the figures that prove them where no network measures."""

    dependencies = [
        ("clients", "0014_profiles"),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name="FigureSource",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                    ("name", models.CharField(max_length=80, verbose_name="name")),
                    ("unit", models.CharField(max_length=40, verbose_name="what is counted")),
                    ("counting", models.CharField(choices=COUNTINGS, default="period", max_length=6, verbose_name="a value says")),
                    ("rhythm", models.CharField(choices=RHYTHMS, default="monthly", max_length=9, verbose_name="how often")),
                    ("declared_by", models.CharField(max_length=80, verbose_name="who declares it")),
                    ("filled_by", models.CharField(blank=True, max_length=120, verbose_name="who fills it in, and when")),
                    ("token_hash", models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                    ("token_made_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="token made")),
                    ("created_at", models.DateTimeField(verbose_name="since")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                    ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                    ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="figure_sources", to="clients.client")),
                ],
                options={
                    "verbose_name": "source of external figures",
                    "verbose_name_plural": "sources of external figures",
                    "ordering": ("name", "id"),
                    "constraints": [
                        models.UniqueConstraint(fields=("client", "name"), name="figuresource_named_once_per_client"),
                        models.CheckConstraint(condition=~Q(name="") & ~Q(unit="") & ~Q(declared_by=""), name="figuresource_says_what_it_is"),
                        models.CheckConstraint(condition=Q(counting__in=[value for value, _word in COUNTINGS]), name="figuresource_counting_known"),
                        models.CheckConstraint(condition=Q(rhythm__in=[value for value, _word in RHYTHMS]), name="figuresource_rhythm_known"),
                        models.CheckConstraint(condition=Q(token_hash=None) | Q(token_hash__regex="^[0-9a-f]{64}$"), name="figuresource_token_hashed"),
                    ],
                },
            ),
            migrations.CreateModel(
                name="Goal",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                    ("objective", models.CharField(choices=OBJECTIVES, max_length=10, verbose_name="objective")),
                    ("title", models.CharField(max_length=120, verbose_name="goal")),
                    ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                    ("metric", models.SlugField(blank=True, db_index=False, max_length=30, verbose_name="measure")),
                    ("reckoning", models.CharField(choices=RECKONINGS, max_length=8, verbose_name="reckoned")),
                    ("baseline", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="baseline")),
                    ("target", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="target")),
                    ("from_on", models.DateField(verbose_name="from")),
                    ("to_on", models.DateField(verbose_name="to")),
                    ("created_at", models.DateTimeField(verbose_name="made")),
                    ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                    ("result", models.TextField(blank=True, max_length=2000, verbose_name="what came of it")),
                    ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                    ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="goals", to="clients.client")),
                    ("created_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ("owner", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member", verbose_name="owner")),
                    ("source", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="goals", to="clients.figuresource")),
                ],
                options={
                    "verbose_name": "goal",
                    "verbose_name_plural": "goals",
                    "ordering": ("to_on", "id"),
                    "indexes": [models.Index(fields=["client", "closed_at"], name="goal_of_client")],
                    "constraints": [
                        models.CheckConstraint(condition=~Q(title=""), name="goal_has_a_title"),
                        models.CheckConstraint(condition=Q(objective__in=[value for value, _word in OBJECTIVES]), name="goal_objective_known"),
                        models.CheckConstraint(condition=Q(reckoning__in=[value for value, _word in RECKONINGS]), name="goal_reckoning_known"),
                        models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="goal_ends_after_it_starts"),
                        models.CheckConstraint(condition=~Q(target=F("baseline")), name="goal_target_differs_from_baseline"),
                        models.CheckConstraint(
                            condition=Q(metric="", source__isnull=False) | (~Q(metric="") & Q(source=None)),
                            name="goal_proved_by_one_thing",
                        ),
                    ],
                },
            ),
            migrations.CreateModel(
                name="GoalChannel",
                fields=[
                    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                    ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                    ("channel", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.channel")),
                    ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                    ("goal", models.ForeignKey(on_delete=deletion.CASCADE, related_name="named_channels", to="clients.goal")),
                ],
                options={
                    "constraints": [models.UniqueConstraint(fields=("goal", "channel"), name="goalchannel_once")],
                },
            ),
        ]),
        migrations.AddField(
            model_name="goal",
            name="channels",
            field=models.ManyToManyField(related_name="+", through="clients.GoalChannel", to="clients.channel", verbose_name="channels"),
        ),
        UniqueWithAgency("FigureSource"),
        UniqueWithAgency("FigureSource", also=("client",)),
        CompositeForeignKey("FigureSource", "client", "clients.Client"),
        UniqueWithAgency("Goal"),
        UniqueWithAgency("Goal", also=("client",)),
        CompositeForeignKey("Goal", "client", "clients.Client"),
        CompositeForeignKey("Goal", "source", "clients.FigureSource", also=("client",)),
        CompositeForeignKey("Goal", "owner", "people.Member"),
        CompositeForeignKey("Goal", "created_by", "people.Member"),
        # A goal is about channels of its own client.
        CompositeForeignKey("GoalChannel", "goal", "clients.Goal", also=("client",)),
        CompositeForeignKey("GoalChannel", "channel", "clients.Channel", also=("client",)),
    ]
