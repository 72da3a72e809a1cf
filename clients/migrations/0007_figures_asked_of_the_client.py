from django.db import migrations, models


class Migration(migrations.Migration):
    """Some sources are filled in by the client's own person."""

    dependencies = [("clients", "0006_agendas_of_all_that_is_open")]

    operations = [
        migrations.AddField(
            "figuresource",
            "asked_of_client",
            models.BooleanField("asked of the client", default=False),
        ),
    ]
