from django.db import migrations, models
from django.db.models import Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """What the people of the agency remember about a client."""

    dependencies = [("clients", "0013_owed_and_windows_on_agendas"), ("people", "0001_agencies")]

    operations = [
        migrations.CreateModel(
            name="ClientNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("words", models.TextField(max_length=600, verbose_name="note")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.CASCADE, related_name="notes", to="clients.client")),
                ("written_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ("-written_at", "-id"),
                "indexes": [
                    models.Index(condition=Q(removed_at=None), fields=["client", "-written_at"], name="clientnote_of_client")
                ],
                "constraints": [models.CheckConstraint(condition=~Q(words=""), name="clientnote_says_something")],
            },
        ),
        CompositeForeignKey("ClientNote", "client", "clients.Client"),
        CompositeForeignKey("ClientNote", "written_by", "people.Member"),
    ]
