from django.db import migrations, models

SOURCES = [
    ("trouble", "To settle"),
    ("answer", "Unanswered"),
    ("link", "Dead link"),
    ("decision", "To decide"),
    ("client", "With the client"),
    ("offer", "Offer"),
    ("extra", "Extra"),
    ("task", "Late task"),
    ("due", "Deliverable"),
    ("hours", "Hours"),
    ("silence", "Rhythm"),
    ("behind", "Goal behind"),
    ("hole", "Empty days"),
    ("quota", "Quota"),
    ("fit", "Network"),
    ("profile", "Profile"),
    ("own", "Added by hand"),
]


class Migration(migrations.Migration):
    """An agenda tells also who waits for an answer, what waits for a yes, what is due, and how the hours stand."""

    dependencies = [("clients", "0005_sleep_and_closing")]

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
