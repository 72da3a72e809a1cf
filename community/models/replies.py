"""An answer on its way: written by somebody, taken back within seconds or sent once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Channel, Client
from community.models.conversations import MAX_ID, MAX_URL, Conversation, Utterance
from community.states import UNDER_WAY, ReplyState
from people.ids import uuid7
from people.models import Agency, Member

S = ReplyState


class ReplyQuerySet(models.QuerySet["Reply"]):
    """Sets of answers."""

    def under_way(self) -> ReplyQuerySet:
        """Those that may still arrive: nobody else answers meanwhile."""
        return self.filter(state__in=UNDER_WAY)


class Reply(models.Model):
    """One answer to one thing that was said. `public_id` is its key at the network, the same for every try.

    `due_at` is when it leaves, or when it is looked for again; `first_sent_at` when the first byte may have left; `n_absent` how often the network
    was asked since and did not have it. `problem` is the code of why it was not sent (community/wording.py).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="replies")
    answers = models.ForeignKey(Utterance, models.CASCADE, related_name="+")
    text = models.TextField()
    state = models.CharField(max_length=10, choices=S)
    due_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    n_tries = models.PositiveSmallIntegerField(default=0)
    n_absent = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)
    remote_id = models.CharField(max_length=MAX_ID, blank=True)
    url = models.URLField(max_length=MAX_URL, blank=True)
    written_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=[S.HELD, S.UNKNOWN]),
                name="reply_due",
            ),
            models.Index(fields=["lease_until"], condition=Q(state=S.SENDING), name="reply_leased"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="reply_state_known"),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state__in=UNDER_WAY),
                name="reply_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.HELD, S.UNKNOWN]) | Q(due_at__isnull=False),
                name="reply_is_due_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.SENDING)
                | Q(lease_until__isnull=False, first_sent_at__isnull=False),
                name="reply_sending_under_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[S.SENT, S.UNKNOWN, S.NEEDS_LOOK])
                | Q(first_sent_at__isnull=False),
                name="reply_sent_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
