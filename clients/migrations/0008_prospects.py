import django.core.validators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import F, Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency


def _own(name: str) -> list:
    """The fields that every matter has, and its client under the name `name`."""
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
        ("agency", models.ForeignKey(editable=False, on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
        ("client", models.ForeignKey(editable=False, on_delete=deletion.CASCADE, related_name=name, to="clients.client")),
    ]


class Migration(migrations.Migration):
    """Looks at a prospect's public accounts, and offers."""

    dependencies = [
        ("clients", "0007_standing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sighting",
            fields=[
                *_own("sightings"),
                ("network", models.SlugField(max_length=30, verbose_name="network")),
                ("address", models.CharField(max_length=300, verbose_name="account")),
                ("seen_on", models.DateField(verbose_name="seen on")),
                ("followers", models.PositiveIntegerField(blank=True, null=True, verbose_name="followers")),
                ("posts", models.PositiveIntegerField(blank=True, null=True, verbose_name="posts in the last 30 days")),
                ("last_post_on", models.DateField(blank=True, null=True, verbose_name="last post")),
                ("formats", models.CharField(blank=True, max_length=160, verbose_name="formats")),
                ("answers", models.CharField(blank=True, choices=[("yes", "Answers"), ("sometimes", "Answers sometimes"), ("no", "Does not answer")], default="", max_length=9, verbose_name="answers its public")),
                ("gaps", models.TextField(blank=True, help_text="Bio, link, picture, hours, pinned posts: what a visitor looks for in vain.", max_length=1000, verbose_name="what the profile lacks")),
            ],
            options={
                "verbose_name": "look at a public account",
                "verbose_name_plural": "looks at public accounts",
                "ordering": ("network", "address", "-seen_on", "id"),
                "constraints": [
                    models.UniqueConstraint(F("client"), F("address"), F("seen_on"), name="sighting_once_a_day"),
                    models.CheckConstraint(condition=~Q(network="") & ~Q(address=""), name="sighting_names_an_account"),
                    models.CheckConstraint(
                        condition=Q(last_post_on=None) | Q(last_post_on__lte=F("seen_on")),
                        name="sighting_saw_no_later_post",
                        violation_error_message="The last post cannot be later than the day it was seen.",
                    ),
                    models.CheckConstraint(condition=Q(answers__in=["", "yes", "sometimes", "no"]), name="sighting_answers_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                *_own("offers"),
                ("words", models.TextField(help_text="In the client's words: what for, and how one sees that it worked.", max_length=4000, verbose_name="what we would do")),
                ("price", models.DecimalField(decimal_places=2, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name="price")),
                ("currency", models.CharField(choices=[("EUR", "Euro"), ("CHF", "Swiss franc"), ("GBP", "Pound sterling"), ("USD", "US dollar")], default="EUR", max_length=3, verbose_name="currency")),
                ("basis", models.CharField(choices=[("monthly", "A fee every month"), ("flat", "One fee for the whole")], default="monthly", max_length=7, verbose_name="basis")),
                ("hours", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name="hours included")),
                ("quotas", models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder, verbose_name="quotas of the offer")),
                ("rounds", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="rounds of changes")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                ("state", models.CharField(choices=[("draft", "Draft"), ("sent", "Sent"), ("accepted", "Accepted"), ("declined", "Declined"), ("withdrawn", "Withdrawn")], default="draft", editable=False, max_length=9, verbose_name="state")),
                ("made_at", models.DateTimeField(editable=False, verbose_name="made")),
                ("sent_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="decided")),
                ("decided_name", models.CharField(blank=True, editable=False, max_length=300, verbose_name="who decided")),
                ("made_by", models.ForeignKey(editable=False, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                ("recorded_by", models.ForeignKey(blank=True, editable=False, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(condition=Q(price__gte=0), name="offer_price_not_negative"),
                    models.CheckConstraint(
                        condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                        name="offer_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "sent", "accepted", "declined", "withdrawn"], basis__in=["monthly", "flat"])
                        & Q(currency__in=["EUR", "CHF", "GBP", "USD"]),
                        name="offer_words_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "withdrawn"]) | Q(sent_at__isnull=False),
                        name="offer_decided_once_sent",
                    ),
                    models.CheckConstraint(
                        condition=Q(state__in=["accepted", "declined"], decided_at__isnull=False) & ~Q(decided_name="")
                        | Q(state__in=["draft", "sent", "withdrawn"], decided_at=None),
                        name="offer_decided_by_somebody",
                    ),
                ],
            },
        ),
        UniqueWithAgency("Sighting"),
        UniqueWithAgency("Offer"),
        CompositeForeignKey("Sighting", "client", "clients.Client"),
        CompositeForeignKey("Offer", "client", "clients.Client"),
        CompositeForeignKey("Offer", "made_by", "people.Member"),
        CompositeForeignKey("Offer", "recorded_by", "people.Member"),
    ]
