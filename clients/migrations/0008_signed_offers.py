import django.core.validators
from django.db import migrations, models
from django.db.models import deletion

from people.tenancy import CompositeForeignKey, UniqueWithAgency


class Migration(migrations.Migration):
    """An offer may hold money for ads; what was read when it was answered is kept, and its contract knows it."""

    dependencies = [("clients", "0007_figures_asked_of_the_client")]

    operations = [
        migrations.AddField(
            "offer",
            "ad_spend",
            models.DecimalField(blank=True, decimal_places=2, help_text="What may be spent on boosted posts and ads, beside the price.", max_digits=10, null=True, validators=[django.core.validators.MinValueValidator(0)], verbose_name="for ads"),
        ),
        migrations.AddField(
            "offer", "seen_hash", models.CharField(blank=True, db_default="", default="", editable=False, max_length=64)
        ),
        migrations.AddField(
            "offer", "n_planned", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)
        ),
        UniqueWithAgency("Offer", ("client",)),
        migrations.AddField(
            "contract",
            "offer",
            models.OneToOneField(blank=True, editable=False, null=True, on_delete=deletion.PROTECT, related_name="contract", to="clients.offer"),
        ),
        CompositeForeignKey("Contract", "offer", "clients.Offer", also=("client",)),
    ]
