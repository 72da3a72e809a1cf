from django.db import migrations, models
from django.db.models import Q, deletion

import people.ids
from people.tables import CreateTables
from people.tenancy import CompositeForeignKey, UniqueWithAgency

SIDES = [("ours", "Ours"), ("theirs", "The client’s")]
SOURCES = [
    ("trouble", "To settle"),
    ("decision", "To decide"),
    ("client", "With the client"),
    ("task", "Late task"),
    ("silence", "Rhythm"),
    ("hole", "Empty days"),
    ("own", "Added by hand"),
]


def _key():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def _public_id():
    return ("public_id", models.UUIDField(default=people.ids.uuid7, editable=False, unique=True))


def _agency():
    return ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency"))


class Migration(migrations.Migration):
    """Meetings with their agenda, what was decided in them, and who does what by when."""

    dependencies = [
        ("clients", "0010_cadence"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        _key(),
                        _public_id(),
                        ("kind", models.CharField(choices=[("call", "Call"), ("monday", "Monday meeting")], max_length=6, verbose_name="kind")),
                        ("starts_at", models.DateTimeField(verbose_name="begins")),
                        ("people", models.CharField(blank=True, max_length=300, verbose_name="who takes part")),
                        ("notes", models.TextField(blank=True, max_length=20000, verbose_name="notes")),
                        ("edit_number", models.PositiveIntegerField(default=1)),
                        ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                        ("minutes_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="minutes sent")),
                        _agency(),
                        ("begun_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                        ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="meetings", to="clients.client")),
                    ],
                    options={
                        "verbose_name": "meeting",
                        "verbose_name_plural": "meetings",
                        "ordering": ("-starts_at", "-id"),
                        "indexes": [models.Index(fields=["client", "-starts_at"], name="meeting_of_client")],
                        "constraints": [
                            models.CheckConstraint(condition=Q(kind__in=["call", "monday"]), name="meeting_kind_known"),
                            models.CheckConstraint(
                                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("starts_at")),
                                name="meeting_ends_after_it_begins",
                            ),
                            models.UniqueConstraint(condition=Q(ended_at=None), fields=("client", "kind"), name="meeting_one_open"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaPoint",
                    fields=[
                        _key(),
                        _public_id(),
                        ("position", models.PositiveSmallIntegerField()),
                        ("source", models.CharField(choices=SOURCES, max_length=8)),
                        ("text", models.CharField(max_length=300, verbose_name="point")),
                        ("url", models.CharField(blank=True, max_length=300)),
                        ("is_done", models.BooleanField(default=False)),
                        _agency(),
                        ("meeting", models.ForeignKey(on_delete=deletion.CASCADE, related_name="points", to="clients.meeting")),
                    ],
                    options={
                        "ordering": ("position", "id"),
                        "constraints": [
                            models.CheckConstraint(condition=~Q(text=""), name="agendapoint_says_something"),
                            models.CheckConstraint(condition=Q(source__in=[each for each, _ in SOURCES]), name="agendapoint_source_known"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        _key(),
                        _public_id(),
                        ("text", models.CharField(max_length=500, verbose_name="decision")),
                        ("is_of_strategy", models.BooleanField(default=False, verbose_name="belongs to the strategy")),
                        ("decided_at", models.DateTimeField(verbose_name="decided")),
                        _agency(),
                        ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="decisions", to="clients.client")),
                        ("meeting", models.ForeignKey(on_delete=deletion.PROTECT, related_name="decisions", to="clients.meeting")),
                        ("written_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "decision",
                        "verbose_name_plural": "decisions",
                        "ordering": ("-decided_at", "-id"),
                        "indexes": [models.Index(fields=["client", "-decided_at"], name="decision_of_client")],
                        "constraints": [models.CheckConstraint(condition=~Q(text=""), name="decision_says_something")],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
                    fields=[
                        _key(),
                        _public_id(),
                        ("text", models.CharField(max_length=300, verbose_name="task")),
                        ("side", models.CharField(choices=SIDES, max_length=6, verbose_name="whose")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="by")),
                        ("written_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                        ("done_name", models.CharField(blank=True, max_length=120)),
                        _agency(),
                        ("client", models.ForeignKey(on_delete=deletion.PROTECT, related_name="tasks", to="clients.client")),
                        ("contact", models.ForeignKey(blank=True, null=True, on_delete=deletion.SET_NULL, related_name="+", to="clients.contact")),
                        ("meeting", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="tasks", to="clients.meeting")),
                        ("member", models.ForeignKey(blank=True, null=True, on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                        ("written_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member")),
                    ],
                    options={
                        "verbose_name": "task",
                        "verbose_name_plural": "tasks",
                        "ordering": (models.OrderBy(models.F("due_on"), nulls_last=True), "id"),
                        "indexes": [models.Index(condition=Q(done_at=None), fields=["client"], name="task_open_of_client")],
                        "constraints": [
                            models.CheckConstraint(condition=~Q(text=""), name="task_says_something"),
                            models.CheckConstraint(
                                condition=Q(side="ours", contact=None) | Q(side="theirs", member=None),
                                name="task_is_of_one_side",
                            ),
                            models.CheckConstraint(
                                condition=Q(done_at=None, done_name="") | (Q(done_at__isnull=False) & ~Q(done_name="")),
                                name="task_done_by_somebody",
                            ),
                        ],
                    },
                ),
            ]
        ),
        UniqueWithAgency("Meeting"),
        UniqueWithAgency("Meeting", also=("client",)),
        UniqueWithAgency("AgendaPoint"),
        UniqueWithAgency("Decision"),
        UniqueWithAgency("Task"),
        CompositeForeignKey("Meeting", "client", "clients.Client"),
        CompositeForeignKey("Meeting", "begun_by", "people.Member"),
        CompositeForeignKey("AgendaPoint", "meeting", "clients.Meeting"),
        CompositeForeignKey("Decision", "meeting", "clients.Meeting", also=("client",)),
        CompositeForeignKey("Decision", "written_by", "people.Member"),
        CompositeForeignKey("Task", "client", "clients.Client"),
        CompositeForeignKey("Task", "meeting", "clients.Meeting", also=("client",)),
        CompositeForeignKey("Task", "contact", "clients.Contact", also=("client",)),
        CompositeForeignKey("Task", "member", "people.Member"),
        CompositeForeignKey("Task", "written_by", "people.Member"),
    ]
