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
    """What belongs to a client by its kind, and the hat a channel wears."""

    dependencies = [
        ("clients", "0005_voice"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkPackage",
            fields=[
                *_own("work_packages"),
                ("code", models.CharField(help_text="As in the contract: WP5.", max_length=20, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "work package",
                "verbose_name_plural": "work packages",
                "ordering": ("code", "id"),
                "constraints": [
                    models.UniqueConstraint(F("client"), F("code"), name="workpackage_code_once"),
                    models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="workpackage_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                        name="workpackage_ends_after_it_starts",
                        violation_error_message="The last day comes before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deliverable",
            fields=[
                *_own("deliverables"),
                ("code", models.CharField(help_text="As in the contract: D5.3.", max_length=20, verbose_name="code")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("due_on", models.DateField(verbose_name="due")),
                ("handed_in_on", models.DateField(blank=True, null=True, verbose_name="handed in")),
                ("work_package", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="deliverables", to="clients.workpackage", verbose_name="work package")),
            ],
            options={
                "verbose_name": "deliverable",
                "verbose_name_plural": "deliverables",
                "ordering": ("due_on", "id"),
                "constraints": [
                    models.UniqueConstraint(F("client"), F("code"), name="deliverable_code_once"),
                    models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="deliverable_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                *_own("stages"),
                ("name", models.CharField(max_length=120, verbose_name="name")),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(F("client"), F("name"), name="stage_name_once"),
                    models.CheckConstraint(condition=~Q(name=""), name="stage_has_a_name"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                *_own("acts"),
                ("name", models.CharField(max_length=160, verbose_name="act")),
                ("on", models.DateField(verbose_name="day")),
                ("at", models.TimeField(blank=True, null=True, verbose_name="hour")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("is_confirmed", models.BooleanField(default=False, help_text="The artist's office has said yes to name, pictures and hour.", verbose_name="may be told")),
                ("stage", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="acts", to="clients.stage", verbose_name="stage")),
            ],
            options={
                "verbose_name": "act",
                "verbose_name_plural": "acts",
                "ordering": ("on", "at", "id"),
                "indexes": [models.Index(fields=["client", "on", "at"], name="act_of_client")],
                "constraints": [
                    models.CheckConstraint(condition=~Q(name=""), name="act_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=1440),
                        name="act_lasts_a_day_at_most",
                        violation_error_message="An act lasts between 1 minute and 24 hours.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sponsor",
            fields=[
                *_own("sponsors"),
                ("name", models.CharField(help_text="As posts write it: a post that says it is a mention.", max_length=120, verbose_name="name")),
                ("n_owed", models.PositiveSmallIntegerField(verbose_name="mentions owed")),
                ("n_before", models.PositiveSmallIntegerField(default=0, help_text="On paper, from the stage or before we began; those in posts are counted.", verbose_name="mentions made elsewhere")),
                ("rivals", models.CharField(blank=True, help_text="Names that must not stand in the same post, with commas between them.", max_length=300, verbose_name="not beside")),
            ],
            options={
                "verbose_name": "sponsor",
                "verbose_name_plural": "sponsors",
                "ordering": ("name", "id"),
                "constraints": [
                    models.UniqueConstraint(F("client"), F("name"), name="sponsor_name_once"),
                    models.CheckConstraint(condition=~Q(name=""), name="sponsor_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(n_owed__gte=1),
                        name="sponsor_is_owed_something",
                        violation_error_message="Say how many mentions are owed: one at least.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Work",
            fields=[
                *_own("works"),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("what", models.CharField(blank=True, help_text="Single, album, tour, book.", max_length=60, verbose_name="what it is")),
                ("out_on", models.DateField(blank=True, null=True, verbose_name="comes out")),
                ("approver", models.CharField(blank=True, help_text="The label or publisher; empty if nobody.", max_length=120, verbose_name="who must say yes")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="said yes on")),
            ],
            options={
                "verbose_name": "work",
                "verbose_name_plural": "works",
                "ordering": ("out_on", "id"),
                "constraints": [
                    models.CheckConstraint(condition=~Q(title=""), name="work_has_a_title"),
                    models.CheckConstraint(
                        condition=Q(approved_on=None) | ~Q(approver=""),
                        name="work_approved_by_somebody",
                        violation_error_message="Say who said yes.",
                    ),
                ],
            },
        ),
        UniqueWithAgency("WorkPackage"),
        UniqueWithAgency("WorkPackage", also=("client",)),
        UniqueWithAgency("Deliverable"),
        UniqueWithAgency("Stage"),
        UniqueWithAgency("Stage", also=("client",)),
        UniqueWithAgency("Act"),
        UniqueWithAgency("Sponsor"),
        UniqueWithAgency("Work"),
        CompositeForeignKey("WorkPackage", "client", "clients.Client"),
        CompositeForeignKey("Deliverable", "client", "clients.Client"),
        CompositeForeignKey("Deliverable", "work_package", "clients.WorkPackage", also=("client",)),
        CompositeForeignKey("Stage", "client", "clients.Client"),
        CompositeForeignKey("Act", "client", "clients.Client"),
        CompositeForeignKey("Act", "stage", "clients.Stage", also=("client",)),
        CompositeForeignKey("Sponsor", "client", "clients.Client"),
        CompositeForeignKey("Work", "client", "clients.Client"),
        migrations.AddField(
            model_name="channel",
            name="hat",
            field=models.CharField(
                blank=True,
                choices=[("person", "The person"), ("institution", "The institution")],
                db_default="",
                default="",
                max_length=11,
                verbose_name="hat",
            ),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.CheckConstraint(
                condition=Q(hat__in=["", "person", "institution"]), name="channel_hat_known"
            ),
        ),
    ]
