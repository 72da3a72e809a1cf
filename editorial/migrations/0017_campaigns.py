from django.db import migrations, models
from django.db.models import F, Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """Campaigns, the posts that are in one, and which of them goes first."""

    dependencies = [
        ("clients", "0017_windows_of_a_hat"),
        ("people", "0001_agencies"),
        ("editorial", "0016_hours_beside_their_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=people.ids.uuid7, editable=False, unique=True),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("word", models.CharField(max_length=100, verbose_name="word in its links")),
                (
                    "says",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what it wants to say"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("created_at", models.DateTimeField(verbose_name="since")),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ended before its last day"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="+", to="people.agency"
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=deletion.PROTECT, related_name="campaigns", to="clients.client"
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=deletion.PROTECT,
                        related_name="+",
                        to="clients.goal",
                        verbose_name="goal",
                    ),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ("starts_on", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=["client", "name"], name="campaign_named_once"),
                    models.UniqueConstraint(fields=["client", "word"], name="campaign_word_once"),
                    models.CheckConstraint(
                        condition=~Q(name="") & ~Q(word=""), name="campaign_has_words"
                    ),
                    models.CheckConstraint(
                        condition=Q(ends_on__gte=F("starts_on")),
                        name="campaign_ends_after_it_starts",
                    ),
                ],
            },
        ),
        UniqueWithAgency("Campaign", also=("client",)),
        CompositeForeignKey("Campaign", "client", "clients.Client"),
        CompositeForeignKey("Campaign", "goal", "clients.Goal", also=("client",)),
        migrations.AddField(
            "Post",
            "campaign",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=deletion.PROTECT,
                related_name="posts",
                to="editorial.campaign",
            ),
        ),
        migrations.AddField(
            "Post",
            "after",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=deletion.SET_NULL,
                related_name="followers",
                to="editorial.post",
            ),
        ),
        migrations.AddIndex(
            "Post",
            models.Index(
                condition=Q(campaign__isnull=False),
                fields=["campaign", "wall_at"],
                name="post_of_campaign",
            ),
        ),
        migrations.AddIndex(
            "Post",
            models.Index(condition=Q(after__isnull=False), fields=["after"], name="post_after"),
        ),
        migrations.AddConstraint(
            "Post",
            models.CheckConstraint(
                condition=Q(after=None) | Q(campaign__isnull=False) & ~Q(after=F("id")),
                name="post_after_another_of_its_campaign",
            ),
        ),
        CompositeForeignKey("Post", "campaign", "editorial.Campaign", also=("client",)),
        # What goes first is a post of the same client and the same campaign.
        UniqueWithAgency("Post", also=("client", "campaign")),
        CompositeForeignKey("Post", "after", "editorial.Post", also=("client", "campaign")),
    ]
