import people.ids
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion

from people.tenancy import CompositeForeignKey, UniqueWithAgency
from people.tables import InOneStep
from people.tenancy import AppendOnly, CompositeForeignKey, UniqueWithAgency

READINGS = '''
CREATE TABLE analytics_reading (
    publication_id bigint NOT NULL,
    taken_at timestamptz NOT NULL,
    agency_id bigint NOT NULL,
    client_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    source varchar(30) NOT NULL,
    reach bigint, views bigint, impressions bigint, likes bigint, comments bigint, shares bigint,
    quotes bigint, saves bigint, clicks bigint, engagements bigint, poll_votes bigint,
    watch_time_s bigint, avg_watch_s bigint,
    entered_by_id bigint,
    PRIMARY KEY (publication_id, taken_at),
    CONSTRAINT reading_entered_by_same_agency
        FOREIGN KEY (agency_id, entered_by_id) REFERENCES people_member (agency_id, id),
    CONSTRAINT reading_by_hand_has_an_author CHECK ((source = 'by_hand') = (entered_by_id IS NOT NULL)),
    CONSTRAINT reading_publication_same_agency
        FOREIGN KEY (agency_id, client_id, channel_id, publication_id)
        REFERENCES editorial_publication (agency_id, client_id, channel_id, id)
) PARTITION BY RANGE (taken_at);
CREATE TABLE analytics_reading_default PARTITION OF analytics_reading DEFAULT;

CREATE TABLE analytics_channelreading (
    channel_id bigint NOT NULL,
    taken_at timestamptz NOT NULL,
    agency_id bigint NOT NULL,
    client_id bigint NOT NULL,
    source varchar(30) NOT NULL,
    followers bigint, following bigint, n_posts bigint, profile_views bigint, profile_reach bigint,
    entered_by_id bigint,
    PRIMARY KEY (channel_id, taken_at),
    CONSTRAINT channelreading_entered_by_same_agency
        FOREIGN KEY (agency_id, entered_by_id) REFERENCES people_member (agency_id, id),
    CONSTRAINT channelreading_by_hand_has_an_author CHECK ((source = 'by_hand') = (entered_by_id IS NOT NULL)),
    CONSTRAINT channelreading_channel_same_agency
        FOREIGN KEY (agency_id, client_id, channel_id)
        REFERENCES clients_channel (agency_id, client_id, id)
) PARTITION BY RANGE (taken_at);
CREATE TABLE analytics_channelreading_default PARTITION OF analytics_channelreading DEFAULT;
'''
NO_READINGS = "DROP TABLE analytics_reading; DROP TABLE analytics_channelreading"

