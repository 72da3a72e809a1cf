from django.db import migrations, models
from django.db.models import Q, deletion

import editorial.models.walltime
import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """Posts go out together, once somebody has said go, and until then only some may know of them."""

    dependencies = [
        ("editorial", "0008_put_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("wall_at", editorial.models.walltime.WallTimeField()),
                ("time_zone", models.CharField(max_length=64)),
                ("fold", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("link", models.URLField(blank=True, max_length=2000)),
                ("is_embargoed", models.BooleanField(default=False)),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("go_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("dissolved_at", models.DateTimeField(blank=True, null=True)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="releases", to="clients.client")),
                ("created_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                ("dissolved_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                ("go_by", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "ordering": ("due_at", "id"),
                "indexes": [
                    models.Index(condition=Q(go_at=None, called_at=None, dissolved_at=None), fields=["due_at"], name="release_to_call"),
                    models.Index(condition=Q(is_embargoed=True, dissolved_at=None), fields=["agency"], name="release_embargoed"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=~Q(name=""), name="release_has_a_name"),
                    models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="release_fold_is_0_or_1"),
                    models.CheckConstraint(
                        condition=Q(go_at=None, go_by=None) | Q(go_at__isnull=False, go_by__isnull=False, dissolved_at=None),
                        name="release_go_said_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=Q(dissolved_at=None, dissolved_by=None) | Q(dissolved_at__isnull=False, dissolved_by__isnull=False),
                        name="release_dissolved_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Insider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("contact", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="+", to="clients.contact")),
                ("member", models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name="+", to="people.member")),
                ("release", models.ForeignKey(on_delete=deletion.CASCADE, related_name="insiders", to="editorial.release")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "member", "contact"), name="insider_once", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=Q(member=None, contact__isnull=False) | Q(member__isnull=False, contact=None),
                        name="insider_is_one_person",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="post",
            name="release",
            field=models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="posts", to="editorial.release"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="release_link",
            field=models.CharField(blank=True, db_default="", default="", max_length=2000),
        ),
        UniqueWithAgency("Release"),
        UniqueWithAgency("Release", also=("client",)),
        CompositeForeignKey("Release", "client", "clients.Client"),
        CompositeForeignKey("Release", "created_by", "people.Member"),
        CompositeForeignKey("Release", "go_by", "people.Member"),
        CompositeForeignKey("Release", "dissolved_by", "people.Member"),
        CompositeForeignKey("Insider", "release", "editorial.Release", also=("client",)),
        CompositeForeignKey("Insider", "member", "people.Member"),
        CompositeForeignKey("Insider", "contact", "clients.Contact", also=("client",)),
        # A post goes out with a release of its own client.
        CompositeForeignKey("Post", "release", "editorial.Release", also=("client",)),
    ]
