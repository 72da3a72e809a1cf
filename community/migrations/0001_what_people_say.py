import community.models.promises
import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import people.ids
from django.db import migrations, models

from people.tables import InOneStep
from people.tenancy import CompositeForeignKey, TransitionTrigger, UniqueWithAgency


class Migration(InOneStep):
    """Conversations, what was said in them, answers on their way, promises, and how far each channel was heard."""

    initial = True

    dependencies = [
        ('clients', '0002_goals_behind_on_agendas'),
        ('editorial', '0002_aims_of_posts_made_outside'),
        ('people', '0001_agencies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('comment', 'Comment'), ('mention', 'Mention'), ('message', 'Message'), ('quote', 'Quote'), ('review', 'Review')], max_length=10, verbose_name='how')),
                ('thread_id', models.CharField(blank=True, max_length=500)),
                ('person_handle', models.CharField(blank=True, max_length=255, verbose_name='handle')),
                ('person_name', models.CharField(max_length=255, verbose_name='name')),
                ('standing', models.CharField(choices=[('to_do', 'To do'), ('later', 'Put off'), ('done', 'Done')], max_length=6, verbose_name='state')),
                ('later_until', models.DateTimeField(blank=True, null=True, verbose_name='put off until')),
                ('waiting_since', models.DateTimeField(blank=True, null=True, verbose_name='waiting since')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='promised until')),
                ('last_said_at', models.DateTimeField(verbose_name='last words')),
                ('thread_read_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('assignee', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member', verbose_name='assigned to')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='clients.client')),
                ('publication', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='conversations', to='editorial.publication')),
            ],
            options={
                'verbose_name': 'conversation',
                'verbose_name_plural': 'conversations',
                'indexes': [
                    models.Index(condition=models.Q(('standing', 'done'), _negated=True), fields=['client', 'due_at', 'waiting_since'], name='conversation_waiting'),
                    models.Index(fields=['client', '-last_said_at'], name='conversation_by_client'),
                    models.Index(fields=['agency', '-last_said_at'], name='conversation_by_agency'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('kind__in', ['comment', 'mention', 'message', 'quote', 'review'])), name='conversation_kind_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('later_until', None), ('standing', 'to_do'), ('waiting_since__isnull', False)), models.Q(('later_until__isnull', False), ('standing', 'later'), ('waiting_since__isnull', False)), models.Q(('due_at', None), ('later_until', None), ('standing', 'done'), ('waiting_since', None)), _connector='OR'), name='conversation_stands_somewhere'),
                    models.UniqueConstraint(models.F('channel'), models.F('thread_id'), django.db.models.functions.text.Lower('person_handle'), condition=models.Q(('thread_id', ''), _negated=True), name='conversation_once_per_person'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Hearing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('next_at', models.DateTimeField(verbose_name='heard next')),
                ('cursor', models.TextField(blank=True)),
                ('heard_at', models.DateTimeField(blank=True, null=True, verbose_name='last heard')),
                ('problem', models.CharField(blank=True, max_length=60, verbose_name='last problem')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hearing', to='clients.channel')),
            ],
            options={
                'verbose_name': 'hearing of a channel',
                'verbose_name_plural': 'hearings of channels',
                'indexes': [
                    models.Index(fields=['next_at'], name='hearing_due'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReplyPromise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('within_h', models.PositiveSmallIntegerField(verbose_name='hours')),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=community.models.promises.working_days, size=None)),
                ('opens', models.TimeField(default=datetime.time(9, 0), verbose_name='from')),
                ('closes', models.TimeField(default=datetime.time(18, 0), verbose_name='to')),
                ('changed_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reply_promise', to='clients.client')),
            ],
            options={
                'verbose_name': 'promise to answer',
                'verbose_name_plural': 'promises to answer',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('within_h__gte', 1), ('within_h__lte', 200)), name='replypromise_hours'),
                    models.CheckConstraint(condition=models.Q(('opens__lt', models.F('closes'))), name='replypromise_opens_before_it_closes'),
                    models.CheckConstraint(condition=models.Q(('days__len__gte', 1), ('days__contained_by', [1, 2, 3, 4, 5, 6, 7])), name='replypromise_days_of_the_week'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Utterance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remote_id', models.CharField(blank=True, max_length=500)),
                ('is_own', models.BooleanField(default=False)),
                ('text', models.TextField(blank=True)),
                ('said_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField()),
                ('url', models.URLField(blank=True, max_length=500)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('settled', models.CharField(blank=True, choices=[('answered', 'Answered'), ('not_needed', 'No answer needed'), ('spam', 'Spam'), ('history', 'From before')], max_length=10)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='utterances', to='community.conversation')),
                ('written_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'utterance',
                'verbose_name_plural': 'utterances',
                'ordering': ('said_at', 'id'),
                'indexes': [
                    models.Index(fields=['conversation', 'said_at'], name='utterance_in_order'),
                    models.Index(condition=models.Q(('is_own', False)), fields=['client', 'said_at'], name='utterance_of_people'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('remote_id', ''), _negated=True), fields=('channel', 'remote_id'), name='utterance_once_per_channel'),
                    models.CheckConstraint(condition=models.Q(models.Q(('settled', ''), ('settled_at', None)), models.Q(('is_own', False), ('settled__in', ['answered', 'not_needed', 'spam', 'history']), ('settled_at__isnull', False)), _connector='OR'), name='utterance_settled_at_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=people.ids.uuid7, editable=False, unique=True)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('held', 'About to leave'), ('sending', 'Sending'), ('unknown', 'Checking'), ('needs_look', 'Needs you'), ('sent', 'Sent'), ('not_sent', 'Not sent')], max_length=10)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('first_sent_at', models.DateTimeField(blank=True, null=True)),
                ('n_tries', models.PositiveSmallIntegerField(default=0)),
                ('n_absent', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=60)),
                ('remote_id', models.CharField(blank=True, max_length=500)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('written_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.agency')),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.channel')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='community.conversation')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('answers', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.utterance')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ['held', 'unknown'])), fields=['due_at'], name='reply_due'),
                    models.Index(condition=models.Q(('state', 'sending')), fields=['lease_until'], name='reply_leased'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['held', 'sending', 'unknown', 'needs_look', 'sent', 'not_sent'])), name='reply_state_known'),
                    models.UniqueConstraint(condition=models.Q(('state__in', ('held', 'sending', 'unknown', 'needs_look'))), fields=('conversation',), name='reply_one_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['held', 'unknown']), _negated=True), ('due_at__isnull', False), _connector='OR'), name='reply_is_due_some_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'sending'), _negated=True), models.Q(('first_sent_at__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='reply_sending_under_lease'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['sent', 'unknown', 'needs_look']), _negated=True), ('first_sent_at__isnull', False), _connector='OR'), name='reply_sent_at_a_time'),
                ],
            },
        ),
        UniqueWithAgency("Conversation", also=("client", "channel")),
        UniqueWithAgency("Utterance", also=("client", "channel")),
        CompositeForeignKey("Hearing", "channel", "clients.Channel"),
        CompositeForeignKey("ReplyPromise", "client", "clients.Client"),
        CompositeForeignKey("ReplyPromise", "changed_by", "people.Member"),
        CompositeForeignKey("Conversation", "client", "clients.Client"),
        CompositeForeignKey("Conversation", "channel", "clients.Channel", also=("client",)),
        CompositeForeignKey("Conversation", "publication", "editorial.Publication"),
        CompositeForeignKey("Conversation", "assignee", "people.Member"),
        CompositeForeignKey(
            "Utterance", "conversation", "community.Conversation", also=("client", "channel")
        ),
        CompositeForeignKey("Utterance", "written_by", "people.Member"),
        CompositeForeignKey(
            "Reply", "conversation", "community.Conversation", also=("client", "channel")
        ),
        CompositeForeignKey("Reply", "answers", "community.Utterance", also=("client", "channel")),
        CompositeForeignKey("Reply", "written_by", "people.Member"),
        TransitionTrigger(
            "community_reply",
            "state",
            {
                "held": ["sending", "unknown", "not_sent"],
                "sending": ["sent", "unknown", "held", "not_sent"],
                "unknown": ["sent", "not_sent", "needs_look"],
                "needs_look": ["sent", "not_sent"],
                "not_sent": ["sent"],
            },
        ),
    ]
