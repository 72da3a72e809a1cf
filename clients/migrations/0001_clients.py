import people.ids
import people.models.membership
import django.core.validators
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion
from django.db.models.functions import Lower, Now

from people.tables import InOneStep
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(InOneStep):
    """Clients, their channels and contacts, and the keys to the networks."""

    initial = True
    replaces = [
        ("clients", "0001_clients_and_channels"),
        ("clients", "0002_approval_and_links"),
        ("clients", "0003_refreshing"),
        ("clients", "0004_by_hand"),
        ("clients", "0005_visits"),
    ]
    dependencies = [
        ("people", "0001_agencies"),
        # Each small step of these makes anew every model that leads to a person: they come while those are few.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [
        migrations.CreateModel(
            name='Canary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(max_length=40, unique=True)),
                ('sealed', models.TextField()),
            ],
            options={
                'verbose_name_plural': 'canaries',
            },
        ),
        migrations.CreateModel(
            name='AppRegistration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.SlugField(max_length=30)),
                ('host', models.CharField(max_length=300)),
                ('client_id', models.CharField(max_length=500)),
                ('secret', models.TextField(blank=True)),
                ('redirect_uri', models.URLField(max_length=500)),
                ('created_at', models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(models.F('network'), models.F('host'), models.F('redirect_uri'), name='appregistration_once_per_host'),
                    models.CheckConstraint(condition=models.Q(('secret', ''), ('secret__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='appregistration_secret_sealed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('slug', models.SlugField(max_length=60, verbose_name='short name in addresses')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('kind', models.CharField(choices=[('company', 'Company'), ('artist', 'Artist'), ('professional', 'Professional'), ('public_figure', 'Public figure'), ('project', 'Project'), ('event', 'Event')], max_length=13, verbose_name='kind')),
                ('status', models.CharField(choices=[('prospect', 'Prospect'), ('active', 'Active'), ('paused', 'Paused'), ('leaving', 'Leaving'), ('archived', 'Archived')], default='active', max_length=8, verbose_name='status')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], default='it', max_length=2, verbose_name='language')),
                ('time_zone', models.CharField(default='Europe/Rome', max_length=64, validators=[people.models.membership.validate_zone], verbose_name='time zone')),
                ('colour', models.CharField(default='#8C2F45', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9A-Fa-f]{6}$', 'Write a colour as #8C2F45.')], verbose_name='colour of the mark')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='in one line')),
                ('facts', models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder, verbose_name='facts')),
                ('leaving_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('created_at', models.DateTimeField(db_default=Now(), editable=False, verbose_name='since')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='clients', to='people.agency')),
                ('approval', models.CharField(choices=[('none', 'Who schedules approves'), ('internal', 'A colleague approves first'), ('client', 'The client approves first')], default='none', max_length=8, verbose_name='approval')),
            ],
            options={
                'verbose_name': 'client',
                'verbose_name_plural': 'clients',
                'ordering': (Lower('name'), 'id'),
                'constraints': [
                    models.UniqueConstraint(models.F('agency'), models.F('slug'), name='client_slug_unique'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='client_name_present'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'artist', 'professional', 'public_figure', 'project', 'event'])), name='client_kind_known'),
                    models.CheckConstraint(condition=models.Q(('status__in', ['prospect', 'active', 'paused', 'leaving', 'archived'])), name='client_status_known'),
                    models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='client_language_known'),
                    models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9A-Fa-f]{6}$')), name='client_colour_hex'),
                    models.CheckConstraint(condition=models.Q(models.Q(('status', 'leaving'), _negated=True), ('leaving_on__isnull', False), _connector='OR'), name='client_leaving_has_a_day'),
                    models.CheckConstraint(condition=models.Q(('approval__in', ['none', 'internal', 'client'])), name='client_approval_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('network', models.SlugField(max_length=30, verbose_name='network')),
                ('host', models.CharField(max_length=300, verbose_name='server')),
                ('remote_id', models.CharField(max_length=255)),
                ('handle', models.CharField(max_length=255, verbose_name='handle')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('avatar_url', models.URLField(blank=True, max_length=1000)),
                ('part', models.CharField(choices=[('lead', 'Lead'), ('support', 'Support'), ('experiment', 'Experiment'), ('dormant', 'Dormant')], default='support', max_length=10, verbose_name='part in the strategy')),
                ('health', models.CharField(choices=[('ok', 'Connected'), ('reconnect', 'To reconnect'), ('disconnected', 'Disconnected'), ('by_hand', 'By hand')], default='ok', max_length=12, verbose_name='connection')),
                ('abilities', models.JSONField(blank=True, default=list, encoder=DjangoJSONEncoder)),
                ('limits', models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder)),
                ('problem', models.CharField(blank=True, max_length=60, verbose_name='last problem')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last checked')),
                ('connected_at', models.DateTimeField(verbose_name='connected')),
                ('disconnected_at', models.DateTimeField(blank=True, null=True, verbose_name='disconnected')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='channels', to='clients.client')),
                ('keeper', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member', verbose_name='who publishes by hand')),
            ],
            options={
                'verbose_name': 'channel',
                'verbose_name_plural': 'channels',
                'ordering': ('network', 'handle', 'id'),
                'indexes': [
                    models.Index(fields=['client', 'disconnected_at'], name='channel_of_client'),
                ],
                'constraints': [
                    models.UniqueConstraint(models.F('agency'), models.F('network'), models.F('host'), models.F('remote_id'), condition=models.Q(('disconnected_at', None)), name='channel_connected_once'),
                    models.CheckConstraint(condition=models.Q(('part__in', ['lead', 'support', 'experiment', 'dormant'])), name='channel_part_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('disconnected_at__isnull', False), ('health', 'disconnected')), models.Q(models.Q(('health', 'disconnected'), _negated=True), ('disconnected_at', None)), _connector='OR'), name='channel_disconnected_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('remote_id', ''), _negated=True), models.Q(('handle', ''), _negated=True), models.Q(('network', ''), _negated=True)), name='channel_names_an_account'),
                    models.CheckConstraint(condition=models.Q(('health__in', ['ok', 'reconnect', 'disconnected', 'by_hand'])), name='channel_health_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('editor', 'Editor'), ('community', 'Community'), ('analyst', 'Analyst')], max_length=9, verbose_name='role on the client')),
                ('created_at', models.DateTimeField(db_default=Now(), editable=False, verbose_name='since')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('member', models.ForeignKey(on_delete=deletion.CASCADE, related_name='assignments', to='people.member')),
                ('client', models.ForeignKey(on_delete=deletion.CASCADE, related_name='assignments', to='clients.client')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'constraints': [
                    models.UniqueConstraint(models.F('client'), models.F('member'), name='assignment_once_per_client'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'editor', 'community', 'analyst']), models.Q(('role', 'owner'), _negated=True)), name='assignment_role_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ConnectAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('network', models.SlugField(max_length=30)),
                ('host', models.CharField(max_length=300)),
                ('state_hash', models.CharField(max_length=64, unique=True)),
                ('session_hash', models.CharField(max_length=64)),
                ('verifier', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('result', models.TextField(blank=True)),
                ('profile', models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('app', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='clients.appregistration')),
                ('client', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
                ('member', models.ForeignKey(on_delete=deletion.CASCADE, related_name='+', to='people.member')),
                ('reconnects', models.ForeignKey(blank=True, null=True, on_delete=deletion.CASCADE, related_name='+', to='clients.channel')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('verifier', ''), ('verifier__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='connectattempt_verifier_sealed'),
                    models.CheckConstraint(condition=models.Q(('result', ''), ('result__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='connectattempt_result_sealed'),
                    models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('used_at__isnull', False), _connector='OR'), name='connectattempt_used_before_confirmed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('part', models.CharField(choices=[('viewer', 'Looks'), ('approver', 'Approves')], default='approver', max_length=8, verbose_name='what they do')),
                ('language', models.CharField(choices=[('it', 'Italiano'), ('en', 'English')], default='it', max_length=2, verbose_name='language')),
                ('form', models.CharField(choices=[('tu', 'Informal (tu)'), ('lei', 'Formal (lei)')], default='lei', max_length=3, verbose_name='how we address them')),
                ('notes', models.TextField(blank=True, max_length=2000, verbose_name='notes')),
                ('created_at', models.DateTimeField(db_default=Now(), editable=False, verbose_name='since')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=deletion.CASCADE, related_name='contacts', to='clients.client')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': (Lower('name'), 'id'),
                'constraints': [
                    models.UniqueConstraint(models.F('client'), Lower('email'), condition=models.Q(('email', ''), _negated=True), name='contact_email_once_per_client'),
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_name_present'),
                    models.CheckConstraint(condition=models.Q(('part__in', ['viewer', 'approver'])), name='contact_part_known'),
                    models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='contact_language_known'),
                    models.CheckConstraint(condition=models.Q(('form__in', ['tu', 'lei'])), name='contact_form_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('access', models.TextField()),
                ('refresh', models.TextField(blank=True)),
                ('key_id', models.CharField(max_length=40)),
                ('scopes', ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.OneToOneField(on_delete=deletion.CASCADE, related_name='credential', to='clients.channel')),
                ('refresh_lease_until', models.DateTimeField(blank=True, null=True)),
                ('refresh_problem', models.CharField(blank=True, max_length=30)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('access__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$')), name='credential_access_sealed'),
                    models.CheckConstraint(condition=models.Q(('refresh', ''), ('refresh__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='credential_refresh_sealed'),
                    models.CheckConstraint(condition=models.Q(('refresh_problem', ''), ('refresh_lease_until__isnull', False), _connector='OR'), name='credential_problem_for_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shut_until', models.DateTimeField(blank=True, null=True, verbose_name='shut until')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('n_failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='changed')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.OneToOneField(on_delete=deletion.CASCADE, related_name='gate', to='clients.channel')),
            ],
            options={
                'verbose_name': 'gate',
                'verbose_name_plural': 'gates',
                'indexes': [
                    models.Index(condition=models.Q(('shut_until__isnull', False)), fields=['shut_until'], name='gate_shut'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('shut_until', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='gate_shut_for_a_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccessCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(editable=False, max_length=64)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('n_tries', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('contact', models.ForeignKey(on_delete=deletion.CASCADE, related_name='codes', to='clients.contact')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['contact', '-created_at'], name='accesscode_of_contact'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('code_hash__regex', '^[0-9a-f]{64}$')), name='accesscode_hashed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AccessLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('scope', models.CharField(choices=[('portal', 'Portal')], default='portal', max_length=6, verbose_name='what it opens')),
                ('created_at', models.DateTimeField(verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('last_seen_at', models.DateTimeField(blank=True, null=True, verbose_name='last opened')),
                ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                ('contact', models.ForeignKey(on_delete=deletion.CASCADE, related_name='links', to='clients.contact')),
            ],
            options={
                'verbose_name': 'link to the portal',
                'verbose_name_plural': 'links to the portal',
                'ordering': ('-id',),
                'indexes': [
                    models.Index(fields=['contact', '-created_at'], name='accesslink_of_contact'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('token_hash__regex', '^[0-9a-f]{64}$')), name='accesslink_token_hashed'),
                    models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='accesslink_expires_after_it_is_made'),
                    models.CheckConstraint(condition=models.Q(('scope__in', ['portal'])), name='accesslink_scope_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(verbose_name='last seen')),
                ('before_at', models.DateTimeField(blank=True, null=True, verbose_name='visit before')),
                ('agency', models.ForeignKey(db_index=False, on_delete=deletion.CASCADE, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(db_index=False, on_delete=deletion.CASCADE, related_name='+', to='clients.client')),
                ('member', models.ForeignKey(db_index=False, on_delete=deletion.CASCADE, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'indexes': [
                    models.Index(fields=['member', '-seen_at'], name='visit_lately'),
                ],
                'constraints': [
                    models.UniqueConstraint(models.F('client'), models.F('member'), name='visit_once_per_client'),
                ],
            },
        ),
        UniqueWithAgency("Client"),
        UniqueWithAgency("Contact"),
        UniqueWithAgency("Assignment"),
        UniqueWithAgency("Gate"),
        UniqueWithAgency("Credential"),
        UniqueWithAgency("ConnectAttempt"),
        UniqueWithAgency("Channel"),
        UniqueWithAgency("Channel", also=("client",)),
        CompositeForeignKey("Contact", "client", "clients.Client"),
        CompositeForeignKey("Assignment", "client", "clients.Client"),
        CompositeForeignKey("Assignment", "member", "people.Member"),
        CompositeForeignKey("Channel", "client", "clients.Client"),
        CompositeForeignKey("Gate", "channel", "clients.Channel"),
        CompositeForeignKey("Credential", "channel", "clients.Channel"),
        CompositeForeignKey("ConnectAttempt", "client", "clients.Client"),
        CompositeForeignKey("ConnectAttempt", "member", "people.Member"),
        CompositeForeignKey(
            "ConnectAttempt", "reconnects", "clients.Channel", also=("client",)
        ),
        migrations.RunSQL(
            # A network that answers a refresh without a new refresh token must not cost us the old
            # one; connecting again makes a new row.
            """
            CREATE FUNCTION clients_credential_keeps_refresh() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'an empty refresh token may not replace one'
                    USING ERRCODE = 'check_violation';
            END $$;
            CREATE TRIGGER credential_keeps_refresh BEFORE UPDATE ON clients_credential
            FOR EACH ROW WHEN (OLD.refresh <> '' AND NEW.refresh = '')
            EXECUTE FUNCTION clients_credential_keeps_refresh();
            """,
            """
            DROP TRIGGER credential_keeps_refresh ON clients_credential;
            DROP FUNCTION clients_credential_keeps_refresh();
            """,
        ),
        UniqueWithAgency("AccessLink"),
        UniqueWithAgency("AccessCode"),
        CompositeForeignKey("AccessLink", "contact", "clients.Contact"),
        CompositeForeignKey("AccessCode", "contact", "clients.Contact"),
        UniqueWithAgency("Contact", also=("client",)),
        CompositeForeignKey("Channel", "keeper", "people.Member"),
        CompositeForeignKey("Visit", "client", "clients.Client"),
        CompositeForeignKey("Visit", "member", "people.Member"),
    ]
