"""A hold: somebody stopped everything of a client, or of all clients, and nothing goes out until it is lifted.

What had a time when it began stands still (blocked, `held`), and lifting the hold lets nothing go by itself: each post is
released by a person who has looked at it. What is scheduled meanwhile keeps its time, and is stopped if that comes first.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clients.models import Client
from people.ids import uuid7
from people.models import Agency, Member

# For SQL that is about to let something out; `d` is a row with an agency and a client.
ON_HOLD = """EXISTS (SELECT 1 FROM editorial_hold h
                      WHERE h.agency_id = d.agency_id AND h.lifted_at IS NULL
                        AND (h.client_id IS NULL OR h.client_id = d.client_id))"""


class HoldQuerySet(models.QuerySet["Hold"]):
    """Sets of holds."""

    def visible_to(self, member: Member) -> HoldQuerySet:
        """Those of all clients, and those of the clients this member may see."""
        mine = Q(client=None) | Q(client__in=Client.objects.visible_to(member))
        return self.filter(mine, agency_id=member.agency_id)

    def open(self) -> HoldQuerySet:
        """Those nobody has lifted."""
        return self.filter(lifted_at=None)

    def over(self, client: Client) -> HoldQuerySet:
        """Those that stop this client: its own, and that of all clients."""
        return self.filter(Q(client=None) | Q(client=client), agency_id=client.agency_id)


class Hold(models.Model):
    """One hold; without a client it is of all clients of the agency. `why` is what the person wrote, for colleagues."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    placed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ("-placed_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client"],
                condition=Q(lifted_at=None),
                nulls_distinct=False,
                name="hold_one_open",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.client or self.agency)
