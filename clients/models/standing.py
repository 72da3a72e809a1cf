"""The history of a client's status, and what is settled when one leaves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.channels import Channel
from clients.models.clients import Client, Status
from people.models import Agency, Member


class OfClientQuerySet(models.QuerySet[models.Model]):
    """Sets of rows about a client's standing."""

    def visible_to(self, member: Member) -> OfClientQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class StatusChange(models.Model):
    """One move of a client, or a yes to posts after its last day (`was` and `becomes` are then the same)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="status_changes")
    was = models.CharField(_("was"), max_length=8, choices=Status)
    becomes = models.CharField(_("became"), max_length=8, choices=Status)
    # The last day of who leaves; until when posts may go out after it, for a yes.
    day_on = models.DateField(_("day"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=500, blank=True)
    # Who did it: a colleague, or by name somebody of the client who accepted an offer.
    by = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who moved it"),
    )
    who = models.CharField(_("who"), max_length=160)
    at = models.DateTimeField(_("when"))

    objects: ClassVar[models.Manager[StatusChange]] = OfClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["client", "-at"], name="statuschange_of_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(was__in=Status.values, becomes__in=Status.values),
                name="statuschange_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(becomes=Status.LEAVING) | Q(day_on__isnull=False),
                name="statuschange_leaving_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was} → {self.becomes}"


class LeavingTick(models.Model):
    """One thing that is settled for a client that leaves: of a channel, or of the client as a whole."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="leaving_ticks")
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="leaving_ticks"
    )
    what = models.SlugField(_("what is settled"), max_length=20)
    done_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("settled"))

    objects: ClassVar[models.Manager[LeavingTick]] = OfClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("settled line of a leaving")
        verbose_name_plural = _("settled lines of leavings")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["client", "channel", "what"], nulls_distinct=False, name="leavingtick_once"
            )
        ]

    def __str__(self) -> str:
        return self.what
