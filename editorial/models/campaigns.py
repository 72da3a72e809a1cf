"""Campaigns: days in which several posts, on several channels, say one thing together."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Goal
from clients.tagging import MOST_CAMPAIGN
from people.ids import uuid7
from people.models import Agency, Member


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Sets of campaigns."""

    def visible_to(self, member: Member) -> CampaignQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def going_on(self, today: date) -> CampaignQuerySet:
        """Those that are running or still to begin: what a post can be put into."""
        return self.filter(ended_at=None, ends_on__gte=today)


class Campaign(models.Model):
    """What several posts say together, from `starts_on` to `ends_on`, both included.

    `word` is what the links of its posts carry, where a post has no word of its own. `ended_at` is when somebody ended it
    before its last day.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="campaigns")
    name = models.CharField(_("name"), max_length=80)
    word = models.CharField(_("word in its links"), max_length=MOST_CAMPAIGN)
    says = models.CharField(_("what it wants to say"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("goal")
    )
    created_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended before its last day"), null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("starts_on", "id")
        constraints = [
            models.UniqueConstraint(fields=["client", "name"], name="campaign_named_once"),
            models.UniqueConstraint(fields=["client", "word"], name="campaign_word_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(word=""), name="campaign_has_words"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_going_on(self, today: date) -> bool:
        """Whether it is running or still to begin."""
        return self.ended_at is None and self.ends_on >= today
