from django.db import migrations, models
from django.db.models import Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey

TROUBLES = [
    ("gone", "leads to a page that is not there"),
    ("no_name", "names a site that does not exist"),
    ("round", "is sent round in circles"),
    ("no_answer", "gets no answer from its site"),
    ("unsafe", "has no safe connection: its certificate is not good"),
    ("broken", "leads to a page with an error of its site"),
    ("unclear", "could not be judged: its site lets no programs in"),
]


class Migration(migrations.Migration):
    """The addresses that a client's public is sent to, and whether they open."""

    dependencies = [("clients", "0003_windows"), ("people", "0001_agencies")]

    operations = [
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("url", models.TextField(verbose_name="address")),
                ("host", models.CharField(max_length=255, verbose_name="site")),
                ("wanted_until", models.DateTimeField(verbose_name="asked until")),
                ("ask_at", models.DateTimeField(verbose_name="asked next")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="last asked")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="last opened")),
                ("trouble", models.CharField(blank=True, choices=TROUBLES, max_length=10, verbose_name="trouble")),
                ("failing_since", models.DateTimeField(blank=True, null=True, verbose_name="fails since")),
                ("n_failed", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
                ("is_dead", models.BooleanField(default=False, verbose_name="does not open")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="link_checks", to="clients.client")),
            ],
            options={
                "verbose_name": "link check",
                "verbose_name_plural": "link checks",
                "ordering": ("failing_since", "id"),
                "indexes": [
                    models.Index(fields=["ask_at"], name="linkcheck_due"),
                    models.Index(condition=Q(is_dead=True), fields=["client"], name="linkcheck_dead"),
                    models.Index(fields=["wanted_until"], name="linkcheck_forgotten"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("client", "url"), name="linkcheck_once"),
                    models.CheckConstraint(
                        condition=Q(trouble="") | Q(trouble__in=[trouble for trouble, _ in TROUBLES]),
                        name="linkcheck_trouble_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(failing_since=None, n_failed=0, is_dead=False)
                        | (Q(failing_since__isnull=False, n_failed__gt=0) & ~Q(trouble__in=["", "unclear"])),
                        name="linkcheck_fails_for_a_reason",
                    ),
                ],
            },
        ),
        CompositeForeignKey("LinkCheck", "client", "clients.Client"),
    ]
