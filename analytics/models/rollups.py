"""Days made of readings, so that a dashboard never reads readings. Everything here can be made again.

A day is a day of the client's own zone. Counters are cumulative; `…_gained` is what came since the last
day with a reading (`since_on`), empty where that is not known: nothing to compare with, or a counter that
fell. `entered_by` is who wrote a day's figures down, empty where a network answered. A day without a row was not read: a gap, not a zero. One composite foreign key (in the migration) checks
all of a row's references at once, so single ones are left out.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Channel, Client
from editorial.models import Publication
from people.models import Agency, Member

# Counters whose daily gain is kept and added up; people (reach) cannot be added up.
GAINED: tuple[str, ...] = ("views", "likes", "comments", "shares", "quotes", "saves", "clicks")
# What makes an engagement where the network has no such figure of its own.
ENGAGING: tuple[str, ...] = ("likes", "comments", "shares", "quotes", "saves")


class RollupQuerySet(models.QuerySet[models.Model]):
    """Sets of days."""

    def visible_to(self, member: Member) -> RollupQuerySet:
        """Days of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class PublicationDay(models.Model):
    """One post at the end of one day."""

    pk = models.CompositePrimaryKey("publication_id", "day_on")
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    client = models.ForeignKey(
        Client, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="days", db_index=False, db_constraint=False
    )
    day_on = models.DateField(_("day"))
    since_on = models.DateField(null=True)
    taken_at = models.DateTimeField(_("taken"))
    entered_by = models.ForeignKey(
        Member, models.DO_NOTHING, related_name="+", null=True, db_index=False, db_constraint=False
    )
    reach = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    quotes = models.BigIntegerField(null=True)
    saves = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    engagements = models.BigIntegerField(null=True)
    views_gained = models.BigIntegerField(null=True)
    likes_gained = models.BigIntegerField(null=True)
    comments_gained = models.BigIntegerField(null=True)
    shares_gained = models.BigIntegerField(null=True)
    quotes_gained = models.BigIntegerField(null=True)
    saves_gained = models.BigIntegerField(null=True)
    clicks_gained = models.BigIntegerField(null=True)
    engagements_gained = models.BigIntegerField(null=True)
    # Whether the gain is of this very day, not of several days since the last look.
    is_dated = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[PublicationDay]] = RollupQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["channel", "day_on"], name="publicationday_of_channel")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.day_on}"


class PublicationTotal(models.Model):
    """The newest figures of one post, beside what lists sort and compare by."""

    publication = models.OneToOneField(
        Publication, models.CASCADE, related_name="total", primary_key=True, db_constraint=False
    )
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    client = models.ForeignKey(
        Client, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    published_at = models.DateTimeField()
    taken_at = models.DateTimeField(_("taken"))
    entered_by = models.ForeignKey(
        Member, models.DO_NOTHING, related_name="+", null=True, db_index=False, db_constraint=False
    )
    reach = models.BigIntegerField(null=True)
    views = models.BigIntegerField(null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    quotes = models.BigIntegerField(null=True)
    saves = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    engagements = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[PublicationTotal]] = RollupQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-published_at"], name="publicationtotal_of_client"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}: {self.engagements}"


class ChannelDay(models.Model):
    """One channel on one day: what its posts gained and how many follow it at the day's end.

    `engagements_gained` is everything that was found that day, `engagements_dated` the part that surely
    belongs to it.
    """

    pk = models.CompositePrimaryKey("channel_id", "day_on")
    agency = models.ForeignKey(
        Agency, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    client = models.ForeignKey(
        Client, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    channel = models.ForeignKey(
        Channel, models.CASCADE, related_name="days", db_index=False, db_constraint=False
    )
    day_on = models.DateField(_("day"))
    taken_at = models.DateTimeField(_("taken"))
    entered_by = models.ForeignKey(
        Member, models.DO_NOTHING, related_name="+", null=True, db_index=False, db_constraint=False
    )
    n_read = models.PositiveIntegerField(default=0)
    followers = models.BigIntegerField(null=True)
    views_gained = models.BigIntegerField(null=True)
    likes_gained = models.BigIntegerField(null=True)
    comments_gained = models.BigIntegerField(null=True)
    shares_gained = models.BigIntegerField(null=True)
    quotes_gained = models.BigIntegerField(null=True)
    saves_gained = models.BigIntegerField(null=True)
    clicks_gained = models.BigIntegerField(null=True)
    engagements_gained = models.BigIntegerField(null=True)
    engagements_dated = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[ChannelDay]] = RollupQuerySet.as_manager()

    class Meta:
        indexes = [
            # All that the agency's dashboard reads of two or six months of everybody's days is in the index.
            models.Index(
                fields=["client", "day_on"],
                include=["engagements_gained", "followers", "taken_at"],
                name="channelday_by_client",
            ),
            # Few days are by hand: who wrote them down is found without reading the others.
            models.Index(
                fields=["client", "day_on"],
                condition=Q(entered_by__isnull=False),
                name="channelday_by_hand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.day_on}"


class DirtyDay(models.Model):
    """A day to be made again for some posts and some channels: the mark that one writing of readings leaves.

    Marks are only added and taken away, so that writing readings never waits for a roll-up; what is marked several
    times is made once. An id of what has gone since then marks nothing.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    day_on = models.DateField()
    publication_ids = ArrayField(models.BigIntegerField(), default=list)
    channel_ids = ArrayField(models.BigIntegerField(), default=list)

    def __str__(self) -> str:
        return str(self.day_on)
