import django.db.models.deletion
from django.db import migrations, models

import people.tenancy

MOVES = {
    "scheduled": ("claimed", "missed", "blocked", "cancelled", "by_hand"),
    "claimed": ("sending", "scheduled", "blocked", "cancelled"),
    "sending": ("published", "accepted", "scheduled", "failed", "unknown", "blocked", "missed"),
    "accepted": ("published", "failed", "unknown"),
    "unknown": ("published", "scheduled", "missed", "needs_human"),
    "needs_human": ("published", "scheduled", "cancelled"),
    "missed": ("published", "scheduled", "cancelled"),
    "blocked": ("published", "scheduled", "missed", "cancelled"),
}
BY_HAND = {"by_hand": ("published", "scheduled", "missed", "blocked", "cancelled")}
STATES = [
    ("scheduled", "Scheduled"),
    ("claimed", "Taken in charge"),
    ("sending", "Sending"),
    ("accepted", "Waiting for the network"),
    ("unknown", "Checking"),
    ("needs_human", "Needs you"),
    ("missed", "Missed"),
    ("blocked", "On hold"),
    ("by_hand", "To publish by hand"),
    ("published", "Published"),
    ("failed", "Not sent"),
    ("cancelled", "Cancelled"),
]
KINDS = [
    ("asked", "Somebody was asked to publish it"),
    ("late", "Nobody had published it yet"),
    ("done", "Published by hand"),
    ("not_done", "Not published"),
    ("postponed", "Moved to another time"),
]
WHY = [
    ("account", "I cannot get into the account"),
    ("content", "Something in the post is wrong"),
    ("client", "The client asked to wait"),
    ("material", "A picture or video is missing"),
    ("other", "Something else"),
]
SOURCES = [("network", "The network"), ("by_hand", "By hand"), ("imported", "Imported")]


class ReplaceMoves(people.tenancy.TransitionTrigger):
    """Only the function: the trigger that calls it is there."""

    def forwards(self, app_label, state):
        return super().forwards(app_label, state)[:1]

    def backwards(self, app_label, state):
        plain = {"scheduled": MOVES["scheduled"][:-1]}
        before = people.tenancy.TransitionTrigger(self.table, self.column, {**MOVES, **plain})
        return before.forwards(app_label, state)[:1]


class Migration(migrations.Migration):
    """A person publishes where no program can: the state, what they said, and how we know of a post."""

    dependencies = [
        ("editorial", "0005_posts_of_several_parts"),
        ("clients", "0004_by_hand"),
        ("people", "0001_people_and_agencies"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(choices=STATES, default="scheduled", max_length=12),
        ),
        migrations.RemoveConstraint(model_name="delivery", name="delivery_state_known"),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(state__in=[state for state, _ in STATES]),
                name="delivery_state_known",
            ),
        ),
        ReplaceMoves("editorial_delivery", "state", {**MOVES, **BY_HAND}),
        migrations.RemoveIndex(model_name="delivery", name="delivery_awaiting"),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["client", "due_at"],
                condition=models.Q(state__in=["needs_human", "missed", "blocked", "by_hand"]),
                name="delivery_awaiting",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                fields=["due_at"], condition=models.Q(state="by_hand"), name="delivery_by_hand"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="source",
            field=models.CharField(
                choices=SOURCES, db_default="network", default="network", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.member",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(source__in=[source for source, _ in SOURCES]),
                name="publication_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(source="network") | models.Q(entered_by__isnull=False),
                name="publication_by_hand_has_an_author",
            ),
        ),
        migrations.CreateModel(
            name="HandAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("why", models.CharField(blank=True, choices=WHY, max_length=10)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.agency",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hand_acts",
                        to="editorial.delivery",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.member",
                    ),
                ),
            ],
            options={"ordering": ("at", "id")},
        ),
        migrations.AddConstraint(
            model_name="handact",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]), name="handact_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handact",
            constraint=models.CheckConstraint(
                condition=models.Q(why__in=["", *(why for why, _ in WHY)]),
                name="handact_why_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handact",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=["asked", "late"]) | models.Q(member__isnull=False),
                name="handact_of_a_person_names_them",
            ),
        ),
        migrations.AddConstraint(
            model_name="handact",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind="not_done") | ~models.Q(why=""),
                name="handact_not_done_has_a_reason",
            ),
        ),
        people.tenancy.UniqueWithAgency("HandAct"),
        people.tenancy.CompositeForeignKey("HandAct", "delivery", "editorial.Delivery"),
        people.tenancy.CompositeForeignKey("HandAct", "member", "people.Member"),
        people.tenancy.CompositeForeignKey("Publication", "entered_by", "people.Member"),
    ]
