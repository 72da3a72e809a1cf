from django.db import migrations, models
from django.db.models import Q

KINDS = [
    ("checking", "may be out or not: we are checking"),
    ("refused", "refused by the network"),
    ("reconnect", "waiting, the channel must be reconnected"),
    ("not_let_in", "waiting, the network does not let this channel publish"),
    ("too_late", "not sent in time"),
    ("decide", "we could not find out whether it is out: you decide"),
    ("not_approved", "held back, nobody has approved these words"),
    ("client_paused", "held back, the client is paused"),
    ("client_left", "held back, the client has left"),
    ("client_prospect", "held back, the client is a prospect"),
    ("on_hold", "held back, everything is on hold"),
    ("no_such_hour", "waiting: by new rules of summer time its hour does not exist on that day, choose another"),
    ("picture", "held back, a picture could not be handed over"),
    ("not_done", "somebody could not publish it by hand: you decide"),
    ("not_by_hand", "not published by hand within four hours"),
    ("rest_checking", "is out; a later part may be out or not: we are checking"),
    ("rest_missing", "is out, but not whole: a later part is missing"),
    ("rest_decide", "is out; we could not find out whether a later part is: you decide"),
    ("silence", "falls silent soon"),
    ("dead_links", "a link does not open"),
    ("out_all_the_same", "is on the channel although it had been settled otherwise: look at the channel"),
]


class Migration(migrations.Migration):
    """People are told of what is held back because its client is a prospect."""

    dependencies = [("editorial", "0005_motifs")]

    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_kind_known"),
        migrations.AlterField(
            model_name="alert", name="kind", field=models.CharField(choices=KINDS, max_length=16)
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name="alert_kind_known"),
        ),
    ]
