"""What somebody put off on their Today, until which day, and how it stood then."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.membership import Agency, Member

# So long a name of a matter may be.
MOST_LETTERS = 120


class PutOffQuerySet(models.QuerySet["PutOff"]):
    """Sets of what was put off."""

    def visible_to(self, member: Member) -> PutOffQuerySet:
        """The member's own."""
        return self.filter(agency_id=member.agency_id, member_id=member.pk)

    def asleep(self, day: date) -> PutOffQuerySet:
        """What has not come back by its day."""
        return self.filter(until_on__gt=day)


class PutOff(models.Model):
    """One line of one member's Today. `matter` names what it is about and in which state; `n` is how many things it held, `at` the moment
    from which it hurts, as they stood when it was put off: what grows, or hurts sooner, comes back before its day.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    matter = models.CharField(max_length=MOST_LETTERS)
    until_on = models.DateField(_("until"))
    n = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager[PutOff]] = PutOffQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("put off")
        verbose_name_plural = _("put off")
        constraints = [
            models.UniqueConstraint("member", "matter", name="putoff_once"),
            models.CheckConstraint(condition=~models.Q(matter=""), name="putoff_names_its_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.until_on}"
