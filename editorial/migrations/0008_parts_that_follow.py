import django.db.models.deletion
from django.db import migrations, models

import people.tenancy


class Migration(migrations.Migration):
    """What follows the first part of a post has a state, tries and looks of its own."""

    dependencies = [
        ('clients', '0003_refreshing'),
        ('editorial', '0007_videos'),
        ('people', '0002_demo_agencies'),
    ]

    operations = [
        migrations.CreateModel(
            name='PartAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epoch', models.PositiveIntegerField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('created', 'Published'), ('not_created', 'Not sent, to be tried again'), ('refused', 'Refused by the network'), ('doubtful', 'No clear answer'), ('given_back', 'Given back unsent')], max_length=12)),
                ('error_kind', models.CharField(blank=True, max_length=30)),
                ('error_code', models.CharField(blank=True, max_length=60)),
                ('http_status', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, max_length=4096)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='editorial.step')),
            ],
        ),
        migrations.CreateModel(
            name='PartLookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('result', models.CharField(choices=[('found', 'Found'), ('absent', 'Not there'), ('undecided', 'Not clear'), ('failed', 'The reading failed')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lookups', to='editorial.step')),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='rest',
            field=models.CharField(blank=True, choices=[('coming', 'Published, the rest follows'), ('checking', 'Published, checking the rest'), ('needs_you', 'Published, but not whole'), ('left', 'Published without the rest')], max_length=10),
        ),
        migrations.AddField(
            model_name='step',
            name='check_after',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='epoch',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='step',
            name='first_sent_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='late_after',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='n_negative_reads',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='step',
            name='owner',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='step',
            name='state',
            field=models.CharField(blank=True, choices=[('waiting', 'Waiting for its turn'), ('sending', 'Sending'), ('unknown', 'Checking'), ('needs_human', 'Needs you'), ('done', 'Published'), ('left', 'Left out')], max_length=12),
        ),
        migrations.AddField(
            model_name='step',
            name='url',
            field=models.URLField(blank=True, max_length=500),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('rest__in', ['checking', 'needs_you'])), fields=['client', 'due_at'], name='delivery_not_whole'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at', 'id'], name='part_due'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='part_in_flight'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=models.Index(condition=models.Q(('state', 'unknown')), fields=['check_after'], name='part_doubtful'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('rest', ''), models.Q(('rest__in', ['coming', 'checking', 'needs_you', 'left']), ('state', 'published')), _connector='OR'), name='delivery_rest_follows_what_is_out'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'sending')), fields=('delivery',), name='part_one_in_flight'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('is_commit', True), models.Q(('remote_ref', ''), _negated=True)), fields=('delivery', 'remote_ref'), name='part_has_a_post_of_its_own'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('state', ''), models.Q(('is_commit', True), ('state__in', ['waiting', 'sending', 'unknown', 'needs_human', 'done', 'left'])), _connector='OR'), name='part_state_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='part_done_has_proof'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('owner__isnull', False), ('state', 'sending')), models.Q(('state', 'sending'), _negated=True), _connector='OR'), name='part_leased_while_in_flight'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'unknown'), _negated=True), ('check_after__isnull', False), _connector='OR'), name='part_unknown_has_a_next_look'),
        ),
        migrations.AddConstraint(
            model_name='partattempt',
            constraint=models.UniqueConstraint(fields=('step', 'epoch'), name='part_attempt_once_per_epoch'),
        ),
        migrations.AddConstraint(
            model_name='partattempt',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'created', 'not_created', 'refused', 'doubtful', 'given_back'])), name='part_attempt_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='partlookup',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['found', 'absent', 'undecided', 'failed'])), name='part_lookup_result_known'),
        ),
        # What an agency owns refers only to what the same agency owns.
        people.tenancy.UniqueWithAgency("Step"),
        people.tenancy.CompositeForeignKey("PartAttempt", "step", "editorial.Step"),
        people.tenancy.CompositeForeignKey("PartLookup", "step", "editorial.Step"),
        # The legal moves of editorial/lifecycle.py, kept by the database too.
        people.tenancy.TransitionTrigger(
            "editorial_step",
            "state",
            {
                "waiting": ("sending", "needs_human", "left", "done"),
                "sending": ("done", "waiting", "unknown", "needs_human"),
                "unknown": ("done", "waiting", "needs_human"),
                "needs_human": ("done", "waiting", "left"),
                "left": ("done",),
            },
        ),
        # A part that was tried is never deleted, but with a whole demo: what may be out has a row.
        migrations.RunSQL(
            """
            CREATE FUNCTION editorial_part_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo)
                    THEN RETURN OLD; END IF;
                RAISE EXCEPTION 'a part that was tried is never deleted'
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER part_is_kept BEFORE DELETE ON editorial_step
            FOR EACH ROW WHEN (OLD.epoch > 0) EXECUTE FUNCTION editorial_part_is_kept();
            """,
            """
            DROP TRIGGER part_is_kept ON editorial_step;
            DROP FUNCTION editorial_part_is_kept();
            """,
        ),
    ]
