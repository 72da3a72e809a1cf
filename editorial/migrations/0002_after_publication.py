from django.db import migrations, models
from django.db.models import deletion

import people.ids
from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, TransitionTrigger, UniqueWithAgency


class Migration(migrations.Migration):
    """What was asked for after publication, what became of it on each channel, and the nightly look at each channel."""

    dependencies = [
        ("editorial", "0001_editorial"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Amendment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('correct', 'Correction'), ('remove', 'Removal')], max_length=8)),
                        ('why', models.CharField(blank=True, max_length=500)),
                        ('asked_at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('asked_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                        ('before', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='editorial.revision')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('post', models.ForeignKey(on_delete=deletion.PROTECT, related_name='amendments', to='editorial.post')),
                        ('revision', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='editorial.revision')),
                    ],
                    options={
                        'ordering': ('-id',),
                        'indexes': [
                            models.Index(fields=['post', '-id'], name='amendment_of_post'),
                        ],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('kind__in', ['correct', 'remove'])), name='amendment_kind_known'),
                            models.CheckConstraint(condition=models.Q(models.Q(('before__isnull', True), ('kind', 'remove'), ('revision__isnull', True)), models.Q(('before__isnull', False), ('kind', 'correct'), ('revision__isnull', False)), _connector='OR'), name='amendment_correction_has_its_words'),
                        ],
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
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('channel', models.OneToOneField(on_delete=deletion.CASCADE, related_name='last_look', to='clients.channel')),
                    ],
                    options={
                        'indexes': [
                            models.Index(fields=['next_at'], name='channel_look_due'),
                        ],
                    },
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
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('amendment', models.ForeignKey(on_delete=deletion.PROTECT, related_name='remedies', to='editorial.amendment')),
                        ('delivery', models.ForeignKey(on_delete=deletion.PROTECT, related_name='remedies', to='editorial.delivery')),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                    ],
                    options={
                        'verbose_name_plural': 'remedies',
                        'ordering': ('delivery_id', 'position', 'id'),
                        'indexes': [
                            models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at', 'id'], name='remedy_due'),
                            models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='remedy_in_flight'),
                            models.Index(condition=models.Q(('state', 'unknown')), fields=['check_after'], name='remedy_doubtful'),
                            models.Index(condition=models.Q(('state', 'needs_human')), fields=['id'], name='remedy_needs_somebody'),
                        ],
                        'constraints': [
                            models.UniqueConstraint(fields=('amendment', 'delivery', 'position'), name='remedy_once_per_part'),
                            models.UniqueConstraint(condition=models.Q(('state', 'sending')), fields=('delivery',), name='remedy_one_in_flight'),
                            models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'unknown', 'by_hand', 'needs_human', 'done', 'left'])), name='remedy_state_known'),
                            models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', True)), _connector='OR'), name='remedy_done_says_when'),
                            models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('owner__isnull', False), ('state', 'sending')), models.Q(models.Q(('state', 'sending'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='remedy_leased_while_in_flight'),
                            models.CheckConstraint(condition=models.Q(models.Q(('state', 'unknown'), _negated=True), ('check_after__isnull', False), _connector='OR'), name='remedy_unknown_has_a_next_look'),
                        ],
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
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('remedy', models.ForeignKey(on_delete=deletion.CASCADE, related_name='attempts', to='editorial.remedy')),
                    ],
                    options={
                        'constraints': [
                            models.UniqueConstraint(fields=('remedy', 'epoch'), name='remedy_attempt_once_per_epoch'),
                            models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'created', 'not_created', 'refused', 'doubtful', 'given_back'])), name='remedy_attempt_outcome_known'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='RemedyLookup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('result', models.CharField(choices=[('found', 'Found'), ('absent', 'Not there'), ('undecided', 'Not clear'), ('failed', 'The reading failed')], max_length=10)),
                        ('detail', models.CharField(blank=True, max_length=200)),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('remedy', models.ForeignKey(on_delete=deletion.CASCADE, related_name='lookups', to='editorial.remedy')),
                    ],
                    options={
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('result__in', ['found', 'absent', 'undecided', 'failed'])), name='remedy_lookup_result_known'),
                        ],
                    },
                ),
            ]
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
        # What an agency owns refers only to what the same agency owns.
        UniqueWithAgency("Amendment"),
        UniqueWithAgency("Remedy"),
        CompositeForeignKey("Amendment", "client", "clients.Client"),
        CompositeForeignKey("Amendment", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("Amendment", "revision", "editorial.Revision"),
        CompositeForeignKey("Amendment", "before", "editorial.Revision"),
        CompositeForeignKey("Amendment", "asked_by", "people.Member"),
        CompositeForeignKey("Remedy", "amendment", "editorial.Amendment"),
        CompositeForeignKey("Remedy", "delivery", "editorial.Delivery"),
        CompositeForeignKey("Remedy", "done_by", "people.Member"),
        CompositeForeignKey("RemedyAttempt", "remedy", "editorial.Remedy"),
        CompositeForeignKey("RemedyLookup", "remedy", "editorial.Remedy"),
        CompositeForeignKey("ChannelLook", "channel", "clients.Channel"),
        # The legal moves of editorial/remedies.py, kept by the database too.
        TransitionTrigger(
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
