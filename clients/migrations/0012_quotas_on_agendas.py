from django.db import migrations, models
from django.db.models import Q

SOURCES = [
    ("trouble", "To settle"),
    ("decision", "To decide"),
    ("client", "With the client"),
    ("task", "Late task"),
    ("silence", "Rhythm"),
    ("hole", "Empty days"),
    ("quota", "Quota"),
    ("own", "Added by hand"),
]


class Migration(migrations.Migration):
    """What the contract still asks for stands on the agenda too."""

    dependencies = [
        ("clients", "0011_meetings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="agendapoint", name="source", field=models.CharField(choices=SOURCES, max_length=8)
        ),
        migrations.RemoveConstraint(model_name="agendapoint", name="agendapoint_source_known"),
        migrations.AddConstraint(
            model_name="agendapoint",
            constraint=models.CheckConstraint(
                condition=Q(source__in=[each for each, _ in SOURCES]), name="agendapoint_source_known"
            ),
        ),
    ]
