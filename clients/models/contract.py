"""What was agreed with a client for how much, at which rates, and what their invoice needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Client
from clients.models.prospects import TERMS, Offer
from clients.work import Activity, Basis, Currency
from people.ids import uuid7
from people.models import Agency, Member


class ContractQuerySet(models.QuerySet["Contract"]):
    """Sets of contracts."""

    def visible_to(self, member: Member) -> ContractQuerySet:
        """Contracts of the clients the member sees; whoever shows prices asks for MANAGE_MONEY too."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def over(self, first_on: date, last_on: date) -> ContractQuerySet:
        """Those in force on one of the days, both included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first_on), starts_on__lte=last_on)


class Contract(models.Model):
    """The terms over some months. Two of one client never share a month: an exclusion constraint of the database.

    `hours` and `quotas` are for a month where the fee is monthly, else for the whole; None and absent: not agreed.
    `quotas` maps a Piece to how many; `rounds` is how many rounds of changes a post includes; `ad_spend` what may be
    spent on ads in a month, or in the whole.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="contracts")
    basis = models.CharField(_("basis"), max_length=7, choices=Basis, default=Basis.MONTHLY)
    fee = models.DecimalField(_("fee"), max_digits=10, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.EUR)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    hours = models.DecimalField(
        _("hours included"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    quotas = models.JSONField(
        _("pieces included"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    rounds = models.PositiveSmallIntegerField(
        _("rounds of changes included"), null=True, blank=True
    )
    ad_spend = models.DecimalField(
        _("for ads"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    # The offer that the client said yes to: its signature.
    offer = models.OneToOneField(
        Offer, models.PROTECT, null=True, blank=True, related_name="contract", editable=False
    )
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[Contract]] = ContractQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ("-starts_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name="contract_basis_known"
            ),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="contract_currency_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(fee__gte=0), name="contract_fee_not_negative"),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gt=0), name="contract_hours_positive"
            ),
            models.CheckConstraint(
                condition=Q(ad_spend=None) | Q(ad_spend__gte=0),
                name="contract_ad_spend_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fee} {self.currency}, {self.starts_on:%Y-%m}"

    def is_over(self, first_on: date, last_on: date) -> bool:
        """Whether it is in force on one of the days, as ContractQuerySet.over asks."""
        return self.starts_on <= last_on and (self.ends_on is None or self.ends_on >= first_on)

    @property
    def is_as_signed(self) -> bool:
        """Whether the terms are still those of the offer it came from."""
        signed = self.offer
        if signed is None:
            return False
        same = all((getattr(self, n) or None) == (getattr(signed, n) or None) for n in TERMS)
        return same and self.fee == signed.price

    @property
    def is_monthly(self) -> bool:
        """Whether fee, hours and quotas are those of a month."""
        return self.basis == Basis.MONTHLY

    @property
    def hourly(self) -> Decimal | None:
        """What an hour of it brings when exactly the hours included are worked; None without hours."""
        return self.fee / self.hours if self.hours else None


class Rate(models.Model):
    """What an hour costs: of the agency for everybody, or of one client; of one activity, or of all others."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="rates")
    activity = models.CharField(_("activity"), max_length=10, choices=Activity, blank=True)
    amount = models.DecimalField(_("an hour"), max_digits=8, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, default=Currency.EUR)

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "client", "activity"], nulls_distinct=False, name="rate_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="rate_positive"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="rate_currency_known"
            ),
            models.CheckConstraint(
                condition=Q(activity__in=["", *Activity.values]), name="rate_activity_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class FiscalData(models.Model):
    """What the invoice to an Italian client needs; everything can be missing until the first one."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.CASCADE, related_name="fiscal_data")
    legal_name = models.CharField(_("name on the invoice"), max_length=200, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=11, blank=True)
    tax_code = models.CharField(_("tax code"), max_length=16, blank=True)
    recipient_code = models.CharField(_("recipient code"), max_length=7, blank=True)
    pec = models.EmailField(_("certified e-mail"), max_length=254, blank=True)
    cig = models.CharField(_("code of the tender (CIG)"), max_length=10, blank=True)
    cup = models.CharField(_("code of the public project (CUP)"), max_length=15, blank=True)
    is_split_payment = models.BooleanField(_("VAT paid by the public body"), default=False)
    purchase_order = models.CharField(_("purchase order"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("data for the invoice")
        verbose_name_plural = _("data for invoices")
        constraints = [
            models.CheckConstraint(
                condition=Q(vat_number__regex=r"^([0-9]{11})?$"),
                name="fiscaldata_vat_number_digits",
            ),
            models.CheckConstraint(
                condition=Q(recipient_code__regex=r"^([A-Z0-9]{6,7})?$"),
                name="fiscaldata_recipient_code_shape",
            ),
            models.CheckConstraint(
                condition=Q(cig__regex=r"^([A-Z0-9]{10})?$"), name="fiscaldata_cig_shape"
            ),
            models.CheckConstraint(
                condition=Q(cup__regex=r"^([A-Z0-9]{15})?$"), name="fiscaldata_cup_shape"
            ),
        ]

    def __str__(self) -> str:
        return self.legal_name or str(self.client)
