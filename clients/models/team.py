"""Who of the agency works on which client, and as what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from people.models import Agency, Member
from people.roles import Role


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Sets of assignments."""

    def visible_to(self, member: Member) -> AssignmentQuerySet:
        """Assignments to the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Assignment(models.Model):
    """A member works on a client with this role; the role counts there, not elsewhere."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="assignments")
    member = models.ForeignKey(Member, models.CASCADE, related_name="assignments")
    role = models.CharField(_("role on the client"), max_length=9, choices=Role)
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[Assignment]] = AssignmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint("client", "member", name="assignment_once_per_client"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values) & ~models.Q(role=Role.OWNER),
                name="assignment_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} on {self.client_id}: {self.role}"
