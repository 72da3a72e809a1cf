from django.db import migrations, models


class Migration(migrations.Migration):
    """A report says what the agency needs from the client."""

    dependencies = [("analytics", "0003_figures_of_the_clients_person")]

    operations = [
        migrations.AddField(
            "report", "needs", models.TextField("What we need from you", max_length=2000, blank=True, default=""), preserve_default=False
        ),
    ]
