"""What a client's posts are about: pillars with their shares, and the series (named recurring columns) inside them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Goal
from clients.objectives import Objective
from people.ids import uuid7
from people.models import Agency, Member

WEEKDAYS = range(7)


class Format(models.TextChoices):
    """What a post of a series is made of."""

    TEXT = "text", _("Text")
    PICTURE = "picture", _("Picture")
    CAROUSEL = "carousel", _("Carousel")
    REEL = "reel", _("Reel")
    VIDEO = "video", _("Video")
    STORY = "story", _("Story")
    THREAD = "thread", _("Thread")
    POLL = "poll", _("Poll")


class OfClientQuerySet(models.QuerySet[models.Model]):
    """Sets of pillars or of series."""

    def visible_to(self, member: Member) -> OfClientQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def current(self) -> OfClientQuerySet:
        """Those we still write for."""
        return self.filter(closed_at=None)


class Pillar(models.Model):
    """Something the client talks about. `share` is how many posts of a hundred should be about it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="pillars")
    name = models.CharField(_("name"), max_length=80)
    says = models.CharField(_("what belongs here"), max_length=300, blank=True)
    share = models.PositiveSmallIntegerField(_("share"))
    objective = models.CharField(_("objective"), max_length=10, choices=Objective, blank=True)
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goal")
    )
    created_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")
        ordering = ("-share", "id")
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="pillar_named_once_per_client"),
            models.CheckConstraint(condition=~Q(name=""), name="pillar_has_a_name"),
            models.CheckConstraint(condition=Q(share__lte=100), name="pillar_share_of_a_hundred"),
            models.CheckConstraint(
                condition=Q(objective="") | Q(objective__in=Objective.values),
                name="pillar_objective_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """A named recurring column of a pillar: its weekday, its format, and the number its first post with us had."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="series")
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="series")
    name = models.CharField(_("name"), max_length=80)
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True, blank=True)
    format = models.CharField(_("format"), max_length=8, choices=Format, blank=True)
    first_episode = models.PositiveIntegerField(_("numbered from"), default=1)
    created_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("weekday", "name", "id")
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="series_named_once_per_client"),
            models.CheckConstraint(condition=~Q(name=""), name="series_has_a_name"),
            models.CheckConstraint(
                condition=Q(weekday=None) | Q(weekday__lte=6), name="series_weekday_known"
            ),
            models.CheckConstraint(
                condition=Q(format="") | Q(format__in=Format.values), name="series_format_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
