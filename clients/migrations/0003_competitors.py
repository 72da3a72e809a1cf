import people.ids
from django.db import migrations, models
from django.db.models import deletion
from django.db.models.functions import Lower

from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """Whom a client is compared with."""

    dependencies = [
        ("clients", "0002_briefs_and_audiences"),
        ("people", "0001_agencies"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Competitor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='why we look at them')),
                        ('created_at', models.DateTimeField(verbose_name='since')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='no longer watched since')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='competitors', to='clients.client')),
                    ],
                    options={
                        'verbose_name': 'competitor',
                        'verbose_name_plural': 'competitors',
                        'ordering': (Lower('name'), 'id'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='competitor_name_present'), models.UniqueConstraint(models.F('client'), Lower('name'), condition=models.Q(('ended_at', None)), name='competitor_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CompetitorProfile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('network', models.SlugField(max_length=30, verbose_name='network')),
                        ('host', models.CharField(blank=True, max_length=300, verbose_name='server')),
                        ('name', models.CharField(max_length=255)),
                        ('handle', models.CharField(max_length=255, verbose_name='handle')),
                        ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                        ('remote_id', models.CharField(blank=True, max_length=255)),
                        ('is_read', models.BooleanField(verbose_name='read by the program')),
                        ('next_at', models.DateTimeField(blank=True, null=True, verbose_name='read next')),
                        ('lease_until', models.DateTimeField(blank=True, null=True)),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='last read')),
                        ('problem', models.CharField(blank=True, max_length=60, verbose_name='last problem')),
                        ('n_failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('competitor', models.ForeignKey(on_delete=deletion.CASCADE, related_name='profiles', to='clients.competitor')),
                    ],
                    options={
                        'verbose_name': 'profile of a competitor',
                        'verbose_name_plural': 'profiles of competitors',
                        'ordering': ('network', 'handle', 'id'),
                        'indexes': [models.Index(condition=models.Q(('is_read', True)), fields=['next_at'], name='competitorprofile_due')],
                        'constraints': [models.UniqueConstraint(models.F('competitor'), models.F('network'), Lower('handle'), name='competitorprofile_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_read', True), ('next_at__isnull', False)), models.Q(('is_read', False), ('next_at', None)), _connector='OR'), name='competitorprofile_read_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('handle', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='competitorprofile_names_an_account')],
                    },
                ),
                migrations.CreateModel(
                    name='CompetitorPost',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('remote_id', models.CharField(max_length=500)),
                        ('url', models.URLField(max_length=2000, verbose_name='address')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published')),
                        ('form', models.CharField(blank=True, max_length=20, verbose_name='format')),
                        ('engagements', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='engagements')),
                        ('seen_at', models.DateTimeField(verbose_name='last seen')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member', verbose_name='by hand')),
                        ('profile', models.ForeignKey(on_delete=deletion.CASCADE, related_name='posts', to='clients.competitorprofile')),
                    ],
                    options={
                        'verbose_name': 'post of a competitor',
                        'verbose_name_plural': 'posts of competitors',
                        'ordering': ('-published_at', '-id'),
                        'indexes': [models.Index(fields=['profile', '-published_at'], name='competitorpost_newest')],
                        'constraints': [models.UniqueConstraint(fields=('profile', 'remote_id'), name='competitorpost_once'), models.CheckConstraint(condition=models.Q(('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='competitorpost_leads_to_a_page'), models.CheckConstraint(condition=models.Q(('published_at__isnull', False), ('entered_by__isnull', False), _connector='OR'), name='competitorpost_has_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='CompetitorReading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day_on', models.DateField(verbose_name='day')),
                        ('taken_at', models.DateTimeField(verbose_name='taken')),
                        ('followers', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='followers')),
                        ('n_posts', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='posts in all')),
                        ('n_new', models.PositiveIntegerField(blank=True, null=True, verbose_name='posts since the week before')),
                        ('is_whole', models.BooleanField(default=True)),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member', verbose_name='by hand')),
                        ('profile', models.ForeignKey(on_delete=deletion.CASCADE, related_name='readings', to='clients.competitorprofile')),
                    ],
                    options={
                        'verbose_name': 'reading of a competitor',
                        'verbose_name_plural': 'readings of competitors',
                        'ordering': ('-day_on', '-id'),
                        'constraints': [models.UniqueConstraint(fields=('profile', 'day_on'), name='competitorreading_a_day'), models.CheckConstraint(condition=models.Q(('n_new', None), ('entered_by__isnull', False), _connector='OR'), name='competitorreading_new_by_hand')],
                    },
                ),
            ]
        ),
        UniqueWithAgency("Competitor"),
        UniqueWithAgency("CompetitorProfile"),
        UniqueWithAgency("CompetitorPost"),
        UniqueWithAgency("CompetitorReading"),
        CompositeForeignKey("Competitor", "client", "clients.Client"),
        CompositeForeignKey("CompetitorProfile", "client", "clients.Client"),
        CompositeForeignKey("CompetitorProfile", "competitor", "clients.Competitor"),
        CompositeForeignKey("CompetitorPost", "client", "clients.Client"),
        CompositeForeignKey("CompetitorPost", "entered_by", "people.Member"),
        CompositeForeignKey("CompetitorPost", "profile", "clients.CompetitorProfile"),
        CompositeForeignKey("CompetitorReading", "client", "clients.Client"),
        CompositeForeignKey("CompetitorReading", "entered_by", "people.Member"),
        CompositeForeignKey("CompetitorReading", "profile", "clients.CompetitorProfile"),
    ]
