from django.db import migrations, models

SOURCES = [
    ("trouble", "To settle"),
    ("decision", "To decide"),
    ("client", "With the client"),
    ("task", "Late task"),
    ("silence", "Rhythm"),
    ("behind", "Goal behind"),
    ("hole", "Empty days"),
    ("quota", "Quota"),
    ("own", "Added by hand"),
]


class Migration(migrations.Migration):
    """A goal that is behind stands on an agenda as what it is, no longer among what is to be decided."""

    dependencies = [("clients", "0001_clients")]

    operations = [
        migrations.RemoveConstraint("agendapoint", "agendapoint_source_known"),
        migrations.AlterField(
            "agendapoint", "source", models.CharField(choices=SOURCES, max_length=8)
        ),
        migrations.AddConstraint(
            "agendapoint",
            models.CheckConstraint(
                condition=models.Q(source__in=[source for source, _word in SOURCES]),
                name="agendapoint_source_known",
            ),
        ),
    ]
