"""Money beside the fee: what was bought outside, what was boosted, and what was offered as an extra."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import DateField, DateTimeField, F, Func, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clients.models import Channel, Client, Contact
from clients.objectives import Objective
from clients.work import Currency
from editorial.lifecycle import VoiceWay
from editorial.models.posts import Post
from people.ids import uuid7
from people.models import Agency, Member


class Cost(models.Model):
    """Something bought outside for a client: the photographer, a font, a press print.

    `is_passed_on`: it stands on the statement beside the fee. `proof` is the address of the invoice or receipt.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=120)
    supplier = models.CharField(_("from whom"), max_length=120, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    is_passed_on = models.BooleanField(_("passed on"), default=True)
    proof = models.URLField(_("proof"), max_length=500, blank=True)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written down"))

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        ordering = ("-on", "-id")
        indexes = [models.Index(fields=["client", "on"], name="cost_of_client")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cost_positive"),
            models.CheckConstraint(condition=~Q(what=""), name="cost_says_what"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="cost_currency_known"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Boost(models.Model):
    """Money that a network was paid to show something: of a post, or a campaign by its name.

    `spent` and the results are what the ads manager says, absent until it says so; they are never added to organic
    figures. `source_key` is what a line of its export is known by, so that the same file twice changes nothing.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("campaign"), max_length=200)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    planned = models.DecimalField(
        _("planned"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    spent = models.DecimalField(_("spent"), max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    objective = models.CharField(_("objective"), max_length=8, choices=Objective, blank=True)
    n_impressions = models.PositiveBigIntegerField(_("paid impressions"), null=True, blank=True)
    n_clicks = models.PositiveBigIntegerField(_("paid clicks"), null=True, blank=True)
    n_results = models.PositiveBigIntegerField(_("paid results"), null=True, blank=True)
    is_on_clients_card = models.BooleanField(_("paid by the client's own card"), default=True)
    source_key = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written down"))

    class Meta:
        verbose_name = _("boost")
        verbose_name_plural = _("boosts")
        ordering = ("-starts_on", "-id")
        indexes = [models.Index(fields=["client", "starts_on"], name="boost_of_client")]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "source_key"], condition=~Q(source_key=""), name="boost_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="boost_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=(Q(planned=None) | Q(planned__gte=0)) & (Q(spent=None) | Q(spent__gte=0)),
                name="boost_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="boost_currency_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExtraAnswer(models.TextChoices):
    """What became of an extra that was offered."""

    YES = "yes", _("accepted")
    NO = "no", _("declined")
    GIVEN = "given", _("given by us")
    WITHDRAWN = "withdrawn", _("taken back")


class ExtraQuerySet(models.QuerySet["Extra"]):
    """Sets of extras."""

    def open(self) -> ExtraQuerySet:
        """Those that wait for an answer."""
        return self.filter(answer="")

    def accepted(self) -> models.QuerySet[Any]:
        """Those with a yes, each with the day of it on its client's own clock (`said_on`)."""
        at: Any = Func(
            F("client__time_zone"),
            F("answered_at"),
            function="timezone",
            output_field=DateTimeField(),
        )
        return self.filter(answer=ExtraAnswer.YES).annotate(said_on=Cast(at, DateField()))

    def asked_of(self, contact: Contact) -> ExtraQuerySet:
        """What was offered to this contact's client."""
        return self.filter(agency_id=contact.agency_id, client_id=contact.client_id)


class Extra(models.Model):
    """Work beyond the contract, offered with its hours and price before it is done.

    The client says yes by their own link or by voice: then `said_how` says how, and `written_by` who of the agency
    wrote it down. An answer is written once; the price does not change after it (a trigger keeps both).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    what = models.CharField(_("what"), max_length=200)
    minutes = models.PositiveIntegerField(_("minutes"))
    price = models.DecimalField(_("price"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency)
    offered_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(_("offered"))
    answer = models.CharField(_("answer"), max_length=9, choices=ExtraAnswer, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_name = models.CharField(_("answered by"), max_length=120, blank=True)
    answered_by_contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    said_how = models.CharField(_("said how"), max_length=8, choices=VoiceWay, blank=True)
    written_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[ExtraQuerySet] = ExtraQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("extra")
        verbose_name_plural = _("extras")
        ordering = ("-id",)
        indexes = [models.Index(fields=["client", "-offered_at"], name="extra_of_client")]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="extra_says_what"),
            models.CheckConstraint(condition=Q(price__gte=0), name="extra_price_not_negative"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="extra_currency_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (
                    Q(answer__in=ExtraAnswer.values, answered_at__isnull=False)
                    & ~Q(answered_name="")
                ),
                name="extra_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.what
