import django.db.models.deletion as deletion
from django.db import migrations, models
from django.db.models import F, Q

from people.tenancy import CompositeForeignKey

# What was declared stays as it was declared: a correction is another row. Only a demo goes as a whole.
_KEEPS = """
    CREATE FUNCTION analytics_externalfigure_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo)
            THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'analytics_externalfigure is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER externalfigure_is_kept BEFORE UPDATE OR DELETE ON analytics_externalfigure
    FOR EACH ROW EXECUTE FUNCTION analytics_externalfigure_is_kept();
"""
_FORGETS = """
    DROP TRIGGER externalfigure_is_kept ON analytics_externalfigure;
    DROP FUNCTION analytics_externalfigure_is_kept();
"""


class Migration(migrations.Migration):
    """What clients' own counters say, declared and never mixed with what is measured."""

    dependencies = [
        ("analytics", "0003_statements"),
        ("clients", "0015_goals"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExternalFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_on", models.DateField(verbose_name="from")),
                ("to_on", models.DateField(verbose_name="to")),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="value")),
                ("way", models.CharField(choices=[("hand", "written by hand"), ("file", "from a file"), ("machine", "sent by a program")], max_length=7, verbose_name="how it came in")),
                ("proof_link", models.URLField(blank=True, max_length=500, verbose_name="proof")),
                ("recorded_at", models.DateTimeField(verbose_name="written down")),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("author", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member", verbose_name="brought in by")),
                ("client", models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name="+", to="clients.client")),
                ("proof_file", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="editorial.asset", verbose_name="proof")),
                ("source", models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name="figures", to="clients.figuresource")),
            ],
            options={
                "verbose_name": "external figure",
                "verbose_name_plural": "external figures",
                "ordering": ("-to_on", "-id"),
                "indexes": [models.Index(fields=["source", "to_on", "from_on", "-id"], name="externalfigure_latest")],
                "constraints": [
                    models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="externalfigure_ends_after_it_starts"),
                    models.CheckConstraint(condition=Q(way__in=["hand", "file", "machine"]), name="externalfigure_way_known"),
                    models.CheckConstraint(
                        condition=Q(way="machine", author=None) | (~Q(way="machine") & Q(author__isnull=False)),
                        name="externalfigure_by_somebody_or_a_program",
                    ),
                ],
            },
        ),
        CompositeForeignKey("ExternalFigure", "client", "clients.Client"),
        CompositeForeignKey("ExternalFigure", "source", "clients.FigureSource", also=("client",)),
        CompositeForeignKey("ExternalFigure", "author", "people.Member"),
        CompositeForeignKey("ExternalFigure", "proof_file", "editorial.Asset", also=("client",)),
        migrations.RunSQL(_KEEPS, _FORGETS),
    ]
