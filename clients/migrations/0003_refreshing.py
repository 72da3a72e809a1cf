from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('clients', '0002_approval_and_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='credential',
            name='refresh_lease_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='credential',
            name='refresh_problem',
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.CheckConstraint(condition=models.Q(('refresh_problem', ''), ('refresh_lease_until__isnull', False), _connector='OR'), name='credential_problem_for_a_time'),
        ),
        migrations.AlterField(
            model_name='connectattempt',
            name='app',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.appregistration'),
        ),
    ]
