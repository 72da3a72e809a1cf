"""What people were asked to publish by hand, and what they said of it: the history of such a delivery."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from editorial.lifecycle import HandActKind, WhyNot
from editorial.models.deliveries import Delivery
from people.models import Agency, Member


class HandActQuerySet(models.QuerySet["HandAct"]):
    def visible_to(self, member: Member) -> HandActQuerySet:
        """Acts on the deliveries this member may see."""
        return self.filter(
            agency_id=member.agency_id, delivery__in=Delivery.objects.visible_to(member)
        )


class HandAct(models.Model):
    """One act on a delivery that a person publishes; without a member it is the clock's.

    `words` is what the person wrote, `url` the address of the post, `due_at` the new time where one was chosen.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="hand_acts")
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=HandActKind)
    why = models.CharField(max_length=10, choices=WhyNot, blank=True)
    words = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=500, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    objects = HandActQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=HandActKind.values), name="handact_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["", *WhyNot.values]), name="handact_why_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["asked", "late"]) | Q(member__isnull=False),
                name="handact_of_a_person_names_them",
            ),
            models.CheckConstraint(
                condition=~Q(kind="not_done") | ~Q(why=""), name="handact_not_done_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} · {self.kind}"
