"""How a client's links are tagged, where it differs from the usual."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from clients.tagging import USUAL, Scheme
from people.models import Agency


class LinkSchemeQuerySet(models.QuerySet["LinkScheme"]):
    """Sets of schemes."""

    def of(self, client_id: int) -> Scheme:
        """The client's scheme; the usual one where it has none."""
        row = self.filter(client_id=client_id).first()
        return row.as_scheme() if row else USUAL


class LinkScheme(models.Model):
    """The three templates of a client (clients/tagging.py), and what a new post begins with."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.PROTECT, related_name="link_scheme")
    source = models.CharField(_("source"), max_length=100, default=USUAL.source)
    medium = models.CharField(_("medium"), max_length=100, default=USUAL.medium)
    campaign = models.CharField(_("campaign"), max_length=100, default=USUAL.campaign)
    usual_campaign = models.CharField(_("usual campaign"), max_length=100, blank=True)
    words = models.JSONField(
        _("words for networks"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    is_short = models.BooleanField(_("new posts shorten their link"), default=False)
    changed_at = models.DateTimeField(_("changed"))

    objects = LinkSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme of links")
        verbose_name_plural = _("schemes of links")
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(medium="") & ~Q(campaign=""),
                name="linkscheme_has_all_three",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} · {self.medium} · {self.campaign}"

    def as_scheme(self) -> Scheme:
        """What tagging takes."""
        return Scheme(
            self.source, self.medium, self.campaign, self.usual_campaign, dict(self.words)
        )
