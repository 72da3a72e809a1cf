from django.db import migrations, models
from django.db.models import deletion

from people.tenancy import CompositeForeignKey


class Migration(migrations.Migration):
    """A picture of the library is the client's logo."""

    dependencies = [
        ("clients", "0001_clients"),
        ("people", "0001_agencies"),
        ("editorial", "0011_own_of_a_channel"),
    ]

    operations = [
        migrations.CreateModel(
            name="Logo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chosen_at", models.DateTimeField()),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.OneToOneField(on_delete=deletion.PROTECT, related_name="logo", to="clients.client")),
                ("asset", models.ForeignKey(on_delete=deletion.CASCADE, related_name="+", to="editorial.asset")),
                ("chosen_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
            ],
            options={"verbose_name": "logo", "verbose_name_plural": "logos"},
        ),
        CompositeForeignKey("Logo", "client", "clients.Client"),
        CompositeForeignKey("Logo", "asset", "editorial.Asset", also=("client",)),
        CompositeForeignKey("Logo", "chosen_by", "people.Member"),
    ]
