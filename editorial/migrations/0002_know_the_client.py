from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models import Q, deletion

import editorial.models.walltime
import people.ids
from people.tables import InOneStep
from people.tenancy import CompositeForeignKey, UniqueWithAgency

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
    """Posts know what they are for; repeats, hours and costs, and what was said before."""

    dependencies = [
        ("editorial", "0001_posts"),
        ("clients", "0002_know_the_client"),
        ("people", "0001_agencies"),
    ]

    operations = [
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
        migrations.RemoveIndex("publication", "publication_made_outside"),
        migrations.AddIndex(
            "publication",
            models.Index(
                fields=["agency", "-published_at"],
                condition=models.Q(delivery__isnull=True),
                name="publication_made_outside",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="piece",
            field=models.CharField(blank=True, choices=PIECES, db_default="", default="", max_length=10),
        ),
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
        migrations.AlterField(
            model_name="alert", name="kind", field=models.CharField(choices=KINDS, max_length=16)
        ),
        migrations.RemoveConstraint(model_name="alert", name="alert_kind_known"),
        migrations.RemoveConstraint(model_name="alert", name="alert_names_its_channel"),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _ in KINDS]), name="alert_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=Q(channel__isnull=False, kind__in=OF_CHANNEL)
                | Q(channel__isnull=True) & ~Q(kind__in=OF_CHANNEL),
                name="alert_names_its_channel",
            ),
        ),
        UniqueWithAgency("Repetition"),
        CompositeForeignKey("Repetition", "client", "clients.Client"),
        CompositeForeignKey("Repetition", "publication", "editorial.Publication"),
        CompositeForeignKey("Repetition", "earlier", "editorial.Publication"),
        migrations.AddField(
            model_name="channellook",
            name="reaches_to",
            field=models.DateTimeField(blank=True, null=True),
        ),
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
        migrations.AddField(
            model_name="post",
            name="supports",
            field=models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name="posts", to="clients.touchpointmoment"),
        ),
        CompositeForeignKey("Post", "supports", "clients.TouchpointMoment", also=("client",)),
        migrations.AddField("post", "objective", models.CharField(blank=True, choices=OBJECTIVES, db_default="", default="", max_length=10)),
        migrations.AddField("post", "episode", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "post", "goal",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="clients.goal"),
        ),
        migrations.AddField(
            "post", "pillar",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="editorial.pillar"),
        ),
        migrations.AddField(
            "post", "series",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="editorial.series"),
        ),
        migrations.AddField(
            "post", "audience",
            models.ForeignKey(blank=True, db_index=False, null=True, on_delete=deletion.PROTECT, related_name="posts", to="clients.audience"),
        ),
        # Few posts of all that ever were belong to one goal, pillar or series.
        migrations.AddIndex("post", models.Index(condition=Q(goal__isnull=False), fields=["goal", "-wall_at"], name="post_of_goal")),
        migrations.AddIndex("post", models.Index(condition=Q(pillar__isnull=False), fields=["pillar", "-wall_at"], name="post_of_pillar")),
        migrations.AddIndex("post", models.Index(condition=Q(series__isnull=False), fields=["series", "-episode"], name="post_of_series")),
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
