"""What somebody and the client said to each other in one place, and what of it still waits for an answer."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clients.models import Channel, Client, Status
from community.states import Kind, Settled, Standing
from editorial.models import Publication
from people.ids import uuid7
from people.models import Agency, Member

MAX_ID = 500
MAX_NAME = 255
MAX_URL = 500
MAX_TEXT = 20_000


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Sets of conversations."""

    def visible_to(self, member: Member) -> ConversationQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def current(self) -> ConversationQuerySet:
        """Those of clients that are not archived."""
        return self.exclude(client__status=Status.ARCHIVED)

    def to_do(self, now: datetime | Combinable) -> ConversationQuerySet:
        """Those that wait for us: also what was put off to a moment that has come. `now` may be SQL's own."""
        has_come = Q(standing=Standing.LATER, later_until__lte=now)
        return self.filter(Q(standing=Standing.TO_DO) | has_come)

    def put_off(self, now: datetime) -> ConversationQuerySet:
        """Those whose moment has not come yet."""
        return self.filter(standing=Standing.LATER, later_until__gt=now)

    def overdue(self, now: datetime) -> ConversationQuerySet:
        """Those of them in which somebody has waited longer than was promised."""
        return self.to_do(now).filter(due_at__lt=now)


class Conversation(models.Model):
    """One person and the client, below one post or in private.

    `thread_id` is the network's name of what it hangs on (the post, or the first message), empty where a person wrote it down
    from a channel by hand. `waiting_since` is when the oldest thing was said that nobody has answered, `due_at` until
    when one was promised an answer. Both are of the utterances (actions/waiting.py), and empty once nothing waits.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="conversations")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="conversations")
    publication = models.ForeignKey(
        Publication, models.SET_NULL, null=True, blank=True, related_name="conversations"
    )
    kind = models.CharField(_("how"), max_length=10, choices=Kind)
    thread_id = models.CharField(max_length=MAX_ID, blank=True)
    person_handle = models.CharField(_("handle"), max_length=MAX_NAME, blank=True)
    person_name = models.CharField(_("name"), max_length=MAX_NAME)
    standing = models.CharField(_("state"), max_length=6, choices=Standing)
    assignee = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )  # fmt: skip
    later_until = models.DateTimeField(_("put off until"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    due_at = models.DateTimeField(_("promised until"), null=True, blank=True)
    last_said_at = models.DateTimeField(_("last words"))
    thread_read_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [
            models.Index(
                fields=["client", "due_at", "waiting_since"],
                condition=~Q(standing=Standing.DONE),
                name="conversation_waiting",
            ),
            models.Index(fields=["client", "-last_said_at"], name="conversation_by_client"),
            models.Index(fields=["agency", "-last_said_at"], name="conversation_by_agency"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="conversation_kind_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(standing=Standing.TO_DO, later_until=None, waiting_since__isnull=False)
                    | Q(
                        standing=Standing.LATER,
                        later_until__isnull=False,
                        waiting_since__isnull=False,
                    )
                    | Q(standing=Standing.DONE, later_until=None, waiting_since=None, due_at=None)
                ),
                name="conversation_stands_somewhere",
            ),
            models.UniqueConstraint(
                "channel",
                "thread_id",
                Lower("person_handle"),
                condition=~Q(thread_id=""),
                name="conversation_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.person_name

    def is_overdue(self, now: datetime) -> bool:
        """Whether somebody has waited longer than was promised."""
        return self.due_at is not None and self.due_at < now

    def is_put_off(self, now: datetime) -> bool:
        """Whether its moment has not come yet."""
        return (
            self.standing == Standing.LATER
            and self.later_until is not None
            and self.later_until > now
        )


class UtteranceQuerySet(models.QuerySet["Utterance"]):
    """Sets of utterances."""

    def waiting(self) -> UtteranceQuerySet:
        """What other people said and nobody has settled."""
        return self.filter(is_own=False, settled="")


class Utterance(models.Model):
    """One thing that was said, by the person or by us. Its text is hostile until shown escaped.

    `settled` says what became of what a person said, empty while it waits; `due_at` is the promise as it stood when it came in.
    `written_by` is whoever of us answered from here; what stands on the network without it was written there.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="utterances")
    remote_id = models.CharField(max_length=MAX_ID, blank=True)
    is_own = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    url = models.URLField(max_length=MAX_URL, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    settled = models.CharField(max_length=10, choices=Settled, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+"
    )  # fmt: skip

    objects = UtteranceQuerySet.as_manager()

    class Meta:
        verbose_name = _("utterance")
        verbose_name_plural = _("utterances")
        ordering = ("said_at", "id")
        indexes = [
            models.Index(fields=["conversation", "said_at"], name="utterance_in_order"),
            models.Index(
                fields=["client", "said_at"], condition=Q(is_own=False), name="utterance_of_people"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "remote_id"],
                condition=~Q(remote_id=""),
                name="utterance_once_per_channel",
            ),
            models.CheckConstraint(
                condition=Q(settled="", settled_at=None)
                | Q(settled__in=Settled.values, settled_at__isnull=False, is_own=False),
                name="utterance_settled_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
