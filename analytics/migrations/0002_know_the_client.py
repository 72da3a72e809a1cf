from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion

import people.ids
from people.tables import InOneStep
from people.tenancy import CompositeForeignKey, UniqueWithAgency

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


class Migration(InOneStep):
    """Handover files, statements of a period, and figures from outside."""

    dependencies = [
        ("analytics", "0001_analytics"),
        ("clients", "0002_know_the_client"),
        ("editorial", "0002_know_the_client"),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('state', models.CharField(choices=[('wanted', 'Being made'), ('made', 'Ready'), ('failed', 'Could not be made')], default='wanted', editable=False, max_length=8, verbose_name='state')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('n_failures', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('pdf_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('zip_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('n_pdf_bytes', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('n_zip_bytes', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('made_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='made')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('asked_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='handovers', to='clients.client')),
            ],
            options={
                'verbose_name': 'handover file',
                'verbose_name_plural': 'handover files',
                'ordering': ('-asked_at', '-id'),
                'indexes': [
                    models.Index(fields=['client', '-asked_at'], name='handover_of_client'),
                    models.Index(condition=models.Q(('state', 'wanted')), fields=['id'], name='handover_wanted'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['wanted', 'made', 'failed'])), name='handover_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'made'), _negated=True), models.Q(models.Q(('pdf_name', ''), _negated=True), models.Q(('zip_name', ''), _negated=True), ('made_at__isnull', False)), _connector='OR'), name='handover_made_is_somewhere'),
                    models.UniqueConstraint(condition=models.Q(('state', 'wanted')), fields=('client',), name='handover_one_at_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('language', models.CharField(max_length=2, verbose_name='language')),
                ('note', models.TextField(blank=True, max_length=1000, verbose_name='note')),
                ('figures', models.JSONField(editable=False, encoder=DjangoJSONEncoder, verbose_name='figures')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('pdf_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('pdf_lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('n_pdf_failures', models.PositiveIntegerField(default=0, editable=False)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='statements', to='clients.client')),
                ('closed_period', models.OneToOneField(on_delete=deletion.PROTECT, related_name='+', to='editorial.closedperiod')),
                ('issued_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'statement',
                'verbose_name_plural': 'statements',
                'ordering': ('-first_on', '-id'),
                'indexes': [
                    models.Index(fields=['client', '-first_on'], name='statement_of_client'),
                    models.Index(condition=models.Q(('pdf_name', '')), fields=['id'], name='statement_pdf_wanted'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='statement_days_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ExternalFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(verbose_name='to')),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='value')),
                ('way', models.CharField(choices=[('hand', 'written by hand'), ('file', 'from a file'), ('machine', 'sent by a program')], max_length=7, verbose_name='how it came in')),
                ('proof_link', models.URLField(blank=True, max_length=500, verbose_name='proof')),
                ('recorded_at', models.DateTimeField(verbose_name='written down')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member', verbose_name='brought in by')),
                ('client', models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('proof_file', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='editorial.asset', verbose_name='proof')),
                ('source', models.ForeignKey(db_index=False, on_delete=deletion.PROTECT, related_name='figures', to='clients.figuresource')),
            ],
            options={
                'verbose_name': 'external figure',
                'verbose_name_plural': 'external figures',
                'ordering': ('-to_on', '-id'),
                'indexes': [
                    models.Index(fields=['source', 'to_on', 'from_on', '-id'], name='externalfigure_latest'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('to_on__gte', models.F('from_on'))), name='externalfigure_ends_after_it_starts'),
                    models.CheckConstraint(condition=models.Q(('way__in', ['hand', 'file', 'machine'])), name='externalfigure_way_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('author', None), ('way', 'machine')), models.Q(models.Q(('way', 'machine'), _negated=True), ('author__isnull', False)), _connector='OR'), name='externalfigure_by_somebody_or_a_program'),
                ],
            },
        ),
        UniqueWithAgency("Handover"),
        CompositeForeignKey("Handover", "client", "clients.Client"),
        CompositeForeignKey("Handover", "asked_by", "people.Member"),
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
        CompositeForeignKey("ExternalFigure", "client", "clients.Client"),
        CompositeForeignKey("ExternalFigure", "source", "clients.FigureSource", also=("client",)),
        CompositeForeignKey("ExternalFigure", "author", "people.Member"),
        CompositeForeignKey("ExternalFigure", "proof_file", "editorial.Asset", also=("client",)),
        migrations.RunSQL(_KEEPS, _FORGETS),
    ]
