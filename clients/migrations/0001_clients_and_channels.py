import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import people.ids
import people.tenancy
import people.models.membership
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_people_and_agencies'),
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
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('network'), models.F('host'), models.F('redirect_uri'), name='appregistration_once_per_host'), models.CheckConstraint(condition=models.Q(('secret', ''), ('secret__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='appregistration_secret_sealed')],
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
                ('facts', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='facts')),
                ('leaving_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='since')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clients', to='people.agency')),
            ],
            options={
                'verbose_name': 'client',
                'verbose_name_plural': 'clients',
                'ordering': (django.db.models.functions.text.Lower('name'), 'id'),
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
                ('health', models.CharField(choices=[('ok', 'Connected'), ('reconnect', 'To reconnect'), ('disconnected', 'Disconnected')], default='ok', max_length=12, verbose_name='connection')),
                ('abilities', models.JSONField(blank=True, default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('limits', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('problem', models.CharField(blank=True, max_length=60, verbose_name='last problem')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last checked')),
                ('connected_at', models.DateTimeField(verbose_name='connected')),
                ('disconnected_at', models.DateTimeField(blank=True, null=True, verbose_name='disconnected')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='clients.client')),
            ],
            options={
                'verbose_name': 'channel',
                'verbose_name_plural': 'channels',
                'ordering': ('network', 'handle', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('owner', 'Owner'), ('manager', 'Manager'), ('editor', 'Editor'), ('community', 'Community'), ('analyst', 'Analyst')], max_length=9, verbose_name='role on the client')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='since')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='people.member')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='clients.client')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
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
                ('profile', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.agency')),
                ('app', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.appregistration')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.member')),
                ('reconnects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.channel')),
            ],
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
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='since')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='clients.client')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': (django.db.models.functions.text.Lower('name'), 'id'),
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('access', models.TextField()),
                ('refresh', models.TextField(blank=True)),
                ('key_id', models.CharField(max_length=40)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='credential', to='clients.channel')),
            ],
        ),
        migrations.CreateModel(
            name='Gate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shut_until', models.DateTimeField(blank=True, null=True, verbose_name='shut until')),
                ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                ('n_failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                ('changed_at', models.DateTimeField(blank=True, null=True, verbose_name='changed')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='gate', to='clients.channel')),
            ],
            options={
                'verbose_name': 'gate',
                'verbose_name_plural': 'gates',
            },
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.UniqueConstraint(models.F('agency'), models.F('slug'), name='client_slug_unique'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='client_name_present'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['company', 'artist', 'professional', 'public_figure', 'project', 'event'])), name='client_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['prospect', 'active', 'paused', 'leaving', 'archived'])), name='client_status_known'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='client_language_known'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9A-Fa-f]{6}$')), name='client_colour_hex'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'leaving'), _negated=True), ('leaving_on__isnull', False), _connector='OR'), name='client_leaving_has_a_day'),
        ),
        migrations.AddIndex(
            model_name='channel',
            index=models.Index(fields=['client', 'disconnected_at'], name='channel_of_client'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.UniqueConstraint(models.F('agency'), models.F('network'), models.F('host'), models.F('remote_id'), condition=models.Q(('disconnected_at', None)), name='channel_connected_once'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['lead', 'support', 'experiment', 'dormant'])), name='channel_part_known'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(('health__in', ['ok', 'reconnect', 'disconnected'])), name='channel_health_known'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disconnected_at__isnull', False), ('health', 'disconnected')), models.Q(models.Q(('health', 'disconnected'), _negated=True), ('disconnected_at', None)), _connector='OR'), name='channel_disconnected_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='channel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('remote_id', ''), _negated=True), models.Q(('handle', ''), _negated=True), models.Q(('network', ''), _negated=True)), name='channel_names_an_account'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.UniqueConstraint(models.F('client'), models.F('member'), name='assignment_once_per_client'),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'manager', 'editor', 'community', 'analyst']), models.Q(('role', 'owner'), _negated=True)), name='assignment_role_known'),
        ),
        migrations.AddConstraint(
            model_name='connectattempt',
            constraint=models.CheckConstraint(condition=models.Q(('verifier', ''), ('verifier__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='connectattempt_verifier_sealed'),
        ),
        migrations.AddConstraint(
            model_name='connectattempt',
            constraint=models.CheckConstraint(condition=models.Q(('result', ''), ('result__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='connectattempt_result_sealed'),
        ),
        migrations.AddConstraint(
            model_name='connectattempt',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('used_at__isnull', False), _connector='OR'), name='connectattempt_used_before_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.UniqueConstraint(models.F('client'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='contact_email_once_per_client'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='contact_name_present'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['viewer', 'approver'])), name='contact_part_known'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['it', 'en'])), name='contact_language_known'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['tu', 'lei'])), name='contact_form_known'),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.CheckConstraint(condition=models.Q(('access__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$')), name='credential_access_sealed'),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.CheckConstraint(condition=models.Q(('refresh', ''), ('refresh__regex', '^v1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$'), _connector='OR'), name='credential_refresh_sealed'),
        ),
        migrations.AddIndex(
            model_name='gate',
            index=models.Index(condition=models.Q(('shut_until__isnull', False)), fields=['shut_until'], name='gate_shut'),
        ),
        migrations.AddConstraint(
            model_name='gate',
            constraint=models.CheckConstraint(condition=models.Q(('shut_until', None), models.Q(('reason', ''), _negated=True), _connector='OR'), name='gate_shut_for_a_reason'),
        ),
        people.tenancy.UniqueWithAgency("Client"),
        people.tenancy.UniqueWithAgency("Contact"),
        people.tenancy.UniqueWithAgency("Assignment"),
        people.tenancy.UniqueWithAgency("Gate"),
        people.tenancy.UniqueWithAgency("Credential"),
        people.tenancy.UniqueWithAgency("ConnectAttempt"),
        people.tenancy.UniqueWithAgency("Channel"),
        people.tenancy.UniqueWithAgency("Channel", also=("client",)),
        people.tenancy.CompositeForeignKey("Contact", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("Assignment", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("Assignment", "member", "people.Member"),
        people.tenancy.CompositeForeignKey("Channel", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("Gate", "channel", "clients.Channel"),
        people.tenancy.CompositeForeignKey("Credential", "channel", "clients.Channel"),
        people.tenancy.CompositeForeignKey("ConnectAttempt", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("ConnectAttempt", "member", "people.Member"),
        people.tenancy.CompositeForeignKey(
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
    ]
