import django.core.serializers.json
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
    ("own", "Added by hand"),
]


class Migration(migrations.Migration):
    """An interview knows which answers the brief was made of, and which version stood when the others were given; an
    agenda tells of figures that nobody gave."""

    dependencies = [("clients", "0009_public_accounts_read")]

    operations = [
        migrations.AddField(
            "interview",
            "filled",
            models.JSONField(blank=True, db_default={}, default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AddField(
            "interview", "seen", models.JSONField(blank=True, db_default={}, default=dict, editable=False)
        ),
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
