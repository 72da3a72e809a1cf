from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Whose public holidays a client keeps, and the day of its town's patron."""

    dependencies = [("clients", "0014_notes_about_clients")]

    operations = [
        migrations.AddField(
            "client", "country", models.CharField("country", db_default="IT", default="IT", max_length=2)
        ),
        migrations.AddField(
            "client",
            "patron_on",
            models.CharField("patron’s day", blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddConstraint(
            "client", models.CheckConstraint(condition=Q(country__regex=r"^[A-Z]{2}$"), name="client_country_code")
        ),
        migrations.AddConstraint(
            "client",
            models.CheckConstraint(
                condition=Q(patron_on__regex=r"^((0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"),
                name="client_patron_is_a_day",
            ),
        ),
    ]
