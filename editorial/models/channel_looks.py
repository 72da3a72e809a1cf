"""The nightly look at each channel: what stood there in the last two days, beside what we know of."""

from __future__ import annotations

from django.db import models

from clients.models import Channel
from people.models import Agency


class ChannelLook(models.Model):
    """The last look at a channel, and when the next is due. One row a channel: the row is the queue.

    `n_ours` posts of ours stood there, `n_outside` were made outside and are known since, `n_missing` of ours were gone.
    `reaches_to` is since when the next look reads, where somebody asked for past posts (reading_back.py).
    The `past_…` fields are what such a reading found: since when, how many posts (`n_past`), how many of them nobody here knew
    (`n_past_new`), and whether they were all (`past_is_whole`); they stay until the next.
    `problem` is the code of why the last look told nothing.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="last_look")
    next_at = models.DateTimeField()
    reaches_to = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    n_ours = models.PositiveIntegerField(default=0)
    n_outside = models.PositiveIntegerField(default=0)
    n_missing = models.PositiveIntegerField(default=0)
    past_since = models.DateTimeField(null=True, blank=True)
    past_read_at = models.DateTimeField(null=True, blank=True)
    n_past = models.PositiveIntegerField(default=0, db_default=0)
    n_past_new = models.PositiveIntegerField(default=0, db_default=0)
    past_is_whole = models.BooleanField(default=True, db_default=True)
    problem = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="channel_look_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(past_since=None, past_read_at=None)
                | models.Q(past_since__lt=models.F("past_read_at")),
                name="channel_look_past_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(n_past_new__lte=models.F("n_past")),
                name="channel_look_past_new_of_all",
            ),
        ]

    def __str__(self) -> str:
        return str(self.channel)
