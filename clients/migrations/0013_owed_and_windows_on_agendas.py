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
    ("figure", "Figure"),
    ("yes", "A yes"),
    ("owed", "Mentions owed"),
    ("window", "Window"),
    ("own", "Added by hand"),
]


class Migration(migrations.Migration):
    """An agenda tells of mentions owed to sponsors, and of windows."""

    dependencies = [("clients", "0012_yeses_on_agendas")]

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
