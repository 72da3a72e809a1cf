"""What people were told of: one row a trouble, from when it began until it is over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clients.models import Channel, Client
from editorial.models.deliveries import Delivery
from editorial.words.alerts import SORTS, AlertKind
from people.models import Agency

_OF_CHANNEL = sorted(kind for kind, sort in SORTS.items() if sort.is_of_channel)


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> AlertQuerySet:
        """Those that are not over."""
        return self.filter(over_at=None)


class Alert(models.Model):
    """A trouble of one kind, of a client or on one of its channels.

    `n` posts are in it now, `n_told` were when people last heard of it. Since `urgent_at` it is for whoever is on duty; `rung` says how far
    it has climbed (0 nobody yet, 1 on duty, 2 managers, 3 owners) and `climbs_at` when it goes on if nobody opened it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=AlertKind)
    began_at = models.DateTimeField()
    told_at = models.DateTimeField()
    n = models.PositiveIntegerField(default=0)
    n_told = models.PositiveIntegerField(default=0)
    over_at = models.DateTimeField(null=True, blank=True)
    urgent_at = models.DateTimeField(null=True, blank=True)
    rung = models.PositiveSmallIntegerField(default=0)
    climbs_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["climbs_at"], condition=Q(over_at=None), name="alert_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "channel", "kind"],
                condition=Q(over_at=None),
                nulls_distinct=False,
                name="alert_one_open",
            ),
            models.CheckConstraint(condition=Q(kind__in=AlertKind.values), name="alert_kind_known"),
            models.CheckConstraint(
                condition=Q(channel__isnull=False, kind__in=_OF_CHANNEL)
                | Q(channel__isnull=True) & ~Q(kind__in=_OF_CHANNEL),
                name="alert_names_its_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client} · {self.kind}"


class AlertItem(models.Model):
    """A delivery that is in the trouble, or was."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="items")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "delivery"], name="alertitem_once"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} · {self.delivery_id}"
