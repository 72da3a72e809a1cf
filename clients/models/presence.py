"""The client's wider presence: what reaches people besides its social networks, and the dated moments of it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from clients.tagging import tagged_elsewhere
from people.ids import uuid7
from people.models import Agency, Member


class TouchKind(models.TextChoices):
    """What a touchpoint is."""

    SITE = "site", _("Site")
    SHOP = "shop", _("E-shop")
    BLOG = "blog", _("Blog")
    NEWSLETTER = "newsletter", _("Newsletter")
    ADS = "ads", _("Ads")
    EVENTS = "events", _("Events")
    PRESS = "press", _("Press")


class TouchpointQuerySet(models.QuerySet["Touchpoint"]):
    """Sets of touchpoints."""

    def visible_to(self, member: Member) -> TouchpointQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Touchpoint(models.Model):
    """Something besides the channels by which the client reaches people. `carer` is who keeps it, in words."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="touchpoints")
    kind = models.CharField(_("kind"), max_length=10, choices=TouchKind)
    name = models.CharField(_("name"), max_length=120)
    url = models.URLField(_("address"), max_length=500, blank=True)
    carer = models.CharField(_("who keeps it"), max_length=120, blank=True)
    note = models.CharField(_("what it is for"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("over since"), null=True, blank=True)

    objects: ClassVar[models.Manager[Touchpoint]] = TouchpointQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("touchpoint")
        verbose_name_plural = _("touchpoints")
        ordering = (Lower("name"), "id")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="touchpoint_name_present"),
            models.CheckConstraint(
                condition=Q(kind__in=TouchKind.values), name="touchpoint_kind_known"
            ),
            models.UniqueConstraint(
                "client", Lower("name"), condition=Q(ended_at=None), name="touchpoint_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TouchpointMomentQuerySet(models.QuerySet["TouchpointMoment"]):
    """Sets of moments."""

    def visible_to(self, member: Member) -> TouchpointMomentQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def between(self, first_on: date, last_on: date) -> TouchpointMomentQuerySet:
        """Those that touch these days, both included."""
        return self.filter(on__lte=last_on).filter(
            Q(until__gte=first_on) | Q(until=None, on__gte=first_on)
        )


class TouchpointMoment(models.Model):
    """Something that happens on a touchpoint on a day, or from a day to another: an article, a mailing, a fair."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    touchpoint = models.ForeignKey(Touchpoint, models.CASCADE, related_name="moments")
    title = models.CharField(_("title"), max_length=160)
    on = models.DateField(_("day"))
    until = models.DateField(_("last day"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=2000, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("since"))

    objects: ClassVar[models.Manager[TouchpointMoment]] = TouchpointMomentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("moment of a touchpoint")
        verbose_name_plural = _("moments of touchpoints")
        ordering = ("on", "id")
        indexes = [models.Index(fields=["client", "on"], name="moment_of_client")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="moment_title_present"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("on")), name="moment_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tagged(self) -> str:
        """Its address as it should stand on the touchpoint, so that visits from there are told apart; empty without one."""
        return tagged_elsewhere(self.url, kind=self.touchpoint.kind, campaign=self.title)
