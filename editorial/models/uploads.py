"""Uploads that come in parts: how far each has got, whose it is, and until when it may go on."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from clients.models import Client
from editorial.models.assets import Asset
from people.ids import uuid7
from people.models import Agency, Member


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, member: Member, client: Client) -> UploadQuerySet:
        """Those of this very person for this client; nobody else goes on with them."""
        return self.filter(agency_id=member.agency_id, client=client, member=member)

    def unfinished(self, now: datetime) -> UploadQuerySet:
        """Those that may still go on."""
        return self.filter(finished_at=None, expires_at__gt=now)


class Upload(models.Model):
    """One file on its way: `n_received` of `n_bytes` are in its part file (editorial/parts.py).

    `mark` is what the browser knows of the file (its name, size and date): the same file chosen again goes on where it
    stopped. A finished one is kept until it expires, so that an answer that got lost can be given again.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=120)
    mark = models.CharField(max_length=200)
    n_bytes = models.PositiveBigIntegerField()
    n_received = models.PositiveBigIntegerField(default=0)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, null=True, related_name="+")
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "client"], name="upload_by_member"),
            models.Index(fields=["expires_at"], name="upload_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(n_received__lte=F("n_bytes")), name="upload_not_more_than_all"
            ),
            models.UniqueConstraint(
                fields=["member", "client", "mark"],
                condition=Q(finished_at__isnull=True),
                name="upload_once_per_file",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        """How much of it has come, whole percents."""
        return int(self.n_received * 100 // max(self.n_bytes, 1))
