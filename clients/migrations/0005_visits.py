import django.db.models.deletion
import people.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0004_by_hand'),
        ('people', '0001_people_and_agencies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField(verbose_name='last seen')),
                ('before_at', models.DateTimeField(blank=True, null=True, verbose_name='visit before')),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.agency')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.client')),
                ('member', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.member')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'indexes': [models.Index(fields=['member', '-seen_at'], name='visit_lately')],
                'constraints': [models.UniqueConstraint(models.F('client'), models.F('member'), name='visit_once_per_client')],
            },
        ),
        people.tenancy.CompositeForeignKey("Visit", "client", "clients.Client"),
        people.tenancy.CompositeForeignKey("Visit", "member", "people.Member"),
    ]
