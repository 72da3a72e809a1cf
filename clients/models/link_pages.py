"""The client's link-in-bio page: a few links in order, each from a day to a day, and how often each was followed.

No person can be told from it: a click is a number added to a day, nothing else is kept.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency


class LinkPage(models.Model):
    """One a client, at an address that does not change; shown to everybody while it `is_open`."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.PROTECT, related_name="link_page")
    code = models.CharField(_("code"), max_length=12, unique=True)
    title = models.CharField(_("title"), max_length=80)
    intro = models.CharField(_("sentence"), max_length=200, blank=True)
    is_open = models.BooleanField(_("open"), default=False)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("link-in-bio page")
        verbose_name_plural = _("link-in-bio pages")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="linkpage_title_present")
        ]

    def __str__(self) -> str:
        return self.title


class PageLinkQuerySet(models.QuerySet["PageLink"]):
    """Sets of links."""

    def shown_on(self, today: date) -> PageLinkQuerySet:
        """Those that are shown on a day, in their order."""
        return self.filter(
            Q(from_on=None) | Q(from_on__lte=today), Q(to_on=None) | Q(to_on__gte=today)
        )


class PageLink(models.Model):
    """A link of the page."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    page = models.ForeignKey(LinkPage, models.CASCADE, related_name="links")
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("words"), max_length=80)
    url = models.URLField(_("address"), max_length=2000)
    from_on = models.DateField(_("from"), null=True, blank=True)
    to_on = models.DateField(_("until"), null=True, blank=True)

    objects = PageLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a link-in-bio page")
        verbose_name_plural = _("links of link-in-bio pages")
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="pagelink_says_something"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="pagelink_leads_to_a_page",
            ),
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="pagelink_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PageClicks(models.Model):
    """How often people followed a link of the page on one day, in the client's time zone."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    link = models.ForeignKey(PageLink, models.CASCADE, related_name="clicks")
    day = models.DateField(_("day"))
    n = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("clicks on a link-in-bio page")
        verbose_name_plural = _("clicks on link-in-bio pages")
        constraints = [
            models.UniqueConstraint(fields=["link", "day"], name="pageclicks_once_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} · {self.day}: {self.n}"
