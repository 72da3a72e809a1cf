import uuid

import people.ids
import people.models.membership
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion
from django.db.models.functions import Lower, Now

from people.tables import InOneStep
from people.tenancy import AppendOnly, CompositeForeignKey, UniqueWithAgency


class Migration(InOneStep):
    """People, agencies, who belongs to which, and what follows from what they do."""

    initial = True
    replaces = [
        ("people", "0001_people_and_agencies"),
        ("people", "0002_demo_agencies"),
        ("people", "0003_shortcuts"),
        ("people", "0004_counted_attempts"),
        ("people", "0001_people"),
        ("people", "0002_skewed_clocks"),
        ("people", "0003_duty"),
        ("people", "0004_installation"),
    ]
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.CreateModel(
            name='KeptMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(max_length=255, unique=True)),
                ('sender', models.CharField(max_length=254, verbose_name='from')),
                ('to', models.CharField(max_length=500, verbose_name='to')),
                ('subject', models.CharField(max_length=500, verbose_name='subject')),
                ('text', models.TextField(verbose_name='text')),
                ('html', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
            ],
            options={
                'verbose_name': 'kept e-mail',
                'verbose_name_plural': 'kept e-mails',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(error_messages={'unique': 'Somebody with this e-mail address is already here.'}, max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], default='it', max_length=2, verbose_name='language')),
                ('theme', models.CharField(blank=True, choices=[('', 'As the system'), ('light', 'Light'), ('dark', 'Dark')], default='', max_length=5, verbose_name='colours')),
                ('density', models.CharField(choices=[('comfortable', 'Comfortable'), ('compact', 'Compact')], default='comfortable', max_length=11, verbose_name='density')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('is_staff', models.BooleanField(default=False, verbose_name='may use the admin')),
                ('created_at', models.DateTimeField(db_default=Now(), editable=False, verbose_name='since')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('has_shortcuts', models.BooleanField(default=True, verbose_name='shortcuts of a single key')),
                ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='no e-mails from')),
                ('quiet_until', models.TimeField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'constraints': [
                    models.UniqueConstraint(Lower('email'), name='user_email_unique'),
                    models.CheckConstraint(condition=models.Q(('email', Lower('email'))), name='user_email_is_lower'),
                    models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='user_language_known'),
                    models.CheckConstraint(condition=models.Q(('theme__in', ['', 'light', 'dark'])), name='user_theme_known'),
                    models.CheckConstraint(condition=models.Q(('density__in', ['comfortable', 'compact'])), name='user_density_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_until', None)), models.Q(('quiet_from__isnull', False), ('quiet_until__isnull', False), models.Q(('quiet_from', models.F('quiet_until')), _negated=True)), _connector='OR'), name='user_quiet_hours_whole'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                ('time_zone', models.CharField(default='Europe/Rome', max_length=64, validators=[people.models.membership.validate_zone], verbose_name='time zone')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], default='it', max_length=2, verbose_name='language')),
                ('created_at', models.DateTimeField(db_default=Now(), editable=False, verbose_name='since')),
                ('is_demo', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='for show')),
            ],
            options={
                'verbose_name': 'agency',
                'verbose_name_plural': 'agencies',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='agency_name_present'),
                    models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='agency_language_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('editor', 'Editor'), ('community', 'Community'), ('analyst', 'Analyst')], max_length=9, verbose_name='role')),
                ('is_active', models.BooleanField(default=True, verbose_name='works here')),
                ('joined_at', models.DateTimeField(db_default=Now(), editable=False, verbose_name='joined')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='members', to='people.agency')),
                ('user', models.ForeignKey(on_delete=deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'member',
                'verbose_name_plural': 'members',
                'constraints': [
                    models.UniqueConstraint(models.F('agency'), models.F('user'), name='member_once_per_agency'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'editor', 'community', 'analyst'])), name='member_role_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('editor', 'Editor'), ('community', 'Community'), ('analyst', 'Analyst')], max_length=9, verbose_name='role')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('n_sent', models.PositiveSmallIntegerField(default=1, verbose_name='times sent')),
                ('created_at', models.DateTimeField(verbose_name='invited')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='invitations', to='people.agency')),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                ('invited_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member', verbose_name='invited by')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'constraints': [
                    models.UniqueConstraint(models.F('agency'), Lower('email'), condition=models.Q(('accepted_at', None), ('revoked_at', None)), name='invitation_one_waiting_per_address'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'editor', 'community', 'analyst'])), name='invitation_role_known'),
                    models.CheckConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None), _connector='OR'), name='invitation_accepted_or_revoked'),
                    models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_by_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_name', models.CharField(max_length=254, verbose_name='who')),
                ('verb', models.CharField(max_length=60, verbose_name='what')),
                ('target_type', models.CharField(blank=True, max_length=60, verbose_name='kind of thing')),
                ('target_id', models.BigIntegerField(blank=True, null=True, verbose_name='number of the thing')),
                ('target_name', models.CharField(blank=True, max_length=254, verbose_name='on what')),
                ('data', models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder, verbose_name='details')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'ordering': ('-at', '-id'),
                'indexes': [
                    models.Index(fields=['agency', '-at'], name='auditentry_agency_at'),
                    models.Index(fields=['agency', 'target_type', 'target_id', '-at'], name='auditentry_target'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('verb', ''), _negated=True), name='auditentry_verb_present'),
                    models.CheckConstraint(condition=models.Q(('actor', None), ('agency__isnull', False), _connector='OR'), name='auditentry_actor_in_agency'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('text', models.CharField(max_length=500, verbose_name='text')),
                ('url', models.CharField(blank=True, max_length=500)),
                ('once_key', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(verbose_name='when')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('member', models.ForeignKey(on_delete=deletion.CASCADE, related_name='notices', to='people.member')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='sent by e-mail')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ('-created_at', '-id'),
                'indexes': [
                    models.Index(fields=['member', '-created_at'], name='notice_member_created'),
                    models.Index(condition=models.Q(('read_at', None)), fields=['member'], name='notice_unread'),
                ],
                'constraints': [
                    models.UniqueConstraint(models.F('member'), models.F('once_key'), condition=models.Q(('once_key', ''), _negated=True), name='notice_once_per_key'),
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='notice_text_present'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('payload', models.JSONField(default=dict, encoder=DjangoJSONEncoder, verbose_name='content')),
                ('created_at', models.DateTimeField(verbose_name='written')),
                ('next_attempt_at', models.DateTimeField(verbose_name='next attempt')),
                ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='taken until')),
                ('n_attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over')),
                ('last_error', models.TextField(blank=True, verbose_name='last error')),
                ('agency', models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
            ],
            options={
                'verbose_name': 'outgoing message',
                'verbose_name_plural': 'outgoing messages',
                'indexes': [
                    models.Index(condition=models.Q(('done_at', None)), fields=['next_attempt_at', 'id'], name='outbox_due'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='outbox_kind_present'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SkewedClock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('machine', models.CharField(max_length=120, unique=True, verbose_name='machine')),
                ('ahead_s', models.FloatField(verbose_name='seconds ahead of the database')),
                ('seen_at', models.DateTimeField(verbose_name='when')),
            ],
            options={
                'verbose_name': 'clock that differs',
                'verbose_name_plural': 'clocks that differ',
            },
        ),
        migrations.CreateModel(
            name='DutyShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='day')),
                ('starts', models.TimeField(verbose_name='from')),
                ('ends', models.TimeField(verbose_name='until')),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('member', models.ForeignKey(on_delete=deletion.CASCADE, related_name='duty_shifts', to='people.member')),
            ],
            options={
                'verbose_name': 'shift',
                'verbose_name_plural': 'shifts',
                'ordering': ('weekday', 'starts', 'id'),
                'constraints': [
                    models.UniqueConstraint(fields=('agency', 'member', 'weekday', 'starts'), name='dutyshift_once'),
                    models.CheckConstraint(condition=models.Q(('weekday__in', [0, 1, 2, 3, 4, 5, 6])), name='dutyshift_weekday_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DutyCover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='day')),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('instead_of', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.member')),
                ('member', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'replacement',
                'verbose_name_plural': 'replacements',
                'ordering': ('on', 'id'),
                'constraints': [
                    models.UniqueConstraint(fields=('agency', 'on', 'instead_of'), name='dutycover_once'),
                    models.CheckConstraint(condition=models.Q(('member', models.F('instead_of')), _negated=True), name='dutycover_by_another'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Installation',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('mark', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('instance_id', models.CharField(blank=True, max_length=100, verbose_name='instance')),
                ('generation', models.BigIntegerField(default=1, verbose_name='generation')),
                ('seen_at', models.DateTimeField(verbose_name='last known to run')),
                ('why', models.CharField(blank=True, choices=[('restored', 'The database was put back from a backup'), ('copied', 'This is a copy of another installation'), ('by_hand', 'Somebody paused it by hand')], max_length=10, verbose_name='why it is paused')),
                ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='paused')),
                ('since', models.DateTimeField(blank=True, null=True, verbose_name='unknown since')),
                ('resumed_at', models.DateTimeField(blank=True, null=True, verbose_name='let go again')),
                ('resumed_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='let go by')),
            ],
            options={
                'verbose_name': 'installation',
                'verbose_name_plural': 'installation',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('id', 1)), name='installation_is_one'),
                    models.CheckConstraint(condition=models.Q(models.Q(('paused_at', None), ('since', None), ('why', '')), models.Q(('paused_at__isnull', False), ('since__isnull', False), models.Q(('why', ''), _negated=True)), _connector='OR'), name='installation_paused_for_a_reason'),
                ],
            },
        ),
        migrations.RunSQL(
            # The one clock of the product; the demo and the tests replace this function.
            """
            CREATE OR REPLACE FUNCTION smm_now() RETURNS timestamptz
            LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()'
            """,
            "DROP FUNCTION smm_now()",
        ),
        UniqueWithAgency("Member"),
        UniqueWithAgency("Invitation"),
        UniqueWithAgency("Notice"),
        CompositeForeignKey("Invitation", "invited_by", "people.Member"),
        CompositeForeignKey("Invitation", "accepted_by", "people.Member"),
        CompositeForeignKey("AuditEntry", "actor", "people.Member"),
        CompositeForeignKey("Notice", "member", "people.Member"),
        AppendOnly("people_auditentry"),
        migrations.RunSQL(
            # An agency that has members always has an owner among them. Checked at commit, under a
            # lock of the agency, so that two owners who leave at once do not both succeed.
            """
            CREATE FUNCTION people_member_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM 1 FROM people_agency WHERE id = OLD.agency_id FOR UPDATE;
                IF FOUND
                    AND EXISTS (SELECT 1 FROM people_member WHERE agency_id = OLD.agency_id)
                    AND NOT EXISTS (
                        SELECT 1 FROM people_member
                        WHERE agency_id = OLD.agency_id AND role = 'owner' AND is_active
                    )
                THEN
                    RAISE EXCEPTION 'an agency keeps at least one active owner'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER member_keeps_an_owner
            AFTER UPDATE OR DELETE ON people_member
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (OLD.role = 'owner' AND OLD.is_active)
            EXECUTE FUNCTION people_member_keeps_an_owner();
            """,
            """
            DROP TRIGGER member_keeps_an_owner ON people_member;
            DROP FUNCTION people_member_keeps_an_owner();
            """,
        ),
        migrations.RunSQL(
            # A demo may be removed with all it holds, histories included, so no agency becomes one later.
            """
            CREATE FUNCTION people_agency_is_born_a_demo() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'an agency cannot become a demo' USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER agency_is_born_a_demo BEFORE UPDATE OF is_demo ON people_agency
            FOR EACH ROW WHEN (NEW.is_demo AND NOT OLD.is_demo)
            EXECUTE FUNCTION people_agency_is_born_a_demo();
            """,
            """
            DROP TRIGGER agency_is_born_a_demo ON people_agency;
            DROP FUNCTION people_agency_is_born_a_demo();
            """,
        ),
        # The table of Django's cache in the database: attempts to sign in are counted there (smm/settings.py, CACHES).
        migrations.RunSQL(
            sql="""
                CREATE TABLE people_counted (
                    cache_key varchar(255) NOT NULL PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX people_counted_expires ON people_counted (expires);
            """,
            reverse_sql="DROP TABLE people_counted;",
        ),
        CompositeForeignKey("DutyShift", "member", "people.Member"),
        CompositeForeignKey("DutyCover", "member", "people.Member"),
        CompositeForeignKey("DutyCover", "instead_of", "people.Member"),
    ]
