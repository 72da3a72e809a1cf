from django.db import migrations, models


class Migration(migrations.Migration):
    """A machine whose clock differs from the database's is known to all others."""

    dependencies = [
        ("people", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="SkewedClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("machine", models.CharField(max_length=120, unique=True, verbose_name="machine")),
                ("ahead_s", models.FloatField(verbose_name="seconds ahead of the database")),
                ("seen_at", models.DateTimeField(verbose_name="when")),
            ],
            options={"verbose_name": "clock that differs", "verbose_name_plural": "clocks that differ"},
        ),
    ]
