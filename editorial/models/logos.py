"""The client's own mark: a picture of its library that heads what the client reads."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.models.assets import Asset
from people.models import Agency, Member


class LogoQuerySet(models.QuerySet["Logo"]):
    """Sets of logos."""

    def visible_to(self, member: Member) -> LogoQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Logo(models.Model):
    """Which picture is the client's logo; one at most. In the trash it is not shown; until it is prepared, and where it turns
    out to be broken, the `former` one is.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.PROTECT, related_name="logo")
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+")
    former = models.ForeignKey(Asset, models.SET_NULL, null=True, blank=True, related_name="+")
    chosen_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Logo]] = LogoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("logo")
        verbose_name_plural = _("logos")

    def __str__(self) -> str:
        return str(self.client)
