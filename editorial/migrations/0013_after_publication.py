import django.db.models.deletion
from django.db import migrations, models

import people.ids
import people.tenancy


class Migration(migrations.Migration):
    """What was asked for after publication, what became of it on each channel, and the nightly look at each channel."""

    dependencies = [
        ('clients', '0005_visits'),
        ('editorial', '0012_lists_of_whole_agencies'),
        ('people', '0004_counted_attempts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('correct', 'Correction'), ('remove', 'Removal')], max_length=8)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='ChannelLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('n_ours', models.PositiveIntegerField(default=0)),
                ('n_outside', models.PositiveIntegerField(default=0)),
                ('n_missing', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('position', models.PositiveSmallIntegerField()),
                ('remote_id', models.CharField(max_length=400)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
                ('is_by_hand', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for its turn'), ('sending', 'In progress'), ('unknown', 'Checking'), ('by_hand', 'To do by hand'), ('needs_human', 'Needs you'), ('done', 'Done'), ('left', 'Left as it is')], default='waiting', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('owner', models.BigIntegerField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('next_try_at', models.DateTimeField()),
                ('n_tries', models.PositiveSmallIntegerField(default=0)),
                ('check_after', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'remedies',
                'ordering': ('delivery_id', 'position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='RemedyAttempt',
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
            ],
        ),
        migrations.CreateModel(
            name='RemedyLookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('result', models.CharField(choices=[('found', 'Found'), ('absent', 'Not there'), ('undecided', 'Not clear'), ('failed', 'The reading failed')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddField(
            model_name='delivery',
            name='gone',
            field=models.CharField(blank=True, choices=[('removed', 'Removed'), ('missing', 'No longer on the network')], db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='delivery',
            name='gone_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('gone', ''), ('gone_at__isnull', True)), models.Q(('gone__in', ['removed', 'missing']), ('gone_at__isnull', False), ('state', 'published')), _connector='OR'), name='delivery_gone_was_out'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='before',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editorial.revision'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='editorial.post'),
        ),
        migrations.AddField(
            model_name='amendment',
            name='revision',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editorial.revision'),
        ),
        migrations.AddField(
            model_name='channellook',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency'),
        ),
        migrations.AddField(
            model_name='channellook',
            name='channel',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='last_look', to='clients.channel'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='amendment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='editorial.amendment'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='delivery',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='editorial.delivery'),
        ),
        migrations.AddField(
            model_name='remedy',
            name='done_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member'),
        ),
        migrations.AddField(
            model_name='remedyattempt',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency'),
        ),
        migrations.AddField(
            model_name='remedyattempt',
            name='remedy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempts', to='editorial.remedy'),
        ),
        migrations.AddField(
            model_name='remedylookup',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency'),
        ),
        migrations.AddField(
            model_name='remedylookup',
            name='remedy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lookups', to='editorial.remedy'),
        ),
        migrations.AddIndex(
            model_name='amendment',
            index=models.Index(fields=['post', '-id'], name='amendment_of_post'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['correct', 'remove'])), name='amendment_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='amendment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('before__isnull', True), ('kind', 'remove'), ('revision__isnull', True)), models.Q(('before__isnull', False), ('kind', 'correct'), ('revision__isnull', False)), _connector='OR'), name='amendment_correction_has_its_words'),
        ),
        migrations.AddIndex(
            model_name='channellook',
            index=models.Index(fields=['next_at'], name='channel_look_due'),
        ),
        migrations.AddIndex(
            model_name='remedy',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at', 'id'], name='remedy_due'),
        ),
        migrations.AddIndex(
            model_name='remedy',
            index=models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='remedy_in_flight'),
        ),
        migrations.AddIndex(
            model_name='remedy',
            index=models.Index(condition=models.Q(('state', 'unknown')), fields=['check_after'], name='remedy_doubtful'),
        ),
        migrations.AddIndex(
            model_name='remedy',
            index=models.Index(condition=models.Q(('state', 'needs_human')), fields=['id'], name='remedy_needs_somebody'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.UniqueConstraint(fields=('amendment', 'delivery', 'position'), name='remedy_once_per_part'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'sending')), fields=('delivery',), name='remedy_one_in_flight'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'unknown', 'by_hand', 'needs_human', 'done', 'left'])), name='remedy_state_known'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='remedy_done_says_when'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('owner__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='remedy_leased_while_in_flight'),
        ),
        migrations.AddConstraint(
            model_name='remedy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'unknown'), _negated=True), ('check_after__isnull', False), _connector='OR'), name='remedy_unknown_has_a_next_look'),
        ),
        migrations.AddConstraint(
            model_name='remedyattempt',
            constraint=models.UniqueConstraint(fields=('remedy', 'epoch'), name='remedy_attempt_once_per_epoch'),
        ),
        migrations.AddConstraint(
            model_name='remedyattempt',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'created', 'not_created', 'refused', 'doubtful', 'given_back'])), name='remedy_attempt_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='remedylookup',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['found', 'absent', 'undecided', 'failed'])), name='remedy_lookup_result_known'),
        ),
        # What an agency owns refers only to what the same agency owns.
        people.tenancy.UniqueWithAgency("Amendment"),
        people.tenancy.UniqueWithAgency("Remedy"),
        people.tenancy.CompositeForeignKey("Amendment", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("Amendment", "post", "editorial.Post", also=("client",)),
        people.tenancy.CompositeForeignKey("Amendment", "revision", "editorial.Revision"),
        people.tenancy.CompositeForeignKey("Amendment", "before", "editorial.Revision"),
        people.tenancy.CompositeForeignKey("Amendment", "asked_by", "people.Member"),
        people.tenancy.CompositeForeignKey("Remedy", "amendment", "editorial.Amendment"),
        people.tenancy.CompositeForeignKey("Remedy", "delivery", "editorial.Delivery"),
        people.tenancy.CompositeForeignKey("Remedy", "done_by", "people.Member"),
        people.tenancy.CompositeForeignKey("RemedyAttempt", "remedy", "editorial.Remedy"),
        people.tenancy.CompositeForeignKey("RemedyLookup", "remedy", "editorial.Remedy"),
        people.tenancy.CompositeForeignKey("ChannelLook", "channel", "clients.Channel"),
        # The legal moves of editorial/remedies.py, kept by the database too.
        people.tenancy.TransitionTrigger(
            "editorial_remedy",
            "state",
            {
                "waiting": ("sending", "by_hand", "needs_human", "left", "done"),
                "sending": ("done", "waiting", "unknown", "needs_human"),
                "unknown": ("done", "waiting", "needs_human"),
                "by_hand": ("done", "left"),
                "needs_human": ("done", "waiting", "by_hand", "left"),
                "left": ("done",),
            },
        ),
        # What was tried is never deleted, but with a whole demo.
        migrations.RunSQL(
            """
            CREATE FUNCTION editorial_remedy_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF EXISTS (SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo)
                    THEN RETURN OLD; END IF;
                RAISE EXCEPTION 'what was tried after publication is never deleted'
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER remedy_is_kept BEFORE DELETE ON editorial_remedy
            FOR EACH ROW WHEN (OLD.epoch > 0) EXECUTE FUNCTION editorial_remedy_is_kept();
            """,
            """
            DROP TRIGGER remedy_is_kept ON editorial_remedy;
            DROP FUNCTION editorial_remedy_is_kept();
            """,
        ),
    ]
