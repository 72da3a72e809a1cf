"""What networks answered, as it was: rows that are only ever added, one partition a month.

A column is empty where the network gave no figure; zero means that it said zero. The tables are made by
SQL in the first migration (partitions, triggers, composite foreign keys); Django only reads them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Channel, Client
from editorial.models import Publication
from networks.metrics import METRICS
from people.models import Agency, Member

# The columns of a post's reading: the vocabulary but for quotients, which are computed where they are shown.
POST_METRICS: tuple[str, ...] = tuple(
    each.name for each in METRICS.values() if each.subject == "post" and each.kind != "rate"
)
PROFILE_METRICS: tuple[str, ...] = tuple(
    each.name for each in METRICS.values() if each.subject == "profile" and each.kind != "rate"
)

# The source of figures that a person wrote down; all others name the network that gave them.
BY_HAND = "by_hand"


class ReadingQuerySet(models.QuerySet["Reading"]):
    """Sets of readings."""

    def visible_to(self, member: Member) -> ReadingQuerySet:
        """Readings of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Reading(models.Model):
    """What a network answered about one post at one instant, or what a person (`entered_by`) read there and wrote down."""

    pk = models.CompositePrimaryKey("publication_id", "taken_at")
    agency = models.ForeignKey(Agency, models.DO_NOTHING, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.DO_NOTHING, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, related_name="+", db_index=False)
    publication = models.ForeignKey(
        Publication, models.DO_NOTHING, related_name="readings", db_index=False
    )
    taken_at = models.DateTimeField(_("taken"))
    source = models.SlugField(_("source"), max_length=30, db_index=False)
    entered_by = models.ForeignKey(
        Member, models.DO_NOTHING, related_name="+", db_index=False, null=True
    )
    reach = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)
    impressions = models.BigIntegerField(null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    quotes = models.BigIntegerField(null=True)
    saves = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    engagements = models.BigIntegerField(null=True)
    poll_votes = models.BigIntegerField(null=True)
    watch_time_s = models.BigIntegerField(null=True)
    avg_watch_s = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Reading]] = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self) -> str:
        return f"{self.publication_id} {self.taken_at}"


class ChannelReadingQuerySet(models.QuerySet["ChannelReading"]):
    """Sets of readings of channels."""

    def visible_to(self, member: Member) -> ChannelReadingQuerySet:
        """Readings of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class ChannelReading(models.Model):
    """What a network answered about an account at one instant, or what a person (`entered_by`) wrote down."""

    pk = models.CompositePrimaryKey("channel_id", "taken_at")
    agency = models.ForeignKey(Agency, models.DO_NOTHING, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.DO_NOTHING, related_name="+", db_index=False)
    channel = models.ForeignKey(Channel, models.DO_NOTHING, related_name="readings", db_index=False)
    taken_at = models.DateTimeField(_("taken"))
    source = models.SlugField(_("source"), max_length=30, db_index=False)
    entered_by = models.ForeignKey(
        Member, models.DO_NOTHING, related_name="+", db_index=False, null=True
    )
    followers = models.BigIntegerField(null=True)
    following = models.BigIntegerField(null=True)
    n_posts = models.BigIntegerField(null=True)
    profile_views = models.BigIntegerField(null=True)
    profile_reach = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[ChannelReading]] = ChannelReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a channel")
        verbose_name_plural = _("readings of channels")

    def __str__(self) -> str:
        return f"{self.channel_id} {self.taken_at}"


class SamplingQuerySet(models.QuerySet["Sampling"]):
    """Sets of samplings."""

    def visible_to(self, member: Member) -> SamplingQuerySet:
        """Samplings of the posts the member sees."""
        return self.filter(
            agency_id=member.agency_id,
            publication__in=Publication.objects.visible_to(member),
        )


class Sampling(models.Model):
    """When a post is measured next: the queue of measuring. `next_at` is empty when there is no next time."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    publication = models.OneToOneField(Publication, models.CASCADE, related_name="sampling")
    next_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)
    n_failures = models.PositiveIntegerField(default=0)
    n_absences = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[Sampling]] = SamplingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="sampling_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.next_at or 'never'}"
