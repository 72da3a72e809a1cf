"""The brief of a client: what we know and what we decided, version by version, and the interview that fills it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from clients.models.contacts import Contact
from clients.objectives import Objective
from people.models import Agency, Member

# One line of a SWOT list: a thought, not a paragraph.
LINE = 200


def _lines(label: Any) -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=LINE), verbose_name=label, default=list, blank=True
    )  # type: ignore[arg-type,call-overload,no-any-return]


class BriefQuerySet(models.QuerySet["Brief"]):
    """Sets of versions."""

    def visible_to(self, member: Member) -> BriefQuerySet:
        """Versions of the briefs of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def current(self, client: Client) -> Brief | None:
        """The version that counts: the newest; None where nobody wrote one yet."""
        return self.filter(client=client).order_by("-number").first()


class Brief(models.Model):
    """One version. Each saving makes the next one and none is ever changed, but for who approved it.

    Every part may be empty: a shop with four posts a month fills three. `purpose` is what social networks are for inside the
    wider presence; `is_social_only` says that there is nothing else, by choice. `approved_name` is copied, so that it stays
    readable when the contact is gone: the contact said yes on `approved_on`, `noted_by` wrote it down.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="briefs")
    number = models.PositiveIntegerField(_("version"))
    created_at = models.DateTimeField(_("written"))
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    why = models.CharField(_("why it changed"), max_length=300, blank=True)
    sector = models.TextField(_("sector"), max_length=1000, blank=True)
    field = models.TextField(_("the field"), max_length=4000, blank=True)
    strengths = _lines(_("strengths"))
    weaknesses = _lines(_("weaknesses"))
    opportunities = _lines(_("opportunities"))
    threats = _lines(_("threats"))
    positioning = models.TextField(_("positioning"), max_length=2000, blank=True)
    purpose = models.TextField(_("what social networks are for"), max_length=4000, blank=True)
    is_social_only = models.BooleanField(_("social networks only"), default=False)
    objectives = ArrayField(
        models.CharField(max_length=7, choices=Objective),
        verbose_name=_("objectives"),
        default=list,
        blank=True,
    )
    approved_by = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_name = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    noted_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BriefQuerySet] = BriefQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("version of a brief")
        verbose_name_plural = _("versions of briefs")
        ordering = ("-number", "id")
        constraints = [
            models.UniqueConstraint("client", "number", name="brief_number_once_per_client"),
            models.CheckConstraint(condition=Q(number__gt=0), name="brief_number_counts"),
            models.CheckConstraint(
                condition=Q(objectives__contained_by=Objective.values),
                name="brief_objectives_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_name="", approved_on=None, noted_by=None, noted_at=None)
                | (
                    ~Q(approved_name="")
                    & Q(approved_on__isnull=False, noted_by__isnull=False, noted_at__isnull=False)
                ),
                name="brief_approval_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id}: v{self.number}"

    @property
    def is_approved(self) -> bool:
        """Whether somebody of the client said yes to this version."""
        return self.approved_on is not None


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Sets of interviews."""

    def visible_to(self, member: Member) -> InterviewQuerySet:
        """Those with the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Interview(models.Model):
    """The answers so far to the questions of clients/interview.py, by their names; left and taken up as one likes.

    `edit_number` grows with each saving, so that two people who write at once do not overwrite each other unseen.
    `filled` has the answers of which the brief was made last; `seen` by question the number of the version that stood when
    the answer was changed since (0: none), so that words written there later are not overwritten by an older answer.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.CASCADE, related_name="interview")
    answers = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    filled = models.JSONField(
        default=dict, db_default={}, blank=True, editable=False, encoder=DjangoJSONEncoder
    )
    seen = models.JSONField(default=dict, db_default={}, blank=True, editable=False)
    edit_number = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[Interview]] = InterviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")

    def __str__(self) -> str:
        return f"interview with {self.client_id}"
