import datetime

import editorial.models.walltime
import people.ids
import people.zones
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import deletion

from django.db.models import Q, deletion
from people.tenancy import CompositeForeignKey, UniqueWithAgency
from people.tables import InOneStep
from people.tenancy import CompositeForeignKey, TransitionTrigger, UniqueWithAgency

# Where a code leads once a revision holds it is a promise to whoever reads the post.
_KEEPS = """
CREATE FUNCTION editorial_shortlink_keeps_its_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.fixed_at IS NOT NULL AND (NEW.target, NEW.code, NEW.fixed_at) IS DISTINCT FROM (OLD.target, OLD.code, OLD.fixed_at) THEN
        RAISE EXCEPTION 'a short link that went out leads where it led' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER editorial_shortlink_keeps_its_target BEFORE UPDATE ON editorial_shortlink
    FOR EACH ROW EXECUTE FUNCTION editorial_shortlink_keeps_its_target();
"""
_FORGETS = """
DROP TRIGGER editorial_shortlink_keeps_its_target ON editorial_shortlink;
DROP FUNCTION editorial_shortlink_keeps_its_target();
"""

CURRENCIES = [("EUR", "Euro"), ("CHF", "Swiss franc"), ("GBP", "Pound sterling"), ("USD", "US dollar")]

PIECES = [
    ("post", "Posts"),
    ("reel", "Reels and short videos"),
    ("story", "Stories"),
    ("article", "Articles"),
    ("newsletter", "Newsletters"),
]

OBJECTIVES = [("inform", "Inform"), ("sell", "Sell"), ("promote", "Promote"), ("relate", "Keep in touch")]

# No change inside a period whose statement is issued; a demo is removed whole.
CLOSED = """
    CREATE FUNCTION {table}_period_closed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM people_agency WHERE id = OLD.agency_id AND is_demo) THEN
            RETURN OLD;
        END IF;
        IF EXISTS (
            SELECT 1 FROM editorial_closedperiod p
            WHERE (TG_OP <> 'DELETE' AND p.client_id = NEW.client_id AND NEW."{day}" BETWEEN p.first_on AND p.last_on)
               OR (TG_OP <> 'INSERT' AND p.client_id = OLD.client_id AND OLD."{day}" BETWEEN p.first_on AND p.last_on)
        ) THEN
            RAISE EXCEPTION 'the period is closed'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'period_closed';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$;
    CREATE TRIGGER {table}_period_closed BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_period_closed();
"""

OPEN = """
    DROP TRIGGER {table}_period_closed ON {table};
    DROP FUNCTION {table}_period_closed();
"""

DAYS = {"editorial_timeentry": "on", "editorial_cost": "on", "editorial_boost": "starts_on"}

