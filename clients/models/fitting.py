"""What we think of each network for a client: seven scores with their reasons, a person's decision, when to look again."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients.fit import BEST, MOST_WEIGHT, NAMES, WEIGHTS, Decision
from clients.models.clients import Client, Status
from people.models import Agency, Member

# After so long a decision is looked at again, unless somebody says otherwise.
REVIEW_AFTER_DAYS = 180


def _number(label: Promise, default: int) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(label, default=default)  # type: ignore[arg-type]


class FitAssessmentQuerySet(models.QuerySet["FitAssessment"]):
    """Sets of assessments."""

    def visible_to(self, member: Member) -> FitAssessmentQuerySet:
        """Assessments of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def due(self, on: date) -> FitAssessmentQuerySet:
        """Those to look at again: their day has come, or figures reopened them. Nobody reviews for a client that is put aside."""
        asleep = (Status.PAUSED, Status.ARCHIVED)
        return self.exclude(client__status__in=asleep).filter(
            Q(review_on__lte=on) | Q(reopened_at__isnull=False)
        )


# How `reopened_because` begins where figures reopened it: then the months and the goal, and no words, so that each reads their own.
_BEHIND = "behind:"
MOST_BECAUSE = 300


def behind_for(*, months: int, goal: str) -> str:
    """What is kept of a goal that was so many months under its pace."""
    return f"{_BEHIND}{months}:{goal}"[:MOST_BECAUSE]


def reopened_words(because: str) -> str:
    """Why a decision is open again, in the reader's language where the program reopened it."""
    months, _colon, goal = because.removeprefix(_BEHIND).partition(":")
    if not because.startswith(_BEHIND) or not months.isdecimal():
        return because
    words = gettext("“%(goal)s” has been under its pace for %(n)s months.")
    return words % {"goal": goal, "n": months}


class FitAssessment(models.Model):
    """One network for one client. Scores are 0 to 4, `evidence` maps their names to what they rest on.

    `reason` is the line that people read; `hours` is what the channel takes in a month. `reopened_because` keeps why
    the decision is open again before its day, such as three months under target (`why_reopened` says it); deciding closes it.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="fit_assessments")
    network = models.SlugField(_("network"), max_length=30)
    audience = _number(_("audience"), 2)
    objective = _number(_("objective"), 2)
    formats = _number(_("formats"), 2)
    competitors = _number(_("competitors"), 2)
    assets = _number(_("assets"), 2)
    moderation = _number(_("moderation"), 2)
    support = _number(_("API support"), 2)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    hours = models.DecimalField(
        _("hours a month"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    decision = models.CharField(_("decision"), max_length=5, choices=Decision)
    decided_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"))
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    reopened_because = models.CharField(
        _("why it is open again"), max_length=MOST_BECAUSE, blank=True
    )
    reopened_at = models.DateTimeField(_("open again since"), null=True, blank=True)

    objects: ClassVar[FitAssessmentQuerySet] = FitAssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("assessment of a network")
        verbose_name_plural = _("assessments of networks")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=["agency", "review_on"],
                condition=Q(review_on__isnull=False),
                name="fit_to_review",
            ),
            models.Index(
                fields=["agency"], condition=Q(reopened_at__isnull=False), name="fit_reopened"
            ),
        ]
        constraints = [
            models.UniqueConstraint("client", "network", name="fit_once_per_network"),
            models.CheckConstraint(condition=~Q(network=""), name="fit_names_a_network"),
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values), name="fit_decision_known"
            ),
            models.CheckConstraint(
                condition=Q(audience__lte=BEST, objective__lte=BEST, formats__lte=BEST)
                & Q(competitors__lte=BEST, assets__lte=BEST, moderation__lte=BEST)
                & Q(support__lte=BEST),
                name="fit_scores_up_to_four",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0), name="fit_hours_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_because="")
                | (Q(reopened_at__isnull=False) & ~Q(reopened_because="")),
                name="fit_reopened_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network}: {self.decision}"

    @property
    def why_reopened(self) -> str:
        """Why it is open again, in words; empty where it is not."""
        return reopened_words(self.reopened_because)

    @property
    def scores(self) -> dict[str, int]:
        """The seven, by their names in clients/fit.py."""
        return {name: getattr(self, name) for name in NAMES}


class FitWeightsQuerySet(models.QuerySet["FitWeights"]):
    """Sets of weights."""

    def visible_to(self, member: Member) -> FitWeightsQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class FitWeights(models.Model):
    """What matters to one client; without a row the usual weights of clients/fit.py count. `agreed_with` is who said so."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.CASCADE, related_name="fit_weights")
    audience = _number(_("audience"), WEIGHTS["audience"])
    objective = _number(_("objective"), WEIGHTS["objective"])
    formats = _number(_("formats"), WEIGHTS["formats"])
    competitors = _number(_("competitors"), WEIGHTS["competitors"])
    assets = _number(_("assets"), WEIGHTS["assets"])
    moderation = _number(_("moderation"), WEIGHTS["moderation"])
    support = _number(_("API support"), WEIGHTS["support"])
    agreed_with = models.CharField(_("agreed with"), max_length=120, blank=True)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[FitWeights]] = FitWeightsQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("weights of a client")
        verbose_name_plural = _("weights of clients")
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__lte=MOST_WEIGHT, objective__lte=MOST_WEIGHT)
                & Q(formats__lte=MOST_WEIGHT, competitors__lte=MOST_WEIGHT)
                & Q(assets__lte=MOST_WEIGHT, moderation__lte=MOST_WEIGHT)
                & Q(support__lte=MOST_WEIGHT),
                name="fitweights_up_to_a_hundred",
            ),
            models.CheckConstraint(
                condition=Q(audience__gt=0)
                | Q(objective__gt=0)
                | Q(formats__gt=0)
                | Q(competitors__gt=0)
                | Q(assets__gt=0)
                | Q(moderation__gt=0)
                | Q(support__gt=0),
                name="fitweights_one_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"weights of {self.client_id}"

    @property
    def weights(self) -> dict[str, int]:
        """The seven, by their names in clients/fit.py."""
        return {name: getattr(self, name) for name in NAMES}
