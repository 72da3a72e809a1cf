"""Whom a client is compared with: competitors, their public profiles, and what everybody can see there.

A profile is read by the program where the network shows it to strangers (`is_read`), and written down by people once a week
elsewhere. No words and no people of others are kept: a post is its time, its form, its figure and its address.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client, Status
from people.ids import uuid7
from people.models import Agency, Member


class CompetitorQuerySet(models.QuerySet["Competitor"]):
    """Sets of competitors."""

    def visible_to(self, member: Member) -> CompetitorQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def watched(self) -> CompetitorQuerySet:
        """Those nobody has stopped watching."""
        return self.filter(ended_at=None)


class Competitor(models.Model):
    """Somebody the client is compared with. What was seen of them stays when the watching ends."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="competitors")
    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("why we look at them"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("no longer watched since"), null=True, blank=True)

    objects: ClassVar[models.Manager[Competitor]] = CompetitorQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = (Lower("name"), "id")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="competitor_name_present"),
            models.UniqueConstraint(
                "client", Lower("name"), condition=Q(ended_at=None), name="competitor_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CompetitorProfileQuerySet(models.QuerySet["CompetitorProfile"]):
    """Sets of profiles."""

    def visible_to(self, member: Member) -> CompetitorProfileQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def watched(self) -> CompetitorProfileQuerySet:
        """Those of competitors that are still watched, for clients we still work for."""
        return self.filter(competitor__ended_at=None).exclude(client__status=Status.ARCHIVED)

    def due(self, now: datetime) -> CompetitorProfileQuerySet:
        """Those to be read now, that nobody is reading."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.watched().filter(free, is_read=True, next_at__lte=now)


class CompetitorProfile(models.Model):
    """A public profile of a competitor. `host` and `name` are what its network is asked with; `next_at` when.

    `problem` is why it could not be read last time, a code of clients/words/competitors.py.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    competitor = models.ForeignKey(Competitor, models.CASCADE, related_name="profiles")
    network = models.SlugField(_("network"), max_length=30)
    host = models.CharField(_("server"), max_length=300, blank=True)
    name = models.CharField(max_length=255)
    handle = models.CharField(_("handle"), max_length=255)
    url = models.URLField(_("address"), max_length=500, blank=True)
    remote_id = models.CharField(max_length=255, blank=True)
    is_read = models.BooleanField(_("read by the program"))
    next_at = models.DateTimeField(_("read next"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)
    problem = models.CharField(_("last problem"), max_length=60, blank=True)
    n_failures = models.PositiveIntegerField(_("failures in a row"), default=0)

    objects: ClassVar[models.Manager[CompetitorProfile]] = CompetitorProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("profile of a competitor")
        verbose_name_plural = _("profiles of competitors")
        ordering = ("network", "handle", "id")
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(is_read=True), name="competitorprofile_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                "competitor", "network", Lower("handle"), name="competitorprofile_once"
            ),
            models.CheckConstraint(
                condition=Q(is_read=True, next_at__isnull=False) | Q(is_read=False, next_at=None),
                name="competitorprofile_read_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(handle="") & ~Q(name=""), name="competitorprofile_names_an_account"
            ),
        ]

    def __str__(self) -> str:
        return self.handle


class CompetitorReading(models.Model):
    """What a profile showed on one day. Days without a row were not looked at: a gap, never a zero.

    `n_new` are the posts since the reading before, which only people write down; the program keeps the posts themselves.
    So are `n_engagements`, those of these posts in all, `engagements_each`, the same post by post (empty: nobody did so), and
    how many of them were one picture, several, or a video.
    `is_whole` is False where there were more posts than one look reads.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    profile = models.ForeignKey(CompetitorProfile, models.CASCADE, related_name="readings")
    day_on = models.DateField(_("day"))
    taken_at = models.DateTimeField(_("taken"))
    entered_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by hand")
    )
    followers = models.PositiveBigIntegerField(_("followers"), null=True, blank=True)
    n_posts = models.PositiveBigIntegerField(_("posts in all"), null=True, blank=True)
    n_new = models.PositiveIntegerField(_("posts since the week before"), null=True, blank=True)
    n_engagements = models.PositiveBigIntegerField(
        _("engagements on these posts in all"), null=True, blank=True
    )
    engagements_each = ArrayField(
        models.PositiveBigIntegerField(),
        verbose_name=_("engagements on each of these posts"),
        blank=True,
        default=list,
        db_default=[],
    )
    n_images = models.PositiveIntegerField(_("with one picture"), null=True, blank=True)
    n_carousels = models.PositiveIntegerField(_("with several pictures"), null=True, blank=True)
    n_videos = models.PositiveIntegerField(_("videos"), null=True, blank=True)
    is_whole = models.BooleanField(default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("reading of a competitor")
        verbose_name_plural = _("readings of competitors")
        ordering = ("-day_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=["profile", "day_on"], name="competitorreading_a_day"),
            models.CheckConstraint(
                condition=Q(n_new=None) | Q(entered_by__isnull=False),
                name="competitorreading_new_by_hand",
            ),
            models.CheckConstraint(
                condition=Q(
                    n_new__gte=Coalesce("n_images", 0)
                    + Coalesce("n_carousels", 0)
                    + Coalesce("n_videos", 0)
                )
                | Q(n_images=None, n_carousels=None, n_videos=None),
                name="competitorreading_formats_of_posts",
            ),
            models.CheckConstraint(
                condition=Q(n_engagements=None) | Q(n_new__gt=0),
                name="competitorreading_engagements_of_posts",
            ),
            models.CheckConstraint(
                condition=Q(engagements_each=[])
                | Q(engagements_each__len=F("n_new"), n_engagements__isnull=False),
                name="competitorreading_each_of_its_posts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.day_on}"


class CompetitorPost(models.Model):
    """A public post: when, in which form, with how many engagements when it was last seen."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    profile = models.ForeignKey(CompetitorProfile, models.CASCADE, related_name="posts")
    remote_id = models.CharField(max_length=500)
    url = models.URLField(_("address"), max_length=2000)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    form = models.CharField(_("format"), max_length=20, blank=True)
    engagements = models.PositiveBigIntegerField(_("engagements"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen"))
    entered_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("by hand")
    )

    class Meta:
        verbose_name = _("post of a competitor")
        verbose_name_plural = _("posts of competitors")
        ordering = ("-published_at", "-id")
        indexes = [models.Index(fields=["profile", "-published_at"], name="competitorpost_newest")]
        constraints = [
            models.UniqueConstraint(fields=["profile", "remote_id"], name="competitorpost_once"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="competitorpost_leads_to_a_page",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(entered_by__isnull=False),
                name="competitorpost_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.url
