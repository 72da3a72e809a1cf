from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion

from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """Which networks a client is on and why, what matters to it, and what the agency knows of each network."""

    dependencies = [("clients", "0008_prospects")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="FitAssessment",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("network", models.SlugField(max_length=30, verbose_name="network")),
                        ("audience", models.PositiveSmallIntegerField(default=2, verbose_name="audience")),
                        ("objective", models.PositiveSmallIntegerField(default=2, verbose_name="objective")),
                        ("formats", models.PositiveSmallIntegerField(default=2, verbose_name="formats")),
                        ("competitors", models.PositiveSmallIntegerField(default=2, verbose_name="competitors")),
                        ("assets", models.PositiveSmallIntegerField(default=2, verbose_name="assets")),
                        ("moderation", models.PositiveSmallIntegerField(default=2, verbose_name="moderation")),
                        ("support", models.PositiveSmallIntegerField(default=2, verbose_name="API support")),
                        ("evidence", models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder, verbose_name="evidence")),
                        ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                        ("hours", models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="hours a month")),
                        ("decision", models.CharField(choices=[("adopt", "Adopt"), ("wait", "Watch"), ("avoid", "Leave alone")], max_length=5, verbose_name="decision")),
                        ("decided_at", models.DateTimeField(verbose_name="decided")),
                        ("review_on", models.DateField(blank=True, null=True, verbose_name="look again on")),
                        ("reopened_because", models.CharField(blank=True, max_length=300, verbose_name="why it is open again")),
                        ("reopened_at", models.DateTimeField(blank=True, null=True, verbose_name="open again since")),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="fit_assessments", to="clients.client")),
                        ("decided_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "assessment of a network",
                        "verbose_name_plural": "assessments of networks",
                        "ordering": ("id",),
                        "indexes": [models.Index(condition=models.Q(("review_on__isnull", False)), fields=["agency", "review_on"], name="fit_to_review"), models.Index(condition=models.Q(("reopened_at__isnull", False)), fields=["agency"], name="fit_reopened")],
                        "constraints": [models.UniqueConstraint(models.F("client"), models.F("network"), name="fit_once_per_network"), models.CheckConstraint(condition=models.Q(("network", ""), _negated=True), name="fit_names_a_network"), models.CheckConstraint(condition=models.Q(("decision__in", ["adopt", "wait", "avoid"])), name="fit_decision_known"), models.CheckConstraint(condition=models.Q(("audience__lte", 4), ("formats__lte", 4), ("objective__lte", 4), ("assets__lte", 4), ("competitors__lte", 4), ("moderation__lte", 4), ("support__lte", 4)), name="fit_scores_up_to_four"), models.CheckConstraint(condition=models.Q(("hours", None), ("hours__gte", 0), _connector="OR"), name="fit_hours_not_negative"), models.CheckConstraint(condition=models.Q(models.Q(("reopened_at", None), ("reopened_because", "")), models.Q(("reopened_at__isnull", False), models.Q(("reopened_because", ""), _negated=True)), _connector="OR"), name="fit_reopened_for_a_reason")],
                    },
                ),
                migrations.CreateModel(
                    name="FitWeights",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("audience", models.PositiveSmallIntegerField(default=25, verbose_name="audience")),
                        ("objective", models.PositiveSmallIntegerField(default=20, verbose_name="objective")),
                        ("formats", models.PositiveSmallIntegerField(default=20, verbose_name="formats")),
                        ("competitors", models.PositiveSmallIntegerField(default=10, verbose_name="competitors")),
                        ("assets", models.PositiveSmallIntegerField(default=10, verbose_name="assets")),
                        ("moderation", models.PositiveSmallIntegerField(default=5, verbose_name="moderation")),
                        ("support", models.PositiveSmallIntegerField(default=10, verbose_name="API support")),
                        ("agreed_with", models.CharField(blank=True, max_length=120, verbose_name="agreed with")),
                        ("changed_at", models.DateTimeField(verbose_name="changed")),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("changed_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                        ("client", models.OneToOneField(on_delete=deletion.CASCADE, related_name="fit_weights", to="clients.client")),
                    ],
                    options={
                        "verbose_name": "weights of a client",
                        "verbose_name_plural": "weights of clients",
                        "constraints": [models.CheckConstraint(condition=models.Q(("audience__lte", 100), ("objective__lte", 100), ("competitors__lte", 100), ("formats__lte", 100), ("assets__lte", 100), ("moderation__lte", 100), ("support__lte", 100)), name="fitweights_up_to_a_hundred"), models.CheckConstraint(condition=models.Q(("audience__gt", 0), ("objective__gt", 0), ("formats__gt", 0), ("competitors__gt", 0), ("assets__gt", 0), ("moderation__gt", 0), ("support__gt", 0), _connector="OR"), name="fitweights_one_counts")],
                    },
                ),
                migrations.CreateModel(
                    name="NetworkSheet",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("network", models.SlugField(max_length=30, verbose_name="network")),
                        ("text", models.TextField(max_length=4000, verbose_name="how it behaves")),
                        ("checked_at", models.DateTimeField(verbose_name="looked at")),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("checked_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "sheet of a network",
                        "verbose_name_plural": "sheets of networks",
                        "ordering": ("network", "-checked_at", "-id"),
                        "indexes": [models.Index(fields=["agency", "network", "-checked_at"], name="networksheet_newest")],
                        "constraints": [models.CheckConstraint(condition=models.Q(("network", ""), _negated=True), name="networksheet_names_a_network"), models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="networksheet_says_something")],
                    },
                ),
            ]
        ),
        UniqueWithAgency("FitAssessment"),
        UniqueWithAgency("FitWeights"),
        UniqueWithAgency("NetworkSheet"),
        CompositeForeignKey("FitAssessment", "client", "clients.Client"),
        CompositeForeignKey("FitAssessment", "decided_by", "people.Member"),
        CompositeForeignKey("FitWeights", "client", "clients.Client"),
        CompositeForeignKey("FitWeights", "changed_by", "people.Member"),
        CompositeForeignKey("NetworkSheet", "checked_by", "people.Member"),
    ]
