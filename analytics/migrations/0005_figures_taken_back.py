from django.db import migrations, models


class Migration(migrations.Migration):
    """Figures that were taken back are found by themselves: they are few, and each list of what is missing asks for them."""

    dependencies = [("analytics", "0004_what_we_need")]

    operations = [
        migrations.AddIndex(
            "externalfigure",
            models.Index(fields=["source", "to_on", "from_on"], condition=models.Q(value=None), name="externalfigure_taken_back"),
        ),
    ]
