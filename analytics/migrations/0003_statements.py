import django.core.serializers.json
from django.db import migrations, models
from django.db.models import F, Q, deletion

import people.ids
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """The account of a period, frozen when it is issued."""

    dependencies = [
        ("analytics", "0002_handovers"),
        ("editorial", "0003_effort"),
    ]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                ("language", models.CharField(max_length=2, verbose_name="language")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                ("figures", models.JSONField(editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name="figures")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("pdf_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("pdf_lease_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("n_pdf_failures", models.PositiveIntegerField(default=0, editable=False)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="statements", to="clients.client")),
                ("closed_period", models.OneToOneField(on_delete=deletion.PROTECT, related_name="+", to="editorial.closedperiod")),
                ("issued_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={
                "verbose_name": "statement",
                "verbose_name_plural": "statements",
                "ordering": ("-first_on", "-id"),
                "indexes": [
                    models.Index(fields=["client", "-first_on"], name="statement_of_client"),
                    models.Index(condition=Q(pdf_name=""), fields=["id"], name="statement_pdf_wanted"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="statement_days_in_order"),
                ],
            },
        ),
        UniqueWithAgency("Statement"),
        CompositeForeignKey("Statement", "client", "clients.Client"),
        CompositeForeignKey("Statement", "closed_period", "editorial.ClosedPeriod"),
        CompositeForeignKey("Statement", "issued_by", "people.Member"),
        migrations.RunSQL(
            """
            CREATE FUNCTION analytics_statement_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'an issued statement does not change' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER analytics_statement_frozen
            BEFORE UPDATE OF figures, first_on, last_on, client_id, issued_at, issued_by_id, note ON analytics_statement
            FOR EACH ROW WHEN (
                (OLD.figures, OLD.first_on, OLD.last_on, OLD.client_id, OLD.issued_at, OLD.issued_by_id, OLD.note)
                IS DISTINCT FROM
                (NEW.figures, NEW.first_on, NEW.last_on, NEW.client_id, NEW.issued_at, NEW.issued_by_id, NEW.note)
            ) EXECUTE FUNCTION analytics_statement_frozen();
            """,
            """
            DROP TRIGGER analytics_statement_frozen ON analytics_statement;
            DROP FUNCTION analytics_statement_frozen();
            """,
        ),
    ]
