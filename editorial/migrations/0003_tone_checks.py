import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F, Q, deletion
from django.db.models.expressions import Func
from django.db.models.lookups import Exact

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """What the client's voice says of a post to come is kept beside the post."""

    dependencies = [("clients", "0001_clients"), ("editorial", "0002_aims_of_posts_made_outside")]

    operations = [
        migrations.CreateModel(
            name="ToneCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edit_number", models.PositiveIntegerField()),
                ("voice_edit", models.PositiveIntegerField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=160), default=list, size=None)),
                ("findings", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField()),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("post", models.OneToOneField(on_delete=deletion.CASCADE, related_name="tone_check", to="editorial.post")),
            ],
            options={
                "indexes": [models.Index(condition=~Q(keys=[]), fields=["client"], name="tonecheck_with_findings")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Exact(
                            Func(F("keys"), function="cardinality", output_field=models.IntegerField()),
                            Func(F("findings"), function="jsonb_array_length", output_field=models.IntegerField()),
                        ),
                        name="tonecheck_a_key_for_each_finding",
                    ),
                ],
            },
        ),
        CompositeForeignKey("ToneCheck", "client", "clients.Client"),
        CompositeForeignKey("ToneCheck", "post", "editorial.Post"),
    ]
