from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_demo_agencies'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='has_shortcuts',
            field=models.BooleanField(default=True, verbose_name='shortcuts of a single key'),
        ),
    ]
