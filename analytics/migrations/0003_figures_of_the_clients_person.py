from django.db import migrations, models
from django.db.models import Q

WAYS = [
    ("hand", "written by hand"),
    ("file", "from a file"),
    ("machine", "sent by a program"),
    ("client", "written by the client"),
]


class Migration(migrations.Migration):
    """The client's own person writes figures too; who says a figure, and where it was read, stay beside it."""

    dependencies = [("analytics", "0002_contracts_keep_what_was_issued"), ("clients", "0007_figures_asked_of_the_client")]

    operations = [
        migrations.AddField(
            "externalfigure", "said_by", models.CharField("said by", max_length=120, blank=True, default="")
        ),
        migrations.AddField(
            "externalfigure", "note", models.CharField("where it was read", max_length=300, blank=True, default="")
        ),
        migrations.RemoveConstraint("externalfigure", "externalfigure_way_known"),
        migrations.RemoveConstraint("externalfigure", "externalfigure_by_somebody_or_a_program"),
        migrations.AlterField(
            "externalfigure", "way", models.CharField("how it came in", choices=WAYS, max_length=7)
        ),
        migrations.AddConstraint(
            "externalfigure",
            models.CheckConstraint(condition=Q(way__in=[way for way, _word in WAYS]), name="externalfigure_way_known"),
        ),
        migrations.AddConstraint(
            "externalfigure",
            models.CheckConstraint(
                condition=Q(way="machine", author=None)
                | Q(way="client", author=None) & ~Q(said_by="")
                | (~Q(way__in=["machine", "client"]) & Q(author__isnull=False)),
                name="externalfigure_by_somebody_or_a_program",
            ),
        ),
    ]
