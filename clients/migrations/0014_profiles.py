import people.ids
from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations, models
from django.db.models import deletion

from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """What profiles should say, whose they are, and the link-in-bio page."""

    dependencies = [
        ("clients", "0013_wider_presence"),
        ("people", "0001_agencies"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='LinkPage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=12, unique=True, verbose_name='code')),
                        ('title', models.CharField(max_length=80, verbose_name='title')),
                        ('intro', models.CharField(blank=True, max_length=200, verbose_name='sentence')),
                        ('is_open', models.BooleanField(default=False, verbose_name='open')),
                        ('changed_at', models.DateTimeField(verbose_name='changed')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('client', models.OneToOneField(on_delete=deletion.PROTECT, related_name='link_page', to='clients.client')),
                    ],
                    options={
                        'verbose_name': 'link-in-bio page',
                        'verbose_name_plural': 'link-in-bio pages',
                        'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='linkpage_title_present')],
                    },
                ),
                migrations.CreateModel(
                    name='PageLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                        ('label', models.CharField(max_length=80, verbose_name='words')),
                        ('url', models.URLField(max_length=2000, verbose_name='address')),
                        ('from_on', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('to_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('page', models.ForeignKey(on_delete=deletion.CASCADE, related_name='links', to='clients.linkpage')),
                    ],
                    options={
                        'verbose_name': 'link of a link-in-bio page',
                        'verbose_name_plural': 'links of link-in-bio pages',
                        'ordering': ('position', 'id'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='pagelink_says_something'), models.CheckConstraint(condition=models.Q(('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='pagelink_leads_to_a_page'), models.CheckConstraint(condition=models.Q(('from_on', None), ('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='pagelink_ends_after_it_begins')],
                    },
                ),
                migrations.CreateModel(
                    name='PageClicks',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('n', models.PositiveIntegerField(default=0)),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('link', models.ForeignKey(on_delete=deletion.CASCADE, related_name='clicks', to='clients.pagelink')),
                    ],
                    options={
                        'verbose_name': 'clicks on a link-in-bio page',
                        'verbose_name_plural': 'clicks on link-in-bio pages',
                        'constraints': [models.UniqueConstraint(fields=('link', 'day'), name='pageclicks_once_per_day')],
                    },
                ),
                migrations.CreateModel(
                    name='ProfileTask',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                        ('on', models.DateField(verbose_name='day')),
                        ('what', models.CharField(max_length=200, verbose_name='what changes')),
                        ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('channel', models.ForeignKey(on_delete=deletion.CASCADE, related_name='profile_tasks', to='clients.channel')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                    ],
                    options={
                        'verbose_name': 'change of a profile',
                        'verbose_name_plural': 'changes of profiles',
                        'ordering': ('on', 'id'),
                        'indexes': [models.Index(condition=models.Q(('done_at', None)), fields=['client', 'on'], name='profiletask_open')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='profiletask_says_what'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('done_by', None)), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='profiletask_done_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='ProfileVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('bio', models.TextField(blank=True, max_length=4000, verbose_name='bio')),
                        ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                        ('picture', models.CharField(blank=True, max_length=300, verbose_name='picture')),
                        ('cover', models.CharField(blank=True, max_length=300, verbose_name='cover')),
                        ('pinned', models.CharField(blank=True, max_length=500, verbose_name='pinned')),
                        ('hours', models.CharField(blank=True, max_length=300, verbose_name='hours')),
                        ('category', models.CharField(blank=True, max_length=120, verbose_name='category')),
                        ('why', models.CharField(blank=True, max_length=300, verbose_name='why it changed')),
                        ('created_at', models.DateTimeField(verbose_name='written')),
                        ('approved_by', models.CharField(blank=True, max_length=120, verbose_name='approved by')),
                        ('approved_on', models.DateField(blank=True, null=True, verbose_name='approved on')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('approval_noted_by', models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                        ('approved_contact', models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name='+', to='clients.contact')),
                        ('channel', models.ForeignKey(on_delete=deletion.CASCADE, related_name='profile_versions', to='clients.channel')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                        ('created_by', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.member')),
                    ],
                    options={
                        'verbose_name': 'version of a profile',
                        'verbose_name_plural': 'versions of profiles',
                        'ordering': ('-number',),
                        'constraints': [models.UniqueConstraint(fields=('channel', 'number'), name='profileversion_number'), models.CheckConstraint(condition=models.Q(models.Q(('approval_noted_by', None), ('approved_by', ''), ('approved_on', None)), models.Q(models.Q(('approved_by', ''), _negated=True), ('approval_noted_by__isnull', False), ('approved_on__isnull', False)), _connector='OR'), name='profileversion_approved_by_somebody')],
                    },
                ),
                migrations.CreateModel(
                    name='ChannelCare',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('owner', models.CharField(blank=True, choices=[('client', 'The client'), ('agency', 'The agency'), ('third', 'Somebody else')], max_length=6, verbose_name='who owns it')),
                        ('owner_note', models.CharField(blank=True, max_length=300, verbose_name='who exactly, since when')),
                        ('review_on', models.DateField(blank=True, null=True, verbose_name='look at it again')),
                        ('asleep_since', models.DateField(blank=True, null=True, verbose_name='asleep since')),
                        ('asleep_until', models.DateField(blank=True, null=True, verbose_name='asleep until')),
                        ('asleep_why', models.CharField(blank=True, max_length=300, verbose_name='why it sleeps')),
                        ('asleep_followers', models.CharField(blank=True, max_length=300, verbose_name='what followers are told')),
                        ('stands', models.JSONField(blank=True, default=dict, encoder=DjangoJSONEncoder, verbose_name='what the network shows')),
                        ('looked_at', models.DateTimeField(blank=True, null=True, verbose_name='last looked at')),
                        ('agency', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='people.agency')),
                        ('channel', models.OneToOneField(on_delete=deletion.CASCADE, related_name='care', to='clients.channel')),
                        ('client', models.ForeignKey(on_delete=deletion.PROTECT, related_name='+', to='clients.client')),
                    ],
                    options={
                        'verbose_name': 'care of a profile',
                        'verbose_name_plural': 'care of profiles',
                        'constraints': [models.CheckConstraint(condition=models.Q(('owner', ''), ('owner__in', ['client', 'agency', 'third']), _connector='OR'), name='channelcare_owner_known'), models.CheckConstraint(condition=models.Q(models.Q(('asleep_since', None), ('asleep_until', None), ('asleep_why', '')), models.Q(('asleep_since__isnull', False), models.Q(('asleep_why', ''), _negated=True)), _connector='OR'), name='channelcare_sleeps_for_a_reason'), models.CheckConstraint(condition=models.Q(('asleep_until', None), ('asleep_until__gte', models.F('asleep_since')), _connector='OR'), name='channelcare_wakes_after_it_slept')],
                    },
                ),
            ]
        ),
        UniqueWithAgency("LinkPage"),
        UniqueWithAgency("PageLink"),
        UniqueWithAgency("PageClicks"),
        UniqueWithAgency("ProfileTask"),
        UniqueWithAgency("ProfileVersion"),
        UniqueWithAgency("ChannelCare"),
        CompositeForeignKey("LinkPage", "client", "clients.Client"),
        CompositeForeignKey("PageLink", "page", "clients.LinkPage"),
        CompositeForeignKey("PageClicks", "link", "clients.PageLink"),
        CompositeForeignKey("ProfileTask", "channel", "clients.Channel"),
        CompositeForeignKey("ProfileTask", "client", "clients.Client"),
        CompositeForeignKey("ProfileTask", "created_by", "people.Member"),
        CompositeForeignKey("ProfileTask", "done_by", "people.Member"),
        CompositeForeignKey("ProfileVersion", "approval_noted_by", "people.Member"),
        CompositeForeignKey("ProfileVersion", "approved_contact", "clients.Contact"),
        CompositeForeignKey("ProfileVersion", "channel", "clients.Channel"),
        CompositeForeignKey("ProfileVersion", "client", "clients.Client"),
        CompositeForeignKey("ProfileVersion", "created_by", "people.Member"),
        CompositeForeignKey("ChannelCare", "channel", "clients.Channel"),
        CompositeForeignKey("ChannelCare", "client", "clients.Client"),
    ]