def key(to: str, *, null: bool = False, on_delete=deletion.PROTECT, related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(blank=null, null=null, on_delete=on_delete, related_name=related_name, to=to)

def post() -> models.ForeignKey:
    return key("editorial.post", null=True, on_delete=deletion.SET_NULL)

def currency() -> models.CharField:
    return models.CharField(choices=CURRENCIES, max_length=3, verbose_name="currency")

KINDS = [
    ("checking", "may be out or not: we are checking"),
    ("refused", "refused by the network"),
    ("reconnect", "waiting, the channel must be reconnected"),
    ("not_let_in", "waiting, the network does not let this channel publish"),
    ("too_late", "not sent in time"),
    ("decide", "we could not find out whether it is out: you decide"),
    ("not_approved", "held back, nobody has approved these words"),
    ("client_paused", "held back, the client is paused"),
    ("client_left", "held back, the client has left"),
    ("on_hold", "held back, everything is on hold"),
    ("no_such_hour", "waiting: by new rules of summer time its hour does not exist on that day, choose another"),
    ("picture", "held back, a picture could not be handed over"),
    ("not_done", "somebody could not publish it by hand: you decide"),
    ("not_by_hand", "not published by hand within four hours"),
    ("rest_checking", "is out; a later part may be out or not: we are checking"),
    ("rest_missing", "is out, but not whole: a later part is missing"),
    ("rest_decide", "is out; we could not find out whether a later part is: you decide"),
    ("silence", "falls silent soon"),
    ("out_all_the_same", "is on the channel although it had been settled otherwise: look at the channel"),
]

OF_CHANNEL = ["not_let_in", "reconnect", "silence"]


class Migration(InOneStep):
    """Posts, what they are for and how they go out: words, pictures, approvals, deliveries, attempts, publications; hours and costs."""

    initial = True
    dependencies = [
        ("clients", "0001_clients"),
    ]
    operations = [
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('stage', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('with_client', 'With client'), ('changes_requested', 'Changes requested'), ('approved', 'Approved'), ('archived', 'Archived')], default='draft', max_length=20)),
                ('title', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True, max_length=63206)),
                ('language', models.CharField(default='it', max_length=8)),
                ('wall_at', editorial.models.walltime.WallTimeField(blank=True, null=True)),
                ('time_zone', models.CharField(max_length=64)),
                ('fold', models.PositiveSmallIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('edited_at', models.DateTimeField()),
                ('edit_number', models.PositiveIntegerField(default=1)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='posts', to='clients.client')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('edited_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('approved_revision', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='editorial.revision')),
                ('thread', models.JSONField(blank=True, default=list)),
                ('poll', models.JSONField(blank=True, null=True)),
                ('link', models.URLField(blank=True, max_length=2000)),
                ('is_link_short', models.BooleanField(default=False)),
                ('utm_campaign', models.CharField(blank=True, max_length=100)),
                ('release', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='posts', to='editorial.release')),
                ('piece', models.CharField(blank=True, choices=PIECES, db_default='', default='', max_length=10)),
                ('supports', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='posts', to='clients.touchpointmoment')),
                ('objective', models.CharField(blank=True, choices=OBJECTIVES, db_default='', default='', max_length=10)),
                ('episode', models.PositiveIntegerField(blank=True, null=True)),
                ('goal', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name='posts', to='clients.goal')),
                ('pillar', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name='posts', to='editorial.pillar')),
                ('series', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name='posts', to='editorial.series')),
                ('audience', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name='posts', to='clients.audience')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['client', '-edited_at'], name='post_by_client'),
                    models.Index(fields=['agency', '-edited_at'], name='post_by_agency'),
                    models.Index(fields=['client', 'wall_at'], name='post_by_day'),
                    models.Index(fields=['agency', 'wall_at'], name='post_by_day_of_agency'),
                    models.Index(models.F('agency'), models.OrderBy(models.Func(models.F('time_zone'), models.F('wall_at'), function='timezone', output_field=models.DateTimeField()), descending=True, nulls_first=True), models.OrderBy(models.F('id'), descending=True), name='post_by_plan_of_agency'),
                    models.Index(condition=models.Q(('stage__in', ('draft', 'in_review', 'with_client', 'changes_requested'))), fields=['client'], name='post_being_made'),
                    # Few posts of all that ever were belong to one goal, pillar or series.
                    models.Index(condition=Q(goal__isnull=False), fields=['goal', '-wall_at'], name='post_of_goal'),
                    models.Index(condition=Q(pillar__isnull=False), fields=['pillar', '-wall_at'], name='post_of_pillar'),
                    models.Index(condition=Q(series__isnull=False), fields=['series', '-episode'], name='post_of_series'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'in_review', 'with_client', 'changes_requested', 'approved', 'archived'])), name='post_stage_known'),
                    models.CheckConstraint(condition=models.Q(('fold__in', [0, 1])), name='post_fold_is_0_or_1'),
                    models.CheckConstraint(condition=models.Q(models.Q(('stage', 'approved'), _negated=True), ('approved_revision__isnull', False), _connector='OR'), name='post_approved_has_revision'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(on_delete=deletion.CASCADE, related_name='revisions', to='editorial.post')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'number'), name='revision_numbered_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('occurrence', models.PositiveIntegerField(default=1)),
                ('engine_version', models.PositiveSmallIntegerField(default=1)),
                ('wall_at', editorial.models.walltime.WallTimeField()),
                ('time_zone', models.CharField(max_length=64)),
                ('fold', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('grace', models.DurationField(default=datetime.timedelta(seconds=900))),
                ('state', models.CharField(choices=[('scheduled', 'Scheduled'), ('claimed', 'Taken in charge'), ('sending', 'Sending'), ('accepted', 'Waiting for the network'), ('unknown', 'Checking'), ('needs_human', 'Needs you'), ('missed', 'Missed'), ('blocked', 'On hold'), ('by_hand', 'To publish by hand'), ('published', 'Published'), ('failed', 'Not sent'), ('cancelled', 'Cancelled')], default='scheduled', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('reason_params', models.JSONField(blank=True, default=dict)),
                ('text_hash', models.CharField(max_length=32)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('owner', models.BigIntegerField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('next_attempt_at', models.DateTimeField()),
                ('n_attempts', models.PositiveSmallIntegerField(default=0)),
                ('check_after', models.DateTimeField(blank=True, null=True)),
                ('n_negative_reads', models.PositiveSmallIntegerField(default=0)),
                ('first_sent_at', models.DateTimeField(blank=True, null=True)),
                ('proof', models.JSONField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(on_delete=deletion.PROTECT, related_name='deliveries', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(on_delete=deletion.PROTECT, related_name='deliveries', to='editorial.post')),
                ('revision', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='editorial.revision')),
                ('rest', models.CharField(blank=True, choices=[('coming', 'Published, the rest follows'), ('checking', 'Published, checking the rest'), ('needs_you', 'Published, but not whole'), ('left', 'Published without the rest')], max_length=10)),
                ('gone', models.CharField(blank=True, choices=[('removed', 'Removed'), ('missing', 'No longer on the network'), ('noted', 'No longer on the network')], db_default='', default='', max_length=10)),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('zones_edition', models.CharField(blank=True, db_default='', default=people.zones.edition, max_length=16)),
                ('release_link', models.CharField(blank=True, db_default='', default='', max_length=2000)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'indexes': [
                    models.Index(condition=models.Q(('state', 'scheduled')), fields=['next_attempt_at', 'id'], name='delivery_due'),
                    models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['lease_until'], name='delivery_in_flight'),
                    models.Index(condition=models.Q(('state', 'unknown')), fields=['check_after'], name='delivery_doubtful'),
                    models.Index(fields=['client', 'due_at'], name='delivery_by_client'),
                    models.Index(condition=models.Q(('state', 'by_hand')), fields=['due_at'], name='delivery_by_hand'),
                    models.Index(condition=models.Q(('state__in', ['blocked', 'by_hand', 'missed', 'needs_human', 'unknown']), ('rest__in', ['checking', 'needs_you']), _connector='OR'), fields=['agency', 'due_at'], name='delivery_standing'),
                    models.Index(condition=models.Q(('state', 'scheduled')), fields=['agency', 'due_at', 'id'], name='delivery_coming'),
                    models.Index(condition=models.Q(('gone', 'missing')), fields=['agency', 'gone_at'], name='delivery_missed_there'),
                    models.Index(condition=models.Q(('state__in', ['scheduled', 'blocked'])), fields=['zones_edition', 'client'], name='delivery_by_zones_edition'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'channel', 'occurrence'), name='delivery_scheduled_once'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=('channel',), name='delivery_one_in_flight_per_channel'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('proof__isnull', False), _connector='OR'), name='delivery_published_has_proof'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state__in', ['claimed', 'sending'])), models.Q(models.Q(('state__in', ['claimed', 'sending']), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='delivery_leased_while_in_flight'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'unknown'), _negated=True), ('check_after__isnull', False), _connector='OR'), name='delivery_unknown_has_a_next_look'),
                    models.CheckConstraint(condition=models.Q(('next_attempt_at__gte', models.F('due_at'))), name='delivery_never_early'),
                    models.CheckConstraint(condition=models.Q(('fold__in', [0, 1])), name='delivery_fold_is_0_or_1'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['scheduled', 'claimed', 'sending', 'accepted', 'unknown', 'needs_human', 'missed', 'blocked', 'by_hand', 'published', 'failed', 'cancelled'])), name='delivery_state_known'),
                    models.CheckConstraint(condition=models.Q(('rest', ''), models.Q(('rest__in', ['coming', 'checking', 'needs_you', 'left']), ('state', 'published')), _connector='OR'), name='delivery_rest_follows_what_is_out'),
                    models.CheckConstraint(condition=models.Q(models.Q(('gone', ''), ('gone_at__isnull', True)), models.Q(('gone__in', ['removed', 'missing', 'noted']), ('gone_at__isnull', False), ('state', 'published')), _connector='OR'), name='delivery_gone_was_out'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('media', 'media'), ('card', 'card'), ('status', 'status'), ('comment', 'comment')], max_length=10)),
                ('is_commit', models.BooleanField()),
                ('remote_ref', models.CharField(blank=True, max_length=400)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('delivery', models.ForeignKey(on_delete=deletion.CASCADE, related_name='steps', to='editorial.delivery')),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('n_tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('payload', models.JSONField(blank=True, default=dict)),
                ('refs', models.JSONField(blank=True, default=dict)),
                ('problem', models.CharField(blank=True, max_length=60)),
                ('problem_params', models.JSONField(blank=True, default=dict)),
                ('subject', models.CharField(blank=True, max_length=64)),
                ('check_after', models.DateTimeField(blank=True, null=True)),
                ('epoch', models.PositiveIntegerField(default=0)),
                ('first_sent_at', models.DateTimeField(blank=True, null=True)),
                ('late_after', models.DateTimeField(blank=True, null=True)),
                ('n_negative_reads', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(blank=True, choices=[('waiting', 'Waiting for its turn'), ('sending', 'Sending'), ('unknown', 'Checking'), ('needs_human', 'Needs you'), ('done', 'Published'), ('left', 'Left out')], max_length=12)),
                ('url', models.URLField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at', 'id'], name='part_due'),
                    models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='part_in_flight'),
                    models.Index(condition=models.Q(('state', 'unknown')), fields=['check_after'], name='part_doubtful'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('delivery', 'position'), name='step_numbered_once'),
                    models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('remote_ref', ''), _negated=True), _connector='OR'), name='step_done_has_ref'),
                    models.UniqueConstraint(condition=models.Q(('state', 'sending')), fields=('delivery',), name='part_one_in_flight'),
                    models.UniqueConstraint(condition=models.Q(('is_commit', True), models.Q(('remote_ref', ''), _negated=True)), fields=('delivery', 'remote_ref'), name='part_has_a_post_of_its_own'),
                    models.CheckConstraint(condition=models.Q(('state', ''), models.Q(('is_commit', True), ('state__in', ['waiting', 'sending', 'unknown', 'needs_human', 'done', 'left'])), _connector='OR'), name='part_state_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('done_at__isnull', False), _connector='OR'), name='part_done_has_proof'),
                    models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('owner__isnull', False), ('state', 'sending')), models.Q(('state', 'sending'), _negated=True), _connector='OR'), name='part_leased_while_in_flight'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'unknown'), _negated=True), ('check_after__isnull', False), _connector='OR'), name='part_unknown_has_a_next_look'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['media', 'card', 'status', 'comment'])), name='step_kind_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, max_length=63206)),
                ('spoiler', models.CharField(blank=True, max_length=300)),
                ('visibility', models.CharField(default='public', max_length=12)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(on_delete=deletion.PROTECT, related_name='versions', to='clients.channel')),
                ('post', models.ForeignKey(on_delete=deletion.CASCADE, related_name='versions', to='editorial.post')),
                ('first_comment', models.TextField(blank=True, max_length=63206)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'channel'), name='version_once_per_channel'),
                    models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'unlisted', 'private'])), name='version_visibility_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
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
                ('delivery', models.ForeignKey(on_delete=deletion.CASCADE, related_name='attempts', to='editorial.delivery')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('delivery', 'epoch'), name='attempt_once_per_epoch'),
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'created', 'not_created', 'refused', 'doubtful', 'given_back'])), name='attempt_outcome_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Lookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('result', models.CharField(choices=[('found', 'Found'), ('absent', 'Not there'), ('undecided', 'Not clear'), ('failed', 'The reading failed')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('delivery', models.ForeignKey(on_delete=deletion.CASCADE, related_name='lookups', to='editorial.delivery')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('result__in', ['found', 'absent', 'undecided', 'failed'])), name='lookup_result_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('remote_id', models.CharField(max_length=200)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('published_at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(on_delete=deletion.PROTECT, related_name='publications', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='publications', to='clients.client')),
                ('delivery', models.OneToOneField(blank=True, null=True, on_delete=deletion.PROTECT, related_name='publication', to='editorial.delivery')),
                ('source', models.CharField(choices=[('network', 'The network'), ('by_hand', 'By hand'), ('imported', 'Imported')], db_default='network', default='network', max_length=10)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['client', '-published_at'], name='publication_by_client'),
                    models.Index(fields=['channel', '-published_at'], name='publication_by_channel'),
                    models.Index(fields=['published_at'], name='publication_by_age'),
                    models.Index(fields=['agency', '-published_at'], condition=models.Q(delivery__isnull=True), name='publication_made_outside'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('channel', 'remote_id'), name='publication_once_per_channel'),
                    models.CheckConstraint(condition=models.Q(('source__in', ['network', 'by_hand', 'imported'])), name='publication_source_known'),
                    models.CheckConstraint(condition=models.Q(('source', 'network'), ('entered_by__isnull', False), _connector='OR'), name='publication_by_hand_has_an_author'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('sha256', models.CharField(max_length=64)),
                ('mime', models.CharField(max_length=40)),
                ('width', models.PositiveIntegerField(default=0)),
                ('height', models.PositiveIntegerField(default=0)),
                ('n_frames', models.PositiveIntegerField(default=1)),
                ('n_bytes', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('alt', models.CharField(blank=True, max_length=1500)),
                ('state', models.CharField(choices=[('received', 'Being prepared'), ('ready', 'Ready'), ('refused', 'Refused')], default='received', max_length=10)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('reason_params', models.JSONField(blank=True, default=dict)),
                ('notes', models.JSONField(blank=True, default=list)),
                ('received_file', models.CharField(blank=True, max_length=200)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('n_tries', models.PositiveSmallIntegerField(default=0)),
                ('uploaded_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='assets', to='clients.client')),
                ('uploaded_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('kind', models.CharField(choices=[('picture', 'Picture'), ('video', 'Video')], default='picture', max_length=8)),
                ('duration_ms', models.PositiveIntegerField(default=0)),
                ('labels', ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=20)),
                ('rights_until', models.DateField(blank=True, null=True)),
                ('look', models.CharField(blank=True, max_length=16)),
            ],
            options={
                'indexes': [
                    models.Index(fields=['client', '-uploaded_at'], name='asset_by_client'),
                    models.Index(condition=models.Q(('state', 'received')), fields=['id'], name='asset_to_prepare'),
                    models.Index(condition=models.Q(('removed_at__isnull', False)), fields=['removed_at'], name='asset_in_trash'),
                    GinIndex(fields=['labels'], name='asset_by_label'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['received', 'ready', 'refused'])), name='asset_state_known'),
                    models.CheckConstraint(condition=models.Q(('state', 'refused'), ('reason', ''), _connector='OR'), name='asset_reason_of_a_refusal'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('height__gt', 0), ('width__gt', 0)), _connector='OR'), name='asset_ready_has_a_size'),
                    models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True), models.Q(('state', 'refused'), _negated=True)), fields=('client', 'sha256'), name='asset_once_per_client'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['picture', 'video'])), name='asset_kind_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'video'), ('state', 'ready'), _negated=True), ('duration_ms__gt', 0), _connector='OR'), name='asset_ready_video_has_a_duration'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PostAsset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('alt', models.CharField(blank=True, max_length=1500)),
                ('crop', models.CharField(blank=True, choices=[('', 'Original'), ('1:1', 'Square 1:1'), ('4:5', 'Portrait 4:5'), ('16:9', 'Wide 16:9')], max_length=4)),
                ('focus_x', models.PositiveSmallIntegerField(default=50)),
                ('focus_y', models.PositiveSmallIntegerField(default=50)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('asset', models.ForeignKey(on_delete=deletion.PROTECT, related_name='uses', to='editorial.asset')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('post', models.ForeignKey(on_delete=deletion.CASCADE, related_name='pictures', to='editorial.post')),
            ],
            options={
                'ordering': ('position',),
                'constraints': [
                    models.UniqueConstraint(deferrable=models.Deferrable.DEFERRED, fields=('post', 'position'), name='postasset_one_per_place'),
                    models.UniqueConstraint(fields=('post', 'asset'), name='postasset_once_per_post'),
                    models.CheckConstraint(condition=models.Q(('position__lt', 4)), name='postasset_at_most_four'),
                    models.CheckConstraint(condition=models.Q(('crop__in', ['', '1:1', '4:5', '16:9'])), name='postasset_crop_known'),
                    models.CheckConstraint(condition=models.Q(('focus_x__lte', 100), ('focus_y__lte', 100)), name='postasset_focus_is_percent'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Rendition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('kept', 'Kept in full size'), ('thumb', 'For lists'), ('screen', 'For screens'), ('send', 'For a network')], max_length=8)),
                ('key', models.CharField(blank=True, max_length=120)),
                ('box', models.JSONField(blank=True, default=list)),
                ('file', models.CharField(max_length=200)),
                ('mime', models.CharField(max_length=40)),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('n_bytes', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('asset', models.ForeignKey(on_delete=deletion.CASCADE, related_name='renditions', to='editorial.asset')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('asset', 'purpose', 'key'), name='rendition_once_per_purpose'),
                    models.CheckConstraint(condition=models.Q(('purpose__in', ['kept', 'thumb', 'screen', 'send'])), name='rendition_purpose_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('step', models.CharField(choices=[('internal', 'In the agency'), ('client', 'The client')], max_length=8)),
                ('message', models.TextField(blank=True, max_length=2000)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, choices=[('approved', 'Approved'), ('changes', 'Changes requested'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_name', models.CharField(blank=True, max_length=120)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('said_at', models.DateTimeField(blank=True, null=True)),
                ('said_how', models.CharField(blank=True, choices=[('phone', 'On the phone'), ('meeting', 'In person'), ('message', 'In a message')], max_length=8)),
                ('voided_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('asked_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('decided_by_contact', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='clients.contact')),
                ('post', models.ForeignKey(on_delete=deletion.CASCADE, related_name='reviews', to='editorial.post')),
                ('revision', models.ForeignKey(on_delete=deletion.PROTECT, related_name='reviews', to='editorial.revision')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [
                    models.Index(condition=models.Q(('decision', ''), ('voided_at__isnull', True)), fields=['client', 'step', 'asked_at'], name='review_open'),
                    models.Index(fields=['post', '-id'], name='review_of_post'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('decision', ''), ('voided_at__isnull', True)), fields=('post', 'step'), name='review_one_open_per_step'),
                    models.CheckConstraint(condition=models.Q(('step__in', ['internal', 'client'])), name='review_step_known'),
                    models.CheckConstraint(condition=models.Q(('decision__in', ['', 'approved', 'changes', 'withdrawn'])), name='review_decision_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False), models.Q(('decided_name', ''), _negated=True)), _connector='OR'), name='review_decided_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decision', 'changes'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='review_changes_say_what'),
                    models.CheckConstraint(condition=models.Q(('decided_by_contact__isnull', True), ('step', 'client'), _connector='OR'), name='review_contact_decides_for_the_client'),
                    models.CheckConstraint(condition=models.Q(models.Q(('said_at__isnull', True), ('said_how', '')), models.Q(('decided_by__isnull', False), ('said_at__isnull', False), ('step', 'client'), models.Q(('said_how', ''), _negated=True)), _connector='OR'), name='review_by_voice_is_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HandAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('asked', 'Somebody was asked to publish it'), ('late', 'Nobody had published it yet'), ('done', 'Published by hand'), ('not_done', 'Not published'), ('postponed', 'Moved to another time')], max_length=10)),
                ('why', models.CharField(blank=True, choices=[('account', 'I cannot get into the account'), ('content', 'Something in the post is wrong'), ('client', 'The client asked to wait'), ('material', 'A picture or video is missing'), ('other', 'Something else')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('delivery', models.ForeignKey(on_delete=deletion.CASCADE, related_name='hand_acts', to='editorial.delivery')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'ordering': ('at', 'id'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['asked', 'late', 'done', 'not_done', 'postponed'])), name='handact_kind_known'),
                    models.CheckConstraint(condition=models.Q(('why__in', ['', 'account', 'content', 'client', 'material', 'other'])), name='handact_why_known'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['asked', 'late']), ('member__isnull', False), _connector='OR'), name='handact_of_a_person_names_them'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', 'not_done'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='handact_not_done_has_a_reason'),
                ],
            },
        ),
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
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('step', models.ForeignKey(on_delete=deletion.CASCADE, related_name='attempts', to='editorial.step')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('step', 'epoch'), name='part_attempt_once_per_epoch'),
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'created', 'not_created', 'refused', 'doubtful', 'given_back'])), name='part_attempt_outcome_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PartLookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('result', models.CharField(choices=[('found', 'Found'), ('absent', 'Not there'), ('undecided', 'Not clear'), ('failed', 'The reading failed')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('step', models.ForeignKey(on_delete=deletion.CASCADE, related_name='lookups', to='editorial.step')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('result__in', ['found', 'absent', 'undecided', 'failed'])), name='part_lookup_result_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ShortLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True)),
                ('target', models.TextField(max_length=2400)),
                ('created_at', models.DateTimeField()),
                ('fixed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('post', models.ForeignKey(on_delete=deletion.CASCADE, related_name='short_links', to='editorial.post')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['post', 'channel'], name='short_link_of_post'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('target__startswith', 'https://'), ('target__startswith', 'http://'), _connector='OR'), name='short_link_leads_to_a_page'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LinkClicks',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('n', models.PositiveIntegerField(default=0)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('link', models.ForeignKey(on_delete=deletion.CASCADE, related_name='clicks', to='editorial.shortlink')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('link', 'day'), name='clicks_once_per_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('mark', models.CharField(max_length=200)),
                ('n_bytes', models.PositiveBigIntegerField()),
                ('n_received', models.PositiveBigIntegerField(default=0)),
                ('began_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('asset', models.ForeignKey(null=True, on_delete=deletion.CASCADE, related_name='+', to='editorial.asset')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('member', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['member', 'client'], name='upload_by_member'),
                    models.Index(fields=['expires_at'], name='upload_by_end'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('n_received__lte', models.F('n_bytes'))), name='upload_not_more_than_all'),
                    models.UniqueConstraint(condition=models.Q(('finished_at__isnull', True)), fields=('member', 'client', 'mark'), name='upload_once_per_file'),
                ],
            },
        ),
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
                ('reaches_to', models.DateTimeField(blank=True, null=True)),
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
                    models.Index(condition=models.Q(('state__in', ['by_hand', 'needs_human', 'unknown'])), fields=['agency'], name='remedy_standing'),
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
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('placed_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('placed_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'ordering': ('-placed_at', '-id'),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('agency', 'client'), name='hold_one_open', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='hold_lifted_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=KINDS, max_length=16)),
                ('began_at', models.DateTimeField()),
                ('told_at', models.DateTimeField()),
                ('n', models.PositiveIntegerField(default=0)),
                ('n_told', models.PositiveIntegerField(default=0)),
                ('over_at', models.DateTimeField(blank=True, null=True)),
                ('urgent_at', models.DateTimeField(blank=True, null=True)),
                ('rung', models.PositiveSmallIntegerField(default=0)),
                ('climbs_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [
                    models.Index(condition=models.Q(('over_at', None)), fields=['climbs_at'], name='alert_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('over_at', None)), fields=('client', 'channel', 'kind'), name='alert_one_open', nulls_distinct=False),
                    models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name='alert_kind_known'),
                    models.CheckConstraint(condition=Q(channel__isnull=False, kind__in=OF_CHANNEL) | Q(channel__isnull=True) & ~Q(kind__in=OF_CHANNEL), name='alert_names_its_channel'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AlertItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('alert', models.ForeignKey(on_delete=deletion.CASCADE, related_name='items', to='editorial.alert')),
                ('delivery', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='editorial.delivery')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('alert', 'delivery'), name='alertitem_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('wall_at', editorial.models.walltime.WallTimeField()),
                ('time_zone', models.CharField(max_length=64)),
                ('fold', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('link', models.URLField(blank=True, max_length=2000)),
                ('is_embargoed', models.BooleanField(default=False)),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('go_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('dissolved_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='releases', to='clients.client')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('dissolved_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('go_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('zones_edition', models.CharField(blank=True, db_default='', default=people.zones.edition, max_length=16)),
            ],
            options={
                'ordering': ('due_at', 'id'),
                'indexes': [
                    models.Index(condition=models.Q(('called_at', None), ('dissolved_at', None), ('go_at', None)), fields=['due_at'], name='release_to_call'),
                    models.Index(condition=models.Q(('dissolved_at', None), ('is_embargoed', True)), fields=['agency'], name='release_embargoed'),
                    models.Index(condition=models.Q(('dissolved_at', None)), fields=['zones_edition'], name='release_by_zones_edition'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='release_has_a_name'),
                    models.CheckConstraint(condition=models.Q(('fold__in', [0, 1])), name='release_fold_is_0_or_1'),
                    models.CheckConstraint(condition=models.Q(models.Q(('go_at', None), ('go_by', None)), models.Q(('dissolved_at', None), ('go_at__isnull', False), ('go_by__isnull', False)), _connector='OR'), name='release_go_said_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('dissolved_at', None), ('dissolved_by', None)), models.Q(('dissolved_at__isnull', False), ('dissolved_by__isnull', False)), _connector='OR'), name='release_dissolved_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Insider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name='+', to='clients.contact')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name='+', to='people.member')),
                ('release', models.ForeignKey(on_delete=deletion.CASCADE, related_name='insiders', to='editorial.release')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('release', 'member', 'contact'), name='insider_once', nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', False), ('member', None)), models.Q(('contact', None), ('member__isnull', False)), _connector='OR'), name='insider_is_one_person'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TimeEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('on', models.DateField(verbose_name='day')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
                ('activity', models.CharField(choices=[('texts', 'Texts'), ('visuals', 'Pictures and video'), ('rounds', 'Rounds of changes'), ('shooting', 'Shooting'), ('planning', 'Strategy and plan'), ('publishing', 'Scheduling and publishing'), ('community', 'Comments and messages'), ('meetings', 'Meetings and reports'), ('other', 'Other work')], max_length=10, verbose_name='activity')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('origin', models.CharField(choices=[('proposed', 'proposed from what was done here'), ('timer', 'timer'), ('grid', 'written down')], default='grid', max_length=8, verbose_name='origin')),
                ('from_at', models.DateTimeField(blank=True, null=True, verbose_name='first act')),
                ('until_at', models.DateTimeField(blank=True, null=True, verbose_name='last act')),
                ('confirmed_at', models.DateTimeField(verbose_name='confirmed')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('member', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='editorial.post')),
                ('work_package', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='clients.workpackage')),
            ],
            options={
                'verbose_name': 'line of hours',
                'verbose_name_plural': 'hours',
                'ordering': ('-on', '-id'),
                'indexes': [
                    models.Index(fields=['client', 'on'], name='timeentry_of_client'),
                    models.Index(fields=['member', 'on'], name='timeentry_of_member'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('minutes__lte', 1440)), name='timeentry_fits_into_a_day'),
                    models.CheckConstraint(condition=models.Q(('minutes__gt', 0), ('origin', 'proposed'), _connector='OR'), name='timeentry_has_minutes'),
                    models.CheckConstraint(condition=models.Q(('activity__in', ['texts', 'visuals', 'rounds', 'shooting', 'planning', 'publishing', 'community', 'meetings', 'other'])), name='timeentry_activity_known'),
                    models.CheckConstraint(condition=models.Q(('origin__in', ['proposed', 'timer', 'grid'])), name='timeentry_origin_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('from_at', None), ('until_at', None)), ('until_at__gte', models.F('from_at')), _connector='OR'), name='timeentry_acts_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Timer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.CharField(choices=[('texts', 'Texts'), ('visuals', 'Pictures and video'), ('rounds', 'Rounds of changes'), ('shooting', 'Shooting'), ('planning', 'Strategy and plan'), ('publishing', 'Scheduling and publishing'), ('community', 'Comments and messages'), ('meetings', 'Meetings and reports'), ('other', 'Other work')], default='other', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
                ('member', models.OneToOneField(on_delete=deletion.CASCADE, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'running timer',
                'verbose_name_plural': 'running timers',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('activity__in', ['texts', 'visuals', 'rounds', 'shooting', 'planning', 'publishing', 'community', 'meetings', 'other'])), name='timer_activity_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ClosedPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('closed_at', models.DateTimeField(verbose_name='closed')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='closed_periods', to='clients.client')),
                ('closed_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'closed period',
                'verbose_name_plural': 'closed periods',
                'ordering': ('-first_on',),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='closedperiod_days_in_order'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Cost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('on', models.DateField(verbose_name='day')),
                ('what', models.CharField(max_length=120, verbose_name='what')),
                ('supplier', models.CharField(blank=True, max_length=120, verbose_name='from whom')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='amount')),
                ('currency', models.CharField(choices=[('EUR', 'Euro'), ('CHF', 'Swiss franc'), ('GBP', 'Pound sterling'), ('USD', 'US dollar')], max_length=3, verbose_name='currency')),
                ('is_passed_on', models.BooleanField(default=True, verbose_name='passed on')),
                ('proof', models.URLField(blank=True, max_length=500, verbose_name='proof')),
                ('created_at', models.DateTimeField(verbose_name='written down')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='editorial.post')),
            ],
            options={
                'verbose_name': 'cost',
                'verbose_name_plural': 'costs',
                'ordering': ('-on', '-id'),
                'indexes': [
                    models.Index(fields=['client', 'on'], name='cost_of_client'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='cost_positive'),
                    models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='cost_says_what'),
                    models.CheckConstraint(condition=models.Q(('currency__in', ['EUR', 'CHF', 'GBP', 'USD'])), name='cost_currency_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Boost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, verbose_name='campaign')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('planned', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='planned')),
                ('spent', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='spent')),
                ('currency', models.CharField(choices=[('EUR', 'Euro'), ('CHF', 'Swiss franc'), ('GBP', 'Pound sterling'), ('USD', 'US dollar')], max_length=3, verbose_name='currency')),
                ('objective', models.CharField(blank=True, choices=[('inform', 'Inform'), ('sell', 'Sell'), ('promote', 'Promote'), ('relate', 'Keep in touch')], max_length=8, verbose_name='objective')),
                ('n_impressions', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='paid impressions')),
                ('n_clicks', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='paid clicks')),
                ('n_results', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='paid results')),
                ('is_on_clients_card', models.BooleanField(default=True, verbose_name="paid by the client's own card")),
                ('source_key', models.CharField(blank=True, editable=False, max_length=64)),
                ('created_at', models.DateTimeField(verbose_name='written down')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='editorial.post')),
            ],
            options={
                'verbose_name': 'boost',
                'verbose_name_plural': 'boosts',
                'ordering': ('-starts_on', '-id'),
                'indexes': [
                    models.Index(fields=['client', 'starts_on'], name='boost_of_client'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('source_key', ''), _negated=True), fields=('client', 'source_key'), name='boost_once'),
                    models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='boost_ends_after_it_starts'),
                    models.CheckConstraint(condition=models.Q(models.Q(('planned', None), ('planned__gte', 0), _connector='OR'), models.Q(('spent', None), ('spent__gte', 0), _connector='OR')), name='boost_amounts_not_negative'),
                    models.CheckConstraint(condition=models.Q(('currency__in', ['EUR', 'CHF', 'GBP', 'USD'])), name='boost_currency_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Extra',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('what', models.CharField(max_length=200, verbose_name='what')),
                ('minutes', models.PositiveIntegerField(verbose_name='minutes')),
                ('price', models.DecimalField(decimal_places=2, max_digits=10, verbose_name='price')),
                ('currency', models.CharField(choices=[('EUR', 'Euro'), ('CHF', 'Swiss franc'), ('GBP', 'Pound sterling'), ('USD', 'US dollar')], max_length=3, verbose_name='currency')),
                ('offered_at', models.DateTimeField(verbose_name='offered')),
                ('answer', models.CharField(blank=True, choices=[('yes', 'accepted'), ('no', 'declined'), ('given', 'given by us'), ('withdrawn', 'taken back')], max_length=9, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_name', models.CharField(blank=True, max_length=120, verbose_name='answered by')),
                ('said_how', models.CharField(blank=True, choices=[('phone', 'On the phone'), ('meeting', 'In person'), ('message', 'In a message')], max_length=8, verbose_name='said how')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('answered_by_contact', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='clients.contact')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('offered_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='editorial.post')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'extra',
                'verbose_name_plural': 'extras',
                'ordering': ('-id',),
                'indexes': [
                    models.Index(fields=['client', '-offered_at'], name='extra_of_client'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='extra_says_what'),
                    models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='extra_price_not_negative'),
                    models.CheckConstraint(condition=models.Q(('currency__in', ['EUR', 'CHF', 'GBP', 'USD'])), name='extra_currency_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(('answer__in', ['yes', 'no', 'given', 'withdrawn']), ('answered_at__isnull', False), models.Q(('answered_name', ''), _negated=True)), _connector='OR'), name='extra_answered_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Repetition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField()),
                ('sketch', ArrayField(base_field=models.IntegerField(), default=list, size=None)),
                ('alike', models.FloatField(default=0)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('earlier', models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name='+', to='editorial.publication')),
                ('publication', models.OneToOneField(on_delete=deletion.CASCADE, related_name='repetition', to='editorial.publication')),
            ],
            options={
                'indexes': [
                    GinIndex(fields=['sketch'], name='repetition_by_sketch'),
                    models.Index(condition=models.Q(('looked_at', None)), fields=['id'], name='repetition_to_look_for'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('alike', 0), ('earlier', None)), models.Q(('alike__gt', 0), ('alike__lte', 1), ('earlier__isnull', False)), _connector='OR'), name='repetition_names_what_it_repeats'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Recurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('every', models.CharField(choices=[('week', 'Every week, on chosen days'), ('month_day', 'Every month, on a date'), ('month_weekday', 'Every month, on a weekday')], max_length=13)),
                ('interval', models.PositiveSmallIntegerField(default=1)),
                ('weekdays', ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=7)),
                ('month_day', models.PositiveSmallIntegerField(default=1)),
                ('nth', models.SmallIntegerField(default=1)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('skips_holidays', models.BooleanField(default=False)),
                ('clock', models.TimeField()),
                ('in_gap', models.CharField(blank=True, choices=[('', 'Leave it as a draft, and ask'), ('before', 'The last minute before'), ('after', 'The first minute after')], default='', max_length=6)),
                ('fold', models.PositiveSmallIntegerField(default=0)),
                ('is_scheduled', models.BooleanField(default=True)),
                ('rest_days', models.PositiveSmallIntegerField(default=0)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('set_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='recurrences', to='clients.client')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('post', models.ForeignKey(on_delete=deletion.PROTECT, related_name='recurrences', to='editorial.post')),
                ('set_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [
                    models.Index(condition=models.Q(('ended_at', None), ('next_on__isnull', False)), fields=['next_on'], name='recurrence_to_make'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('every__in', ['week', 'month_day', 'month_weekday'])), name='recurrence_every_known'),
                    models.CheckConstraint(condition=models.Q(('interval__gte', 1), ('interval__lte', 12)), name='recurrence_interval_1_to_12'),
                    models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [0, 1, 2, 3, 4, 5, 6])), name='recurrence_weekdays_are_of_a_week'),
                    models.CheckConstraint(condition=models.Q(('every', 'month_day'), models.Q(('every', 'week'), ('weekdays__len__gte', 1)), models.Q(('every', 'month_weekday'), ('weekdays__len', 1)), _connector='OR'), name='recurrence_has_its_weekdays'),
                    models.CheckConstraint(condition=models.Q(('month_day__gte', 1), ('month_day__lte', 31)), name='recurrence_day_of_a_month'),
                    models.CheckConstraint(condition=models.Q(('nth__in', [-1, 1, 2, 3, 4])), name='recurrence_nth_of_a_month'),
                    models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='recurrence_ends_after_it_starts'),
                    models.CheckConstraint(condition=models.Q(('in_gap__in', ['', 'before', 'after'])), name='recurrence_gap_decided'),
                    models.CheckConstraint(condition=models.Q(('fold__in', [0, 1])), name='recurrence_fold_is_0_or_1'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='recurrence_ended_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RecurrenceDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('wall_at', editorial.models.walltime.WallTimeField(blank=True, null=True)),
                ('fold', models.PositiveSmallIntegerField(default=0)),
                ('edit_number', models.PositiveIntegerField(default=1)),
                ('is_scheduled', models.BooleanField(default=False)),
                ('tried_revision', models.BigIntegerField(blank=True, null=True)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('skipped_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                ('post', models.OneToOneField(blank=True, null=True, on_delete=deletion.CASCADE, related_name='recurrence_day', to='editorial.post')),
                ('recurrence', models.ForeignKey(on_delete=deletion.CASCADE, related_name='days', to='editorial.recurrence')),
                ('skipped_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'ordering': ('on',),
                'indexes': [
                    models.Index(condition=models.Q(('is_scheduled', False), ('skipped_at', None), ('told_at', None)), fields=['on'], name='recurrence_day_to_schedule'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('recurrence', 'on'), name='recurrence_day_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('skipped_at', None), ('skipped_by', None)), models.Q(('skipped_at__isnull', False), ('skipped_by__isnull', False)), _connector='OR'), name='recurrence_day_skipped_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LeftSo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=160, verbose_name='finding')),
                ('left_at', models.DateTimeField(verbose_name='left so on')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('left_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member', verbose_name='left by')),
                ('post', models.ForeignKey(on_delete=deletion.CASCADE, related_name='left_so', to='editorial.post')),
            ],
            options={
                'verbose_name': 'finding left on purpose',
                'verbose_name_plural': 'findings left on purpose',
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'key'), name='leftso_once'),
                    models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='leftso_names_a_finding'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Pillar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('says', models.CharField(blank=True, max_length=300, verbose_name='what belongs here')),
                ('share', models.PositiveSmallIntegerField(verbose_name='share')),
                ('objective', models.CharField(blank=True, choices=[('inform', 'Inform'), ('sell', 'Sell'), ('promote', 'Promote'), ('relate', 'Keep in touch')], max_length=10, verbose_name='objective')),
                ('created_at', models.DateTimeField(verbose_name='since')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='pillars', to='clients.client')),
                ('goal', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='clients.goal', verbose_name='goal')),
            ],
            options={
                'verbose_name': 'pillar',
                'verbose_name_plural': 'pillars',
                'ordering': ('-share', 'id'),
                'constraints': [
                    models.UniqueConstraint(fields=('client', 'name'), name='pillar_named_once_per_client'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='pillar_has_a_name'),
                    models.CheckConstraint(condition=models.Q(('share__lte', 100)), name='pillar_share_of_a_hundred'),
                    models.CheckConstraint(condition=models.Q(('objective', ''), ('objective__in', ['inform', 'sell', 'promote', 'relate']), _connector='OR'), name='pillar_objective_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('weekday', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='weekday')),
                ('format', models.CharField(blank=True, choices=[('text', 'Text'), ('picture', 'Picture'), ('carousel', 'Carousel'), ('reel', 'Reel'), ('video', 'Video'), ('story', 'Story'), ('thread', 'Thread'), ('poll', 'Poll')], max_length=8, verbose_name='format')),
                ('first_episode', models.PositiveIntegerField(default=1, verbose_name='numbered from')),
                ('created_at', models.DateTimeField(verbose_name='since')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='series', to='clients.client')),
                ('pillar', models.ForeignKey(on_delete=deletion.PROTECT, related_name='series', to='editorial.pillar')),
            ],
            options={
                'verbose_name': 'series',
                'verbose_name_plural': 'series',
                'ordering': ('weekday', 'name', 'id'),
                'constraints': [
                    models.UniqueConstraint(fields=('client', 'name'), name='series_named_once_per_client'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='series_has_a_name'),
                    models.CheckConstraint(condition=models.Q(('weekday', None), ('weekday__lte', 6), _connector='OR'), name='series_weekday_known'),
                    models.CheckConstraint(condition=models.Q(('format', ''), ('format__in', ['text', 'picture', 'carousel', 'reel', 'video', 'story', 'thread', 'poll']), _connector='OR'), name='series_format_known'),
                ],
            },
        ),
        # What an agency owns refers only to what the same agency owns.
        UniqueWithAgency("Post"),
        UniqueWithAgency("Post", also=("client",)),
        UniqueWithAgency("Revision"),
        UniqueWithAgency("Delivery"),
        UniqueWithAgency("Publication"),
        CompositeForeignKey("Post", "client", "clients.Client"),
        CompositeForeignKey("Post", "approved_revision", "editorial.Revision"),
        CompositeForeignKey("Post", "created_by", "people.Member"),
        CompositeForeignKey("Post", "edited_by", "people.Member"),
        CompositeForeignKey("Version", "post", "editorial.Post"),
        CompositeForeignKey("Version", "channel", "clients.Channel"),
        CompositeForeignKey("Revision", "post", "editorial.Post"),
        CompositeForeignKey("Revision", "created_by", "people.Member"),
        CompositeForeignKey("Delivery", "client", "clients.Client"),
        CompositeForeignKey("Delivery", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey(
            "Delivery", "channel", "clients.Channel", also=("client",)
        ),
        CompositeForeignKey("Delivery", "revision", "editorial.Revision"),
        CompositeForeignKey("Delivery", "created_by", "people.Member"),
        CompositeForeignKey("Attempt", "delivery", "editorial.Delivery"),
        CompositeForeignKey("Lookup", "delivery", "editorial.Delivery"),
        CompositeForeignKey("Step", "delivery", "editorial.Delivery"),
        CompositeForeignKey("Publication", "client", "clients.Client"),
        CompositeForeignKey(
            "Publication", "channel", "clients.Channel", also=("client",)
        ),
        CompositeForeignKey("Publication", "delivery", "editorial.Delivery"),
        # The legal moves of editorial/lifecycle.py, kept by the database too.
        TransitionTrigger(
            "editorial_delivery",
            "state",
            {
                "scheduled": ("claimed", "missed", "blocked", "cancelled", "by_hand", "unknown"),
                "claimed": ("sending", "scheduled", "blocked", "cancelled"),
                "sending": ("published", "accepted", "scheduled", "failed", "unknown", "blocked", "missed"),
                "accepted": ("published", "failed", "unknown"),
                "unknown": ("published", "scheduled", "missed", "needs_human"),
                "needs_human": ("published", "scheduled", "cancelled"),
                "missed": ("published", "scheduled", "cancelled"),
                "blocked": ("published", "scheduled", "missed", "cancelled"),
                "by_hand": ("published", "scheduled", "missed", "blocked", "cancelled"),
            },
        ),
        # A delivery is never deleted, only moved to an end with a reason.
        migrations.RunSQL(
            """
            CREATE FUNCTION editorial_delivery_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'a delivery is never deleted' USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER delivery_is_kept BEFORE DELETE ON editorial_delivery
            FOR EACH ROW EXECUTE FUNCTION editorial_delivery_is_kept();
            """,
            """
            DROP TRIGGER delivery_is_kept ON editorial_delivery;
            DROP FUNCTION editorial_delivery_is_kept();
            """,
        ),
        # What an agency owns refers only to what the same agency owns, a post only to pictures of its client.
        UniqueWithAgency("Asset"),
        UniqueWithAgency("Asset", also=("client",)),
        UniqueWithAgency("Rendition"),
        UniqueWithAgency("PostAsset"),
        CompositeForeignKey("Asset", "client", "clients.Client"),
        CompositeForeignKey("Asset", "uploaded_by", "people.Member"),
        CompositeForeignKey("Rendition", "asset", "editorial.Asset"),
        CompositeForeignKey("PostAsset", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("PostAsset", "asset", "editorial.Asset", also=("client",)),
        # A picture is prepared once; only a refused or ready one stands still.
        TransitionTrigger(
            "editorial_asset", "state", {"received": ("ready", "refused")}
        ),
        UniqueWithAgency("Review"),
        CompositeForeignKey("Review", "client", "clients.Client"),
        CompositeForeignKey("Review", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("Review", "revision", "editorial.Revision"),
        CompositeForeignKey("Review", "asked_by", "people.Member"),
        CompositeForeignKey("Review", "decided_by", "people.Member"),
        CompositeForeignKey(
            "Review", "decided_by_contact", "clients.Contact", also=("client",)
        ),
        # Decided once: of two people who answer at the same moment, the second cannot overwrite the first.
        TransitionTrigger(
            "editorial_review", "decision", {"": ("approved", "changes", "withdrawn")}
        ),
        UniqueWithAgency("HandAct"),
        CompositeForeignKey("HandAct", "delivery", "editorial.Delivery"),
        CompositeForeignKey("HandAct", "member", "people.Member"),
        CompositeForeignKey("Publication", "entered_by", "people.Member"),
        # What an agency owns refers only to what the same agency owns.
        UniqueWithAgency("Step"),
        CompositeForeignKey("PartAttempt", "step", "editorial.Step"),
        CompositeForeignKey("PartLookup", "step", "editorial.Step"),
        # The legal moves of editorial/lifecycle.py, kept by the database too.
        TransitionTrigger(
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
        UniqueWithAgency("ShortLink"),
        CompositeForeignKey("ShortLink", "client", "clients.Client"),
        CompositeForeignKey("ShortLink", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("ShortLink", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey("LinkClicks", "link", "editorial.ShortLink"),
        migrations.RunSQL(_KEEPS, _FORGETS),
        # What an agency owns refers only to what the same agency owns, an upload only to pictures of its client.
        UniqueWithAgency("Upload"),
        CompositeForeignKey("Upload", "client", "clients.Client"),
        CompositeForeignKey("Upload", "member", "people.Member"),
        CompositeForeignKey("Upload", "asset", "editorial.Asset", also=("client",)),
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
        CompositeForeignKey("Hold", "client", "clients.Client"),
        CompositeForeignKey("Hold", "placed_by", "people.Member"),
        CompositeForeignKey("Hold", "lifted_by", "people.Member"),
        UniqueWithAgency("Alert"),
        CompositeForeignKey("Alert", "client", "clients.Client"),
        CompositeForeignKey("Alert", "channel", "clients.Channel"),
        CompositeForeignKey("AlertItem", "alert", "editorial.Alert"),
        CompositeForeignKey("AlertItem", "delivery", "editorial.Delivery"),
        UniqueWithAgency("Release"),
        UniqueWithAgency("Release", also=("client",)),
        CompositeForeignKey("Release", "client", "clients.Client"),
        CompositeForeignKey("Release", "created_by", "people.Member"),
        CompositeForeignKey("Release", "go_by", "people.Member"),
        CompositeForeignKey("Release", "dissolved_by", "people.Member"),
        CompositeForeignKey("Insider", "release", "editorial.Release", also=("client",)),
        CompositeForeignKey("Insider", "member", "people.Member"),
        CompositeForeignKey("Insider", "contact", "clients.Contact", also=("client",)),
        # A post goes out with a release of its own client.
        CompositeForeignKey("Post", "release", "editorial.Release", also=("client",)),
        *(UniqueWithAgency(name) for name in ("TimeEntry", "ClosedPeriod", "Cost", "Boost", "Extra")),
        *(
            CompositeForeignKey(name, "client", "clients.Client")
            for name in ("TimeEntry", "Timer", "ClosedPeriod", "Cost", "Boost", "Extra")
        ),
        CompositeForeignKey("TimeEntry", "member", "people.Member"),
        CompositeForeignKey("Timer", "member", "people.Member"),
        CompositeForeignKey("ClosedPeriod", "closed_by", "people.Member"),
        CompositeForeignKey("Cost", "created_by", "people.Member"),
        CompositeForeignKey("Boost", "created_by", "people.Member"),
        CompositeForeignKey("Extra", "offered_by", "people.Member"),
        CompositeForeignKey("Extra", "written_by", "people.Member"),
        CompositeForeignKey("Boost", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey("Extra", "answered_by_contact", "clients.Contact", also=("client",)),
        *(
            CompositeForeignKey(name, "post", "editorial.Post", also=("client",))
            for name in ("TimeEntry", "Cost", "Boost", "Extra")
        ),
        migrations.RunSQL(
            # Two sheets of one person saved at once: the second waits, and then counts what the first wrote.
            """
            CREATE FUNCTION editorial_timeentry_day() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                -- Of the whole world the day that begins first.
                IF NEW."on" > (smm_now() AT TIME ZONE 'UTC' + interval '14 hours')::date THEN
                    RAISE EXCEPTION 'the day is still to come'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'timeentry_day_has_begun';
                END IF;
                PERFORM pg_advisory_xact_lock(hashtext('editorial_timeentry'), NEW.member_id::int);
                IF NEW.minutes + COALESCE((
                    SELECT SUM(minutes) FROM editorial_timeentry
                    WHERE member_id = NEW.member_id AND "on" = NEW."on" AND id <> NEW.id
                ), 0) > 1440 THEN
                    RAISE EXCEPTION 'a day has 24 hours'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'timeentry_day_has_24_hours';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER editorial_timeentry_day BEFORE INSERT OR UPDATE ON editorial_timeentry
            FOR EACH ROW EXECUTE FUNCTION editorial_timeentry_day();
            """,
            """
            DROP TRIGGER editorial_timeentry_day ON editorial_timeentry;
            DROP FUNCTION editorial_timeentry_day();
            """,
        ),
        *(
            migrations.RunSQL(CLOSED.format(table=table, day=day), OPEN.format(table=table))
            for table, day in DAYS.items()
        ),
        migrations.RunSQL(
            """
            ALTER TABLE editorial_closedperiod ADD CONSTRAINT closedperiod_once EXCLUDE USING gist (
                int8range(client_id, client_id, '[]') WITH &&, daterange(first_on, last_on, '[]') WITH &&
            );
            CREATE FUNCTION editorial_extra_answer() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'an answered extra is history' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER editorial_extra_answer BEFORE UPDATE OF answer, answered_at, price, minutes, what, currency
            ON editorial_extra FOR EACH ROW WHEN (OLD.answer <> '')
            EXECUTE FUNCTION editorial_extra_answer();
            """,
            """
            DROP TRIGGER editorial_extra_answer ON editorial_extra;
            DROP FUNCTION editorial_extra_answer();
            ALTER TABLE editorial_closedperiod DROP CONSTRAINT closedperiod_once;
            """,
        ),
        CompositeForeignKey("TimeEntry", "work_package", "clients.WorkPackage", also=("client",)),
        UniqueWithAgency("Repetition"),
        CompositeForeignKey("Repetition", "client", "clients.Client"),
        CompositeForeignKey("Repetition", "publication", "editorial.Publication"),
        CompositeForeignKey("Repetition", "earlier", "editorial.Publication"),
        UniqueWithAgency("Recurrence"),
        UniqueWithAgency("Recurrence", also=("client",)),
        CompositeForeignKey("Recurrence", "client", "clients.Client"),
        CompositeForeignKey("Recurrence", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("Recurrence", "set_by", "people.Member"),
        CompositeForeignKey("Recurrence", "ended_by", "people.Member"),
        CompositeForeignKey("RecurrenceDay", "recurrence", "editorial.Recurrence", also=("client",)),
        CompositeForeignKey("RecurrenceDay", "post", "editorial.Post", also=("client",)),
        CompositeForeignKey("RecurrenceDay", "skipped_by", "people.Member"),
        CompositeForeignKey("LeftSo", "post", "editorial.Post"),
        CompositeForeignKey("LeftSo", "left_by", "people.Member"),
        CompositeForeignKey("Post", "supports", "clients.TouchpointMoment", also=("client",)),
        UniqueWithAgency("Pillar"),
        UniqueWithAgency("Pillar", also=("client",)),
        CompositeForeignKey("Pillar", "client", "clients.Client"),
        CompositeForeignKey("Pillar", "goal", "clients.Goal", also=("client",)),
        UniqueWithAgency("Series"),
        UniqueWithAgency("Series", also=("client",)),
        CompositeForeignKey("Series", "client", "clients.Client"),
        CompositeForeignKey("Series", "pillar", "editorial.Pillar", also=("client",)),
        # A post is for what its own client wants, says and speaks to.
        CompositeForeignKey("Post", "goal", "clients.Goal", also=("client",)),
        CompositeForeignKey("Post", "pillar", "editorial.Pillar", also=("client",)),
        CompositeForeignKey("Post", "series", "editorial.Series", also=("client",)),
        CompositeForeignKey("Post", "audience", "clients.Audience", also=("client",)),
    ]
