"""The client: a company, an artist, a professional, a public figure, a project or an event."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.ids import uuid7
from people.models import Agency, Member
from people.models.users import Language, validate_zone
from people.roles import Role


class Kind(models.TextChoices):
    """What the client is; decides which facts we ask for."""

    COMPANY = "company", _("Company")
    ARTIST = "artist", _("Artist")
    PROFESSIONAL = "professional", _("Professional")
    PUBLIC_FIGURE = "public_figure", _("Public figure")
    PROJECT = "project", _("Project")
    EVENT = "event", _("Event")


class Status(models.TextChoices):
    """Where the work with the client stands."""

    PROSPECT = "prospect", _("Prospect")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    LEAVING = "leaving", _("Leaving")
    ARCHIVED = "archived", pgettext_lazy("a client", "Archived")


class Approval(models.TextChoices):
    """Whose decision a post needs before it can be scheduled."""

    NONE = "none", _("Who schedules approves")
    INTERNAL = "internal", _("A colleague approves first")
    CLIENT = "client", _("The client approves first")


class ClientQuerySet(models.QuerySet["Client"]):
    """Sets of clients."""

    def visible_to(self, member: Member) -> ClientQuerySet:
        """An owner sees every client of the agency, everybody else those assigned to them."""
        own = self.filter(agency_id=member.agency_id)
        if member.role == Role.OWNER:
            return own
        assigned = member.assignments.values("client_id")
        return own.filter(pk__in=assigned)

    def current(self) -> ClientQuerySet:
        """Not archived."""
        return self.exclude(status=Status.ARCHIVED)


@lru_cache(maxsize=512)
def _day_in(zone: str, now: datetime) -> date:
    # A list of two hundred clients asks the same of a few zones.
    return now.astimezone(ZoneInfo(zone)).date()


class Client(models.Model):
    """Somebody whose social networks the agency cares for."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="clients")
    slug = models.SlugField(_("short name in addresses"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.ITALIAN
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Rome", validators=[validate_zone]
    )
    # Whose public holidays it keeps, and the day of its town's patron as 08-16.
    country = models.CharField(_("country"), max_length=2, default="IT", db_default="IT")
    patron_on = models.CharField(
        _("patron’s day"), max_length=5, blank=True, default="", db_default=""
    )
    colour = models.CharField(
        _("colour of the mark"),
        max_length=7,
        default="#8C2F45",
        validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write a colour as #8C2F45."))],
    )
    summary = models.CharField(_("in one line"), max_length=300, blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    leaving_on = models.DateField(_("last day"), null=True, blank=True)
    # After its last day posts go out only until here, for a yes that is written down (StatusChange).
    open_until = models.DateField(_("posts allowed until"), null=True, blank=True, editable=False)
    approval = models.CharField(
        _("approval"), max_length=8, choices=Approval, default=Approval.NONE
    )
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[Client]] = ClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = (Lower("name"), "id")
        constraints = [
            models.UniqueConstraint("agency", "slug", name="client_slug_unique"),
            models.CheckConstraint(condition=~models.Q(name=""), name="client_name_present"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="client_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values), name="client_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="client_language_known"
            ),
            models.CheckConstraint(
                condition=models.Q(colour__regex=r"^#[0-9A-Fa-f]{6}$"), name="client_colour_hex"
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="client_country_code"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    patron_on__regex=r"^((0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$"
                ),
                name="client_patron_is_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(approval__in=Approval.values), name="client_approval_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.LEAVING) | models.Q(leaving_on__isnull=False),
                name="client_leaving_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(open_until=None)
                | models.Q(status=Status.LEAVING, open_until__gt=models.F("leaving_on")),
                name="client_open_after_the_last_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_exit_on(self) -> date | None:
        """The last day on which a post may go out; None for a client that does not leave."""
        if self.status != Status.LEAVING:
            return None
        return self.open_until or self.leaving_on

    def has_left_by(self, day: date) -> bool:
        """Whether nothing may go out on a day, because it is after the last one and no yes reaches so far."""
        last = self.last_exit_on
        return last is not None and day > last

    def today(self, now: datetime) -> date:
        """The day that it is at this instant where the client is."""
        return _day_in(self.time_zone, now)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """Django's own goes through all choices for one word, and a list of clients has two hundred."""
        return str(Kind(self.kind).label)