# The product connects as a role that owns nothing and cannot make tables: this function, run with the owner's
# rights, is the one thing it may do. Rows that came early, into the default partition, move into their month.
# A month is attached by a parent's own checks; LIKE takes them along, or attaching would be refused.
ENSURE_MONTH = '''
CREATE FUNCTION ensure_reading_month(month date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    past date := (date_trunc('month', month) + interval '1 month')::date;
    parent text;
    part text;
    n_made integer := 0;
BEGIN
    IF first NOT BETWEEN date '2004-01-01' AND date '2099-12-01' THEN
        RAISE EXCEPTION 'no readings are kept for %', first USING ERRCODE = 'invalid_parameter_value';
    END IF;
    FOREACH parent IN ARRAY ARRAY['analytics_reading', 'analytics_channelreading'] LOOP
        part := parent || to_char(first, '"_"YYYY"_"MM');
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('ensure_reading_month'));
        CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL;
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER %I', parent || '_default', parent || '_append_only');
        EXECUTE format(
            'WITH early AS (DELETE FROM %I WHERE taken_at >= $1 AND taken_at < $2 RETURNING *) '
            'INSERT INTO %I SELECT * FROM early', parent || '_default', part)
            USING first::timestamp AT TIME ZONE 'UTC', past::timestamp AT TIME ZONE 'UTC';
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER %I', parent || '_default', parent || '_append_only');
        EXECUTE format(
            'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            parent, part, first::timestamp AT TIME ZONE 'UTC', past::timestamp AT TIME ZONE 'UTC');
        n_made := n_made + 1;
    END LOOP;
    RETURN n_made;
END $$;
'''
FIRST_MONTHS = '''
SELECT ensure_reading_month((date_trunc('month', smm_now()) + make_interval(months => n))::date)
FROM generate_series(-1, 2) AS n
'''

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
    """What the networks said (readings), what follows from it per day, figures from outside, and the reports and statements that show it."""

    initial = True
    dependencies = [
        ("editorial", "0001_posts"),
    ]
    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('month_on', models.DateField(verbose_name='month')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone')),
                ('in_brief', models.TextField(blank=True, max_length=2000, verbose_name='In brief')),
                ('next_steps', models.TextField(blank=True, max_length=2000, verbose_name='What we will do')),
                ('figures', models.JSONField(editable=False, encoder=DjangoJSONEncoder, verbose_name='figures')),
                ('collected_at', models.DateTimeField(verbose_name='figures of')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='reports', to='clients.client')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('n_pdf_bytes', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('n_pdf_failures', models.PositiveIntegerField(default=0, editable=False)),
                ('pdf_edition', models.PositiveIntegerField(default=1, editable=False)),
                ('pdf_lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('pdf_made_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('pdf_name', models.CharField(blank=True, editable=False, max_length=200)),
                ('pdf_state', models.CharField(choices=[('wanted', 'Being made'), ('made', 'Ready'), ('failed', 'Could not be made')], default='wanted', editable=False, max_length=8, verbose_name='PDF')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports',
                'ordering': ('-month_on', '-id'),
                'indexes': [
                    models.Index(fields=['client', '-month_on'], name='report_of_client'),
                    models.Index(condition=models.Q(('pdf_state', 'wanted')), fields=['id'], name='report_pdf_wanted'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='report_language_known'),
                    models.CheckConstraint(condition=models.Q(('month_on__day', 1)), name='report_month_begins_on_the_first'),
                    models.CheckConstraint(condition=models.Q(('pdf_state__in', ['wanted', 'made', 'failed'])), name='report_pdf_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('pdf_state', 'made'), _negated=True), models.Q(models.Q(('pdf_name', ''), _negated=True), ('n_pdf_bytes__isnull', False), ('pdf_made_at__isnull', False)), _connector='OR'), name='report_pdf_made_is_somewhere'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReportLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('label', models.CharField(max_length=80, verbose_name='for whom')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('n_views', models.PositiveIntegerField(default=0, verbose_name='times opened')),
                ('last_seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last opened')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('report', models.ForeignKey(on_delete=deletion.CASCADE, related_name='links', to='analytics.report')),
                ('mailed_to', models.EmailField(blank=True, max_length=254, verbose_name='sent to')),
            ],
            options={
                'verbose_name': 'link to a report',
                'verbose_name_plural': 'links to reports',
                'ordering': ('-id',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('token_hash__regex', '^[0-9a-f]{64}$')), name='reportlink_token_hashed'),
                    models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='reportlink_expires_after_it_is_made'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Sampling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('measured_at', models.DateTimeField(blank=True, null=True)),
                ('n_failures', models.PositiveIntegerField(default=0)),
                ('n_absences', models.PositiveIntegerField(default=0)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('publication', models.OneToOneField(on_delete=deletion.CASCADE, related_name='sampling', to='editorial.publication')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at', 'id'], name='sampling_due'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ChannelDay',
            fields=[
                ('pk', models.CompositePrimaryKey('channel_id', 'day_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day_on', models.DateField(verbose_name='day')),
                ('taken_at', models.DateTimeField(verbose_name='taken')),
                ('n_read', models.PositiveIntegerField(default=0)),
                ('followers', models.BigIntegerField(null=True)),
                ('views_gained', models.BigIntegerField(null=True)),
                ('likes_gained', models.BigIntegerField(null=True)),
                ('comments_gained', models.BigIntegerField(null=True)),
                ('shares_gained', models.BigIntegerField(null=True)),
                ('quotes_gained', models.BigIntegerField(null=True)),
                ('saves_gained', models.BigIntegerField(null=True)),
                ('clicks_gained', models.BigIntegerField(null=True)),
                ('engagements_gained', models.BigIntegerField(null=True)),
                ('engagements_dated', models.BigIntegerField(null=True)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='days', to='clients.channel')),
                ('client', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
                ('entered_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=deletion.DO_NOTHING, related_name='+', to='people.member')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['client', 'day_on'], include=('engagements_gained', 'followers', 'taken_at'), name='channelday_by_client'),
                    models.Index(condition=models.Q(('entered_by__isnull', False)), fields=['client', 'day_on'], name='channelday_by_hand'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DirtyDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day_on', models.DateField()),
                ('n_changes', models.PositiveIntegerField(default=1)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.channel')),
                ('publication', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=deletion.CASCADE, related_name='+', to='editorial.publication')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('publication', 'channel', 'day_on'), name='dirtyday_once', nulls_distinct=False),
                ],
            },
        ),
        migrations.CreateModel(
            name='PublicationDay',
            fields=[
                ('pk', models.CompositePrimaryKey('publication_id', 'day_on', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day_on', models.DateField(verbose_name='day')),
                ('since_on', models.DateField(null=True)),
                ('taken_at', models.DateTimeField(verbose_name='taken')),
                ('reach', models.BigIntegerField(null=True)),
                ('views', models.BigIntegerField(null=True)),
                ('likes', models.BigIntegerField(null=True)),
                ('comments', models.BigIntegerField(null=True)),
                ('shares', models.BigIntegerField(null=True)),
                ('quotes', models.BigIntegerField(null=True)),
                ('saves', models.BigIntegerField(null=True)),
                ('clicks', models.BigIntegerField(null=True)),
                ('engagements', models.BigIntegerField(null=True)),
                ('views_gained', models.BigIntegerField(null=True)),
                ('likes_gained', models.BigIntegerField(null=True)),
                ('comments_gained', models.BigIntegerField(null=True)),
                ('shares_gained', models.BigIntegerField(null=True)),
                ('quotes_gained', models.BigIntegerField(null=True)),
                ('saves_gained', models.BigIntegerField(null=True)),
                ('clicks_gained', models.BigIntegerField(null=True)),
                ('engagements_gained', models.BigIntegerField(null=True)),
                ('is_dated', models.BooleanField(default=False)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
                ('publication', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='days', to='editorial.publication')),
                ('entered_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=deletion.DO_NOTHING, related_name='+', to='people.member')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['channel', 'day_on'], name='publicationday_of_channel'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PublicationTotal',
            fields=[
                ('publication', models.OneToOneField(db_constraint=False, on_delete=deletion.CASCADE, primary_key=True, related_name='total', serialize=False, to='editorial.publication')),
                ('published_at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(verbose_name='taken')),
                ('reach', models.BigIntegerField(null=True)),
                ('views', models.BigIntegerField(null=True)),
                ('likes', models.BigIntegerField(null=True)),
                ('comments', models.BigIntegerField(null=True)),
                ('shares', models.BigIntegerField(null=True)),
                ('quotes', models.BigIntegerField(null=True)),
                ('saves', models.BigIntegerField(null=True)),
                ('clicks', models.BigIntegerField(null=True)),
                ('engagements', models.BigIntegerField(null=True)),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(db_constraint=False, db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
                ('entered_by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=deletion.DO_NOTHING, related_name='+', to='people.member')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['client', '-published_at'], name='publicationtotal_of_client'),
                ],
            },
        ),
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
        # What composite foreign keys of posts' rows refer to: one check for agency, client, channel and post.
        migrations.RunSQL(
            'ALTER TABLE editorial_publication ADD CONSTRAINT publication_agency_client_channel_id_unique '
            'UNIQUE (agency_id, client_id, channel_id, id)',
            'ALTER TABLE editorial_publication DROP CONSTRAINT publication_agency_client_channel_id_unique',
        ),
        # Partitioned tables are beyond Django's schema editor: it is told of the models, SQL makes the tables.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(READINGS, NO_READINGS)],
            state_operations=[
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('pk', models.CompositePrimaryKey('publication_id', 'taken_at', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('taken_at', models.DateTimeField(verbose_name='taken')),
                        ('source', models.SlugField(db_index=False, max_length=30, verbose_name='source')),
                        ('reach', models.BigIntegerField(null=True)),
                        ('views', models.BigIntegerField(null=True)),
                        ('impressions', models.BigIntegerField(null=True)),
                        ('likes', models.BigIntegerField(null=True)),
                        ('comments', models.BigIntegerField(null=True)),
                        ('shares', models.BigIntegerField(null=True)),
                        ('quotes', models.BigIntegerField(null=True)),
                        ('saves', models.BigIntegerField(null=True)),
                        ('clicks', models.BigIntegerField(null=True)),
                        ('engagements', models.BigIntegerField(null=True)),
                        ('poll_votes', models.BigIntegerField(null=True)),
                        ('watch_time_s', models.BigIntegerField(null=True)),
                        ('avg_watch_s', models.BigIntegerField(null=True)),
                        ('agency', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='+', to='people.agency')),
                        ('channel', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='+', to='clients.channel')),
                        ('client', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='+', to='clients.client')),
                        ('publication', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='readings', to='editorial.publication')),
                        ('entered_by', models.ForeignKey(db_index=False, null=True, on_delete=deletion.DO_NOTHING, related_name='+', to='people.member')),
                    ],
                    options={
                        'verbose_name': 'reading',
                        'verbose_name_plural': 'readings',
                    },
                ),
                migrations.CreateModel(
                    name='ChannelReading',
                    fields=[
                        ('pk', models.CompositePrimaryKey('channel_id', 'taken_at', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('taken_at', models.DateTimeField(verbose_name='taken')),
                        ('source', models.SlugField(db_index=False, max_length=30, verbose_name='source')),
                        ('followers', models.BigIntegerField(null=True)),
                        ('following', models.BigIntegerField(null=True)),
                        ('n_posts', models.BigIntegerField(null=True)),
                        ('profile_views', models.BigIntegerField(null=True)),
                        ('profile_reach', models.BigIntegerField(null=True)),
                        ('agency', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='+', to='people.agency')),
                        ('channel', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='readings', to='clients.channel')),
                        ('client', models.ForeignKey(db_index=False, on_delete=deletion.DO_NOTHING, related_name='+', to='clients.client')),
                        ('entered_by', models.ForeignKey(db_index=False, null=True, on_delete=deletion.DO_NOTHING, related_name='+', to='people.member')),
                    ],
                    options={
                        'verbose_name': 'reading of a channel',
                        'verbose_name_plural': 'readings of channels',
                    },
                ),
            ],
        ),
        UniqueWithAgency("Report"),
        UniqueWithAgency("ReportLink"),
        UniqueWithAgency("Sampling"),
        CompositeForeignKey("Report", "client", "clients.Client"),
        CompositeForeignKey("Report", "created_by", "people.Member"),
        CompositeForeignKey("ReportLink", "report", "analytics.Report"),
        CompositeForeignKey("ReportLink", "created_by", "people.Member"),
        CompositeForeignKey("Sampling", "publication", "editorial.Publication"),
        CompositeForeignKey("DirtyDay", "channel", "clients.Channel"),
        CompositeForeignKey("DirtyDay", "publication", "editorial.Publication"),
        CompositeForeignKey("ChannelDay", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey(
            "PublicationDay", "publication", "editorial.Publication", also=("client", "channel")
        ),
        CompositeForeignKey(
            "PublicationTotal", "publication", "editorial.Publication", also=("client", "channel")
        ),
        AppendOnly("analytics_reading"),
        AppendOnly("analytics_channelreading"),
        migrations.RunSQL(ENSURE_MONTH, "DROP FUNCTION ensure_reading_month(date)"),
        migrations.RunSQL(FIRST_MONTHS, migrations.RunSQL.noop),
        # A marked day is marked again and again until it is rolled up: room on the page keeps that cheap.
        migrations.RunSQL(
            'ALTER TABLE analytics_dirtyday SET (fillfactor = 50)',
            'ALTER TABLE analytics_dirtyday RESET (fillfactor)',
        ),
        CompositeForeignKey("PublicationDay", "entered_by", "people.Member"),
        CompositeForeignKey("PublicationTotal", "entered_by", "people.Member"),
        CompositeForeignKey("ChannelDay", "entered_by", "people.Member"),
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
