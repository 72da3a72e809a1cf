"""Whom a client wants to reach: who they are, where they live, where they are on the networks and when, how they speak."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency, Member

PHRASE = 200


class AudienceQuerySet(models.QuerySet["Audience"]):
    """Sets of audiences."""

    def visible_to(self, member: Member) -> AudienceQuerySet:
        """Audiences of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def current(self) -> AudienceQuerySet:
        """Those we still speak to."""
        return self.filter(archived_at=None)

    def default_of(self, client: Client) -> Audience | None:
        """Whom a new post of the client is for unless somebody says otherwise; None where no audience is written down."""
        return self.current().filter(client=client).order_by("-is_default", "id").first()


class Audience(models.Model):
    """A group of people. `size` is how many live in the catchment area, by `source`; posts keep it when it is archived."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="audiences")
    name = models.CharField(_("name"), max_length=120)
    who = models.TextField(_("who they are"), max_length=2000, blank=True)
    needs = models.TextField(_("what they need"), max_length=2000, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    size = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    season = models.CharField(_("season"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    phrases = ArrayField(
        models.CharField(max_length=PHRASE),
        verbose_name=_("how they speak"),
        default=list,
        blank=True,
    )
    is_default = models.BooleanField(_("new posts are for them"), default=False)
    created_at = models.DateTimeField(_("since"))
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[AudienceQuerySet] = AudienceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ("-is_default", "id")
        constraints = [
            models.UniqueConstraint(
                "client", condition=Q(is_default=True), name="audience_one_default"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="audience_has_a_name"),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(archived_at=None),
                name="audience_default_is_current",
            ),
            # A number without its source would be believed.
            models.CheckConstraint(
                condition=Q(size=None) | ~Q(source=""), name="audience_size_has_a_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HabitQuerySet(models.QuerySet["Habit"]):
    """Sets of habits."""

    def visible_to(self, member: Member) -> HabitQuerySet:
        """Habits of the audiences of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Habit(models.Model):
    """An audience is on a network on these days between these hours of the client's zone.

    `weekdays` are 0 for Monday to 6; none means every day. Without hours it is the whole day.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="+")
    audience = models.ForeignKey(Audience, models.CASCADE, related_name="habits")
    network = models.SlugField(_("network"), max_length=30)
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("days"), default=list, blank=True
    )
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)

    objects: ClassVar[models.Manager[Habit]] = HabitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("habit")
        verbose_name_plural = _("habits")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(network=""), name="habit_names_a_network"),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6]),
                name="habit_weekdays_known",
            ),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | Q(starts__isnull=False, ends__isnull=False, ends__gt=F("starts")),
                name="habit_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience_id} on {self.network}"
