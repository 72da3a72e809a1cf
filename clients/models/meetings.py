"""Meetings with a client or about one: the agenda, what was noted and decided, and who does what by when.

A decision and a task are rows of their own, so that they are found again without the meeting: on the strategy's history, on
the client's pages, in the client area.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.meetings import MeetingKind, Side, Source
from clients.models.clients import Client
from clients.models.contacts import Contact
from people.ids import uuid7
from people.models import Agency, Member

MOST_NOTES = 20_000


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Sets of meetings."""

    def visible_to(self, member: Member) -> MeetingQuerySet:
        """Meetings of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Meeting(models.Model):
    """A call with the client, or what is said of one client in the Monday meeting.

    `people` is who took part, as it was written; `edit_number` counts saves of the notes, so that two who type do not
    overwrite each other. It is open until `ended_at`; its minutes may be mailed more than once.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="meetings")
    kind = models.CharField(_("kind"), max_length=6, choices=MeetingKind)
    starts_at = models.DateTimeField(_("begins"))
    people = models.CharField(_("who takes part"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), max_length=MOST_NOTES, blank=True)
    edit_number = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    minutes_sent_at = models.DateTimeField(_("minutes sent"), null=True, blank=True)

    objects: ClassVar[models.Manager[Meeting]] = MeetingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("-starts_at", "-id")
        indexes = [models.Index(fields=["client", "-starts_at"], name="meeting_of_client")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=MeetingKind.values), name="meeting_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("starts_at")),
                name="meeting_ends_after_it_begins",
            ),
            # Two clicks on one button are one meeting.
            models.UniqueConstraint(
                fields=["client", "kind"],
                condition=models.Q(ended_at=None),
                name="meeting_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} · {self.starts_at:%Y-%m-%d}"


class AgendaPoint(models.Model):
    """One line of the agenda: why it is there, in words, and the page it is about. Points from rows are written as they stood."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points")
    position = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=8, choices=Source)
    text = models.CharField(_("point"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="agendapoint_says_something"),
            models.CheckConstraint(
                condition=models.Q(source__in=Source.values), name="agendapoint_source_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Sets of decisions."""

    def visible_to(self, member: Member) -> DecisionQuerySet:
        """Decisions about the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def of_strategy(self) -> DecisionQuerySet:
        """Those that belong to the history of the brief."""
        return self.filter(is_of_strategy=True)


class Decision(models.Model):
    """What was decided. `is_of_strategy`: it stands among the versions of the brief, which it changes."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    is_of_strategy = models.BooleanField(_("belongs to the strategy"), default=False)
    decided_at = models.DateTimeField(_("decided"))
    written_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Decision]] = DecisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-decided_at", "-id")
        indexes = [models.Index(fields=["client", "-decided_at"], name="decision_of_client")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="decision_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class TaskQuerySet(models.QuerySet["Task"]):
    """Sets of tasks."""

    def visible_to(self, member: Member) -> TaskQuerySet:
        """Tasks of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def open(self) -> TaskQuerySet:
        """Not done."""
        return self.filter(done_at=None)

    def theirs(self, contact: Contact) -> TaskQuerySet:
        """The client's, of this contact or of nobody by name."""
        mine = models.Q(contact=contact) | models.Q(contact=None)
        return self.filter(mine, client=contact.client_id, side=Side.THEIRS)


class Task(models.Model):
    """Something to do after a meeting, by us (`member`, or nobody by name) or by the client (`contact`, or nobody by name)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="tasks")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    text = models.CharField(_("task"), max_length=300)
    side = models.CharField(_("whose"), max_length=6, choices=Side)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("by"), null=True, blank=True)
    written_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_name = models.CharField(max_length=120, blank=True)

    objects: ClassVar[models.Manager[Task]] = TaskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = (models.F("due_on").asc(nulls_last=True), "id")
        indexes = [
            models.Index(
                fields=["client"], condition=models.Q(done_at=None), name="task_open_of_client"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="task_says_something"),
            models.CheckConstraint(
                condition=models.Q(side=Side.OURS, contact=None)
                | models.Q(side=Side.THEIRS, member=None),
                name="task_is_of_one_side",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_name="")
                | (models.Q(done_at__isnull=False) & ~models.Q(done_name="")),
                name="task_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        """The person by name, empty when it is nobody's by name."""
        return str(self.member or self.contact or "")

    def is_late(self, today: date) -> bool:
        """Whether its day is over and it is not done."""
        return self.done_at is None and self.due_on is not None and self.due_on < today
