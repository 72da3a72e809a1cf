"""What a client's social networks must reach, by when, and what proves it: a measure of ours or a figure of theirs."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models.channels import Channel
from clients.models.clients import Client
from clients.objectives import Objective
from people.ids import uuid7
from people.models import Agency, Member

# Room for a town's tickets or a label's streams, with cents where a figure is money.
DIGITS, PLACES = 16, 2


class Rhythm(models.TextChoices):
    """How often a source is filled."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    SOMETIMES = "sometimes", _("When there is something")


class Counting(models.TextChoices):
    """What a value of a source says."""

    PERIOD = "period", _("how many in that day, week or month")
    LEVEL = "level", _("how many in all up to that day")


class Reckoning(models.TextChoices):
    """How values become the one figure that a goal is about."""

    A_MONTH = "a_month", pgettext_lazy("goal", "a month")
    IN_ALL = "in_all", pgettext_lazy("goal", "in all, from its first day")
    LEVEL = "level", pgettext_lazy("goal", "at the end")
    PER_POST = "per_post", pgettext_lazy("goal", "per post, median")


class FigureSourceQuerySet(models.QuerySet["FigureSource"]):
    """Sets of sources."""

    def visible_to(self, member: Member) -> FigureSourceQuerySet:
        """Sources of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class FigureSource(models.Model):
    """Where figures of the client's own come from: a bookings form, the tickets, the shop. Declared, never measured by us.

    Of the token by which a machine brings them in only the hash is kept.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="figure_sources")
    name = models.CharField(_("name"), max_length=80)
    unit = models.CharField(_("what is counted"), max_length=40)
    counting = models.CharField(
        _("a value says"), max_length=6, choices=Counting, default=Counting.PERIOD
    )
    rhythm = models.CharField(_("how often"), max_length=9, choices=Rhythm, default=Rhythm.MONTHLY)
    declared_by = models.CharField(_("who declares it"), max_length=80)
    filled_by = models.CharField(_("who fills it in, and when"), max_length=120, blank=True)
    asked_of_client = models.BooleanField(_("asked of the client"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    token_made_at = models.DateTimeField(_("token made"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar[models.Manager[FigureSource]] = FigureSourceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("source of external figures")
        verbose_name_plural = _("sources of external figures")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["client", "name"], name="figuresource_named_once_per_client"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(unit="") & ~Q(declared_by=""),
                name="figuresource_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(counting__in=Counting.values), name="figuresource_counting_known"
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values), name="figuresource_rhythm_known"
            ),
            models.CheckConstraint(
                condition=Q(token_hash=None) | Q(token_hash__regex=r"^[0-9a-f]{64}$"),  # noqa: S106 - a pattern
                name="figuresource_token_hashed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GoalQuerySet(models.QuerySet["Goal"]):
    """Sets of goals."""

    def visible_to(self, member: Member) -> GoalQuerySet:
        """Goals of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def standing(self) -> GoalQuerySet:
        """Those that nobody has closed."""
        return self.filter(closed_at=None)


class Goal(models.Model):
    """From a baseline to a target between two days. Proved either by `metric` (of networks/metrics.py) or by `source`.

    Without channels it is about all of the client's. Closed, it keeps in words what came of it.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="goals")
    objective = models.CharField(_("objective"), max_length=10, choices=Objective)
    title = models.CharField(_("goal"), max_length=120)
    why = models.CharField(_("why"), max_length=300, blank=True)
    metric = models.SlugField(_("measure"), max_length=30, blank=True, db_index=False)
    source = models.ForeignKey(
        FigureSource, models.PROTECT, null=True, blank=True, related_name="goals"
    )
    reckoning = models.CharField(_("reckoned"), max_length=8, choices=Reckoning)
    baseline = models.DecimalField(_("baseline"), max_digits=DIGITS, decimal_places=PLACES)
    target = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=PLACES)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    channels = models.ManyToManyField(
        Channel, through="GoalChannel", related_name="+", verbose_name=_("channels")
    )
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    result = models.TextField(_("what came of it"), max_length=2000, blank=True)

    objects: ClassVar[models.Manager[Goal]] = GoalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ("to_on", "id")
        indexes = [models.Index(fields=["client", "closed_at"], name="goal_of_client")]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="goal_has_a_title"),
            models.CheckConstraint(
                condition=Q(objective__in=Objective.values), name="goal_objective_known"
            ),
            models.CheckConstraint(
                condition=Q(reckoning__in=Reckoning.values), name="goal_reckoning_known"
            ),
            models.CheckConstraint(
                condition=Q(to_on__gt=F("from_on")), name="goal_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(target=F("baseline")), name="goal_target_differs_from_baseline"
            ),
            models.CheckConstraint(
                condition=Q(metric="", source__isnull=False) | (~Q(metric="") & Q(source=None)),
                name="goal_proved_by_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_running(self, day: date) -> bool:
        """Whether the day is one of its own."""
        return self.from_on <= day <= self.to_on


class GoalChannel(models.Model):
    """A goal is about this channel, and not about those that are not named."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="named_channels")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "channel"], name="goalchannel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.channel_id}"
