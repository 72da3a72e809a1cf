"""Who of the agency works on which client, and as what."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import connection, models
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


# A page within so long of the last one noted is not noted again: a busy hour writes six times, not six hundred.
FRESH_MINUTES = 10
# After so long without a page the next one is a new visit. A lunch is not an absence; a night is.
GAP_HOURS = 4


class VisitQuerySet(models.QuerySet["Visit"]):
    """Sets of visits."""

    def fresh(self) -> VisitQuerySet:
        """So late that the next page need not be noted."""
        now = models.Func(function="smm_now", output_field=models.DateTimeField())
        return self.filter(seen_at__gt=now - timedelta(minutes=FRESH_MINUTES))

    def note(self, *, member: Member, client: Client) -> None:
        """Notes that the member looks at the client now, in one statement; safe when two pages come at once."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO clients_visit AS v (agency_id, client_id, member_id, seen_at)
                VALUES (%s, %s, %s, smm_now())
                ON CONFLICT (client_id, member_id) DO UPDATE SET
                    before_at = CASE WHEN v.seen_at < excluded.seen_at - make_interval(hours => %s)
                                     THEN v.seen_at ELSE v.before_at END,
                    seen_at = GREATEST(v.seen_at, excluded.seen_at)
                """,
                [member.agency_id, client.pk, member.pk, GAP_HOURS],
            )

    def visible_to(self, member: Member) -> VisitQuerySet:
        """One's own, of the clients one still sees."""
        return self.filter(
            agency_id=member.agency_id,
            member_id=member.pk,
            client__in=Client.objects.visible_to(member),
        )


class Visit(models.Model):
    """When a member last looked at a client's pages, and when the visit before this one ended.

    One row a member and client, so that "since your last visit" and "lately" cost nothing to ask.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", db_index=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField(_("last seen"))
    before_at = models.DateTimeField(_("visit before"), null=True, blank=True)

    objects: ClassVar[VisitQuerySet] = VisitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [models.Index(fields=["member", "-seen_at"], name="visit_lately")]
        constraints = [
            models.UniqueConstraint("client", "member", name="visit_once_per_client"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} at {self.client_id}: {self.seen_at}"
