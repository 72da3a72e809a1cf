from django.db import migrations, models
from django.db.models import deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """Until a new logo is prepared, and where it turns out to be broken, the one before stays."""

    dependencies = [("editorial", "0014_past_that_was_read")]

    operations = [
        migrations.AddField(
            "Logo",
            "former",
            models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name="+", to="editorial.asset"),
        ),
        CompositeForeignKey("Logo", "former", "editorial.Asset", also=("client",)),
    ]
