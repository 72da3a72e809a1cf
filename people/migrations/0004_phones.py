from django.db import migrations, models


class Migration(migrations.Migration):
    """The number at which clients reach somebody of the agency, where they want to be called."""

    dependencies = [("people", "0003_put_off")]

    operations = [
        migrations.AddField(
            "user",
            "phone",
            models.CharField(
                blank=True, db_default="", default="", max_length=40, verbose_name="phone"
            ),
        ),
    ]
