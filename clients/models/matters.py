"""What belongs to a client by its kind: an event's programme and sponsors, a project's work, an artist's works, a public
figure's windows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models.channels import Hat
from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency, Member

_WRONG_ORDER = _("The last day comes before the first.")


class MatterQuerySet(models.QuerySet[Any]):
    """Sets of one kind of matters."""

    def visible_to(self, member: Member) -> MatterQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Matter(models.Model):
    """What all of them have: an agency, a client, an address of their own."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[models.Manager[Any]] = MatterQuerySet.as_manager()

    class Meta:
        abstract = True


class WorkPackage(Matter):
    """A part of a funded project; hours are written down on it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="work_packages", editable=False)
    code = models.CharField(_("code"), max_length=20, help_text=_("As in the contract: WP5."))
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("work package")
        verbose_name_plural = _("work packages")
        ordering = ("code", "id")
        constraints = [
            models.UniqueConstraint("client", "code", name="workpackage_code_once"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title=""), name="workpackage_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="workpackage_ends_after_it_starts",
                violation_error_message=_WRONG_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Deliverable(Matter):
    """What a project has to hand in, and when."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="deliverables", editable=False)
    work_package = models.ForeignKey(
        WorkPackage,
        models.PROTECT,
        related_name="deliverables",
        null=True,
        blank=True,
        verbose_name=_("work package"),
    )
    code = models.CharField(_("code"), max_length=20, help_text=_("As in the contract: D5.3."))
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due"))
    handed_in_on = models.DateField(_("handed in"), null=True, blank=True)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint("client", "code", name="deliverable_code_once"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(title=""), name="deliverable_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Stage(Matter):
    """A place of an event where acts are seen."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="stages", editable=False)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = pgettext_lazy("of an event", "stage")
        verbose_name_plural = _("stages")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint("client", "name", name="stage_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="stage_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Act(Matter):
    """One appointment of the programme. Times are wall times of the client; one may last past midnight."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="acts", editable=False)
    name = models.CharField(_("act"), max_length=160)
    on = models.DateField(_("day"))
    at = models.TimeField(_("hour"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    stage = models.ForeignKey(
        Stage,
        models.PROTECT,
        related_name="acts",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("of an event", "stage"),
    )
    is_confirmed = models.BooleanField(
        _("may be told"),
        default=False,
        help_text=_("The artist's office has said yes to name, pictures and hour."),
    )

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ("on", "at", "id")
        indexes = [models.Index(fields=["client", "on", "at"], name="act_of_client")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="act_has_a_name"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=1440),
                name="act_lasts_a_day_at_most",
                violation_error_message=_("An act lasts between 1 minute and 24 hours."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sponsor(Matter):
    """Somebody who is owed mentions, and who must not stand beside a rival."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="sponsors", editable=False)
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("As posts write it: a post that says it is a mention."),
    )
    n_owed = models.PositiveSmallIntegerField(_("mentions owed"))
    n_before = models.PositiveSmallIntegerField(
        _("mentions made elsewhere"),
        default=0,
        help_text=_("On paper, from the stage or before we began; those in posts are counted."),
    )
    rivals = models.CharField(
        _("not beside"),
        max_length=300,
        blank=True,
        help_text=_("Names that must not stand in the same post, with commas between them."),
    )

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsors")
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint("client", "name", name="sponsor_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="sponsor_has_a_name"),
            models.CheckConstraint(
                condition=Q(n_owed__gte=1),
                name="sponsor_is_owed_something",
                violation_error_message=_("Say how many mentions are owed: one at least."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Work(Matter):
    """What an artist brings out: a song, a book, a show. Somebody else may have to say yes first."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="works", editable=False)
    title = models.CharField(_("title"), max_length=160)
    what = models.CharField(
        _("what it is"), max_length=60, blank=True, help_text=_("Single, album, tour, book.")
    )
    out_on = models.DateField(_("comes out"), null=True, blank=True)
    approver = models.CharField(
        _("who must say yes"),
        max_length=120,
        blank=True,
        help_text=_("The label or publisher; empty if nobody."),
    )
    approved_on = models.DateField(_("said yes on"), null=True, blank=True)

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        ordering = ("out_on", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="work_has_a_title"),
            models.CheckConstraint(
                condition=Q(approved_on=None) | ~Q(approver=""),
                name="work_approved_by_somebody",
                violation_error_message=_("Say who said yes."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Window(Matter):
    """Days in which a public figure or body may say less than usual: before a vote, in mourning. It warns, and stops nothing.

    With a `hat` it is about the channels of that one alone; without, about all.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="windows", editable=False)
    name = models.CharField(_("name"), max_length=120)
    hat = models.CharField(
        _("for which hat"), max_length=11, choices=Hat, blank=True, default="", db_default=""
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    rule = models.CharField(
        _("what holds in these days"),
        max_length=300,
        help_text=_("As who writes should read it: no balances, no promises, no portraits."),
    )

    class Meta:
        verbose_name = pgettext_lazy("of days", "window")
        verbose_name_plural = pgettext_lazy("of days", "windows")
        ordering = ("starts_on", "id")
        indexes = [models.Index(fields=["client", "ends_on"], name="window_of_client")]
        constraints = [
            models.UniqueConstraint("client", "name", "hat", "starts_on", name="window_once"),
            models.CheckConstraint(condition=Q(hat__in=["", *Hat.values]), name="window_hat_known"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(rule=""), name="window_says_what_holds"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="window_ends_after_it_starts",
                violation_error_message=_WRONG_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return window_name(self.name, self.hat)


def window_name(name: str, hat: str) -> str:
    """What a window is called, with the hat it is about, if one."""
    return f"{name} ({str(Hat(hat).label).lower()})" if hat else name
