import people.ids
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion
from django.db.models.functions import Lower

from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """What reaches people besides the channels, and how links are tagged."""

    dependencies = [
        ("clients", "0012_quotas_on_agendas"),
        ("people", "0001_agencies"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Touchpoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('site', 'Site'), ('shop', 'E-shop'), ('blog', 'Blog'), ('newsletter', 'Newsletter'), ('ads', 'Ads'), ('events', 'Events'), ('press', 'Press')], max_length=10, verbose_name='kind')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                        ('carer', models.CharField(blank=True, max_length=120, verbose_name='who keeps it')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='what it is for')),
                        ('created_at', models.DateTimeField(verbose_name='since')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='over since')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='touchpoints', to='clients.client')),
                    ],
                    options={
                        'verbose_name': 'touchpoint',
                        'verbose_name_plural': 'touchpoints',
                        'ordering': (Lower('name'), 'id'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='touchpoint_name_present'), models.CheckConstraint(condition=models.Q(('kind__in', ['site', 'shop', 'blog', 'newsletter', 'ads', 'events', 'press'])), name='touchpoint_kind_known'), models.UniqueConstraint(models.F('client'), Lower('name'), condition=models.Q(('ended_at', None)), name='touchpoint_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TouchpointMoment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('title', models.CharField(max_length=160, verbose_name='title')),
                        ('on', models.DateField(verbose_name='day')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('url', models.URLField(blank=True, max_length=2000, verbose_name='address')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                        ('created_at', models.DateTimeField(verbose_name='since')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                        ('touchpoint', models.ForeignKey(on_delete=deletion.CASCADE, related_name='moments', to='clients.touchpoint')),
                    ],
                    options={
                        'verbose_name': 'moment of a touchpoint',
                        'verbose_name_plural': 'moments of touchpoints',
                        'ordering': ('on', 'id'),
                        'indexes': [models.Index(fields=['client', 'on'], name='moment_of_client')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='moment_title_present'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('on')), _connector='OR'), name='moment_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='LinkScheme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(default='{network}', max_length=100, verbose_name='source')),
                        ('medium', models.CharField(default='social', max_length=100, verbose_name='medium')),
                        ('campaign', models.CharField(default='{campaign}', max_length=100, verbose_name='campaign')),
                        ('usual_campaign', models.CharField(blank=True, max_length=100, verbose_name='usual campaign')),
                        ('words', models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder, verbose_name='words for networks')),
                        ('is_short', models.BooleanField(default=False, verbose_name='new posts shorten their link')),
                        ('changed_at', models.DateTimeField(verbose_name='changed')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.OneToOneField(on_delete=deletion.PROTECT, related_name='link_scheme', to='clients.client')),
                    ],
                    options={
                        'verbose_name': 'scheme of links',
                        'verbose_name_plural': 'schemes of links',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('medium', ''), _negated=True), models.Q(('campaign', ''), _negated=True)), name='linkscheme_has_all_three')],
                    },
                ),
            ]
        ),
        UniqueWithAgency("Touchpoint"),
        UniqueWithAgency("TouchpointMoment"),
        UniqueWithAgency("TouchpointMoment", also=("client",)),
        UniqueWithAgency("LinkScheme"),
        CompositeForeignKey("Touchpoint", "client", "clients.Client"),
        CompositeForeignKey("TouchpointMoment", "client", "clients.Client"),
        CompositeForeignKey("TouchpointMoment", "created_by", "people.Member"),
        CompositeForeignKey("TouchpointMoment", "touchpoint", "clients.Touchpoint"),
        CompositeForeignKey("LinkScheme", "client", "clients.Client"),
    ]
