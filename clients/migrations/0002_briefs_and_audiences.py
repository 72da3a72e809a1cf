from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion

import people.ids
from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """The brief of a client, version by version, and whom it wants to reach."""

    dependencies = [("clients", "0001_clients")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Audience",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        ("who", models.TextField(blank=True, max_length=2000, verbose_name="who they are")),
                        ("needs", models.TextField(blank=True, max_length=2000, verbose_name="what they need")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                        ("size", models.PositiveIntegerField(blank=True, null=True, verbose_name="how many people")),
                        ("season", models.CharField(blank=True, max_length=200, verbose_name="season")),
                        ("source", models.CharField(blank=True, max_length=300, verbose_name="source")),
                        ("phrases", ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name="how they speak")),
                        ("is_default", models.BooleanField(default=False, verbose_name="new posts are for them")),
                        ("created_at", models.DateTimeField(verbose_name="since")),
                        ("archived_at", models.DateTimeField(blank=True, null=True)),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="audiences", to="clients.client")),
                        ("created_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "audience",
                        "verbose_name_plural": "audiences",
                        "ordering": ("-is_default", "id"),
                        "constraints": [
                            models.UniqueConstraint(models.F("client"), condition=models.Q(("is_default", True)), name="audience_one_default"),
                            models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="audience_has_a_name"),
                            models.CheckConstraint(condition=models.Q(("is_default", False), ("archived_at", None), _connector="OR"), name="audience_default_is_current"),
                            models.CheckConstraint(condition=models.Q(("size", None), models.Q(("source", ""), _negated=True), _connector="OR"), name="audience_size_has_a_source"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Brief",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        ("created_at", models.DateTimeField(verbose_name="written")),
                        ("why", models.CharField(blank=True, max_length=300, verbose_name="why it changed")),
                        ("sector", models.TextField(blank=True, max_length=1000, verbose_name="sector")),
                        ("field", models.TextField(blank=True, max_length=4000, verbose_name="the field")),
                        ("strengths", ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name="strengths")),
                        ("weaknesses", ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name="weaknesses")),
                        ("opportunities", ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name="opportunities")),
                        ("threats", ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None, verbose_name="threats")),
                        ("positioning", models.TextField(blank=True, max_length=2000, verbose_name="positioning")),
                        ("purpose", models.TextField(blank=True, max_length=4000, verbose_name="what social networks are for")),
                        ("is_social_only", models.BooleanField(default=False, verbose_name="social networks only")),
                        ("objectives", ArrayField(base_field=models.CharField(choices=[("inform", "Inform"), ("sell", "Sell"), ("promote", "Promote"), ("relate", "Keep in touch")], max_length=7), blank=True, default=list, size=None, verbose_name="objectives")),
                        ("approved_name", models.CharField(blank=True, max_length=120, verbose_name="approved by")),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                        ("noted_at", models.DateTimeField(blank=True, null=True)),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("approved_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name="+", to="clients.contact")),
                        ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="briefs", to="clients.client")),
                        ("created_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                        ("noted_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "version of a brief",
                        "verbose_name_plural": "versions of briefs",
                        "ordering": ("-number", "id"),
                        "constraints": [
                            models.UniqueConstraint(models.F("client"), models.F("number"), name="brief_number_once_per_client"),
                            models.CheckConstraint(condition=models.Q(("number__gt", 0)), name="brief_number_counts"),
                            models.CheckConstraint(condition=models.Q(("objectives__contained_by", ["inform", "sell", "promote", "relate"])), name="brief_objectives_known"),
                            models.CheckConstraint(condition=models.Q(models.Q(("approved_name", ""), ("approved_on", None), ("noted_at", None), ("noted_by", None)), models.Q(models.Q(("approved_name", ""), _negated=True), ("approved_on__isnull", False), ("noted_at__isnull", False), ("noted_by__isnull", False)), _connector="OR"), name="brief_approval_is_whole"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Habit",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("network", models.SlugField(max_length=30, verbose_name="network")),
                        ("weekdays", ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None, verbose_name="days")),
                        ("starts", models.TimeField(blank=True, null=True, verbose_name="from")),
                        ("ends", models.TimeField(blank=True, null=True, verbose_name="until")),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("audience", models.ForeignKey(on_delete=deletion.CASCADE, related_name="habits", to="clients.audience")),
                        ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="clients.client")),
                    ],
                    options={
                        "verbose_name": "habit",
                        "verbose_name_plural": "habits",
                        "ordering": ("id",),
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("network", ""), _negated=True), name="habit_names_a_network"),
                            models.CheckConstraint(condition=models.Q(("weekdays__contained_by", [0, 1, 2, 3, 4, 5, 6])), name="habit_weekdays_known"),
                            models.CheckConstraint(condition=models.Q(models.Q(("ends", None), ("starts", None)), models.Q(("ends__gt", models.F("starts")), ("ends__isnull", False), ("starts__isnull", False)), _connector="OR"), name="habit_hours_in_order"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interview",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("answers", models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder)),
                        ("edit_number", models.PositiveIntegerField(default=0)),
                        ("changed_at", models.DateTimeField(verbose_name="changed")),
                        ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                        ("changed_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                        ("client", models.OneToOneField(on_delete=deletion.CASCADE, related_name="interview", to="clients.client")),
                    ],
                    options={
                        "verbose_name": "interview",
                        "verbose_name_plural": "interviews",
                    },
                ),
            ]
        ),
        UniqueWithAgency("Brief"),
        UniqueWithAgency("Interview"),
        UniqueWithAgency("Audience"),
        UniqueWithAgency("Audience", also=("client",)),
        UniqueWithAgency("Habit"),
        CompositeForeignKey("Brief", "client", "clients.Client"),
        CompositeForeignKey("Brief", "created_by", "people.Member"),
        CompositeForeignKey("Brief", "noted_by", "people.Member"),
        CompositeForeignKey("Brief", "approved_by", "clients.Contact", also=("client",)),
        CompositeForeignKey("Interview", "client", "clients.Client"),
        CompositeForeignKey("Interview", "changed_by", "people.Member"),
        CompositeForeignKey("Audience", "client", "clients.Client"),
        CompositeForeignKey("Audience", "created_by", "people.Member"),
        CompositeForeignKey("Habit", "audience", "clients.Audience", also=("client",)),
    ]
