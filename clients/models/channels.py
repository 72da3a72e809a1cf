"""A client's account on a network, its health, and the gate that stops calls to it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, When
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency, Member

# So long before a connection ends it is said: time for whoever holds the account to be found.
ENDS_SOON = timedelta(days=14)
# More posts a week than this is no rhythm that a person promises.
MOST_WEEKLY = 70


class Part(models.TextChoices):
    """The channel's part in the strategy."""

    LEAD = "lead", _("Lead")
    SUPPORT = "support", _("Support")
    EXPERIMENT = "experiment", _("Experiment")
    DORMANT = "dormant", _("Dormant")


def by_part(channel: Channel) -> tuple[bool, bool, int]:
    """The order in which people meet a client's channels: the one that leads first, then what a person publishes, and
    last the network to try things out on."""
    return (channel.network == "sandbox", channel.is_by_hand, Part.values.index(channel.part))


class Hat(models.TextChoices):
    """For whom a public figure's channel speaks: the two never mix."""

    PERSON = "person", _("The person")
    INSTITUTION = "institution", _("The institution")


class Health(models.TextChoices):
    """Whether the connection works."""

    OK = "ok", _("Connected")
    RECONNECT = "reconnect", _("To reconnect")
    DISCONNECTED = "disconnected", _("Disconnected")
    BY_HAND = "by_hand", _("By hand")


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Sets of channels."""

    def visible_to(self, member: Member) -> ChannelQuerySet:
        """Channels of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def connected(self) -> ChannelQuerySet:
        """Not disconnected by us; perhaps to be reconnected."""
        return self.filter(disconnected_at=None)

    def by_hand(self) -> ChannelQuerySet:
        """Those without a connection, whose posts a person publishes."""
        return self.filter(health=Health.BY_HAND)

    def with_end(self) -> ChannelQuerySet:
        """Each with `ends_at`: when its right ends unless a person reconnects it; None where it renews itself."""
        ends = When(health=Health.OK, credential__refresh="", then=F("credential__expires_at"))
        return self.annotate(ends_at=Case(ends, output_field=models.DateTimeField()))


class Channel(models.Model):
    """One account on one network. History hangs on it, so it is never deleted.

    Kept by hand (health by_hand) it has no credentials: no program ever calls its network, people publish and write down
    its figures. `keeper` is who does it; without one everybody who may is told. `weekly_posts` is the rhythm that was
    promised; without one nobody is told of silences.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="channels")
    network = models.SlugField(_("network"), max_length=30)
    host = models.CharField(_("server"), max_length=300)
    remote_id = models.CharField(max_length=255)
    handle = models.CharField(_("handle"), max_length=255)
    name = models.CharField(_("name"), max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    part = models.CharField(
        _("part in the strategy"), max_length=10, choices=Part, default=Part.SUPPORT
    )
    hat = models.CharField(
        _("hat"), max_length=11, choices=Hat, blank=True, default="", db_default=""
    )
    weekly_posts = models.PositiveSmallIntegerField(
        _("posts a week"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_WEEKLY)],
    )
    health = models.CharField(_("connection"), max_length=12, choices=Health, default=Health.OK)
    abilities = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    limits = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    keeper = models.ForeignKey(
        Member,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("who publishes by hand"),
    )
    problem = models.CharField(_("last problem"), max_length=60, blank=True)
    checked_at = models.DateTimeField(_("last checked"), null=True, blank=True)
    connected_at = models.DateTimeField(_("connected"))
    disconnected_at = models.DateTimeField(_("disconnected"), null=True, blank=True)

    objects: ClassVar[models.Manager[Channel]] = ChannelQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("network", "handle", "id")
        indexes = [models.Index(fields=["client", "disconnected_at"], name="channel_of_client")]
        constraints = [
            models.UniqueConstraint(
                "agency",
                "network",
                "host",
                "remote_id",
                condition=models.Q(disconnected_at=None),
                name="channel_connected_once",
            ),
            models.CheckConstraint(
                condition=models.Q(part__in=Part.values), name="channel_part_known"
            ),
            models.CheckConstraint(
                condition=models.Q(hat__in=["", *Hat.values]), name="channel_hat_known"
            ),
            models.CheckConstraint(
                condition=models.Q(health__in=Health.values), name="channel_health_known"
            ),
            models.CheckConstraint(
                condition=models.Q(health=Health.DISCONNECTED, disconnected_at__isnull=False)
                | (~models.Q(health=Health.DISCONNECTED) & models.Q(disconnected_at=None)),
                name="channel_disconnected_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(remote_id="") & ~models.Q(handle="") & ~models.Q(network=""),
                name="channel_names_an_account",
            ),
            models.CheckConstraint(
                condition=models.Q(weekly_posts=None)
                | models.Q(weekly_posts__gte=1, weekly_posts__lte=MOST_WEEKLY),
                name="channel_rhythm_is_a_rhythm",
            ),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def is_by_hand(self) -> bool:
        """Whether a person publishes its posts."""
        return self.health == Health.BY_HAND


class GateQuerySet(models.QuerySet["Gate"]):
    """Sets of gates."""

    def visible_to(self, member: Member) -> GateQuerySet:
        """Gates of the channels the member sees."""
        return self.filter(
            agency_id=member.agency_id, channel__in=Channel.objects.visible_to(member)
        )


class Gate(models.Model):
    """Stops calls to a channel until a time, after failures or when the network asks to wait."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    channel = models.OneToOneField(Channel, models.CASCADE, related_name="gate")
    shut_until = models.DateTimeField(_("shut until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    n_failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)

    objects: ClassVar[models.Manager[Gate]] = GateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        indexes = [
            models.Index(
                fields=["shut_until"],
                condition=models.Q(shut_until__isnull=False),
                name="gate_shut",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shut_until=None) | ~models.Q(reason=""),
                name="gate_shut_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.shut_until or 'open'}"
