from django.db import migrations

from people.tenancy import MoreMoves

WERE = {
    "scheduled": ("claimed", "missed", "blocked", "cancelled", "by_hand"),
    "claimed": ("sending", "scheduled", "blocked", "cancelled"),
    "sending": ("published", "accepted", "scheduled", "failed", "unknown", "blocked", "missed"),
    "accepted": ("published", "failed", "unknown"),
    "unknown": ("published", "scheduled", "missed", "needs_human"),
    "needs_human": ("published", "scheduled", "cancelled"),
    "missed": ("published", "scheduled", "cancelled"),
    "blocked": ("published", "scheduled", "missed", "cancelled"),
    "by_hand": ("published", "scheduled", "missed", "blocked", "cancelled"),
}


class Migration(migrations.Migration):
    """What came due while its database was not there may be out: from scheduled it becomes doubtful."""

    dependencies = [
        ("editorial", "0007_alerts"),
        ("people", "0004_installation"),
    ]

    operations = [
        MoreMoves(
            "editorial_delivery",
            "state",
            WERE | {"scheduled": (*WERE["scheduled"], "unknown")},
            WERE,
        ),
    ]
