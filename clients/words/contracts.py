"""A contract in words. Always in the active language."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Contract, FiscalData, Rate
from clients.work import Activity, Piece
from people import cldr

_LONG = "d MMMM y"


def terms(contract: Contract) -> str:
    """The fee and the months: 1.450,00 € al mese, dal 1 gennaio 2026 al 30 giugno 2027."""
    words = {
        "fee": cldr.money(contract.fee, contract.currency),
        "since": cldr.day(contract.starts_on, _LONG),
        "until": cldr.day(contract.ends_on, _LONG) if contract.ends_on else "",
    }
    if contract.is_monthly and contract.ends_on:
        return cldr.spoken(_("%(fee)s a month, from %(since)s to %(until)s") % words)
    if contract.is_monthly:
        return cldr.spoken(_("%(fee)s a month, since %(since)s") % words)
    if contract.ends_on:
        return cldr.spoken(_("%(fee)s for the whole, from %(since)s to %(until)s") % words)
    return cldr.spoken(_("%(fee)s for the whole, since %(since)s") % words)


def included(contract: Contract) -> str:
    """What the fee includes: 34 hours, 12 posts, 2 rounds of changes, 300,00 € for ads."""
    parts = []
    if contract.hours is not None:
        parts.append(_("%(n)s hours") % {"n": cldr.number(contract.hours)})
    parts += [
        f"{cldr.number(n)} {Piece(piece).label.lower()}"
        for piece, n in contract.quotas.items()
        if piece in Piece.values
    ]
    if contract.rounds is not None:
        parts.append(
            ngettext("%(n)s round of changes", "%(n)s rounds of changes", contract.rounds)
            % {"n": contract.rounds}
        )
    if contract.ad_spend is not None:
        amount = cldr.money(contract.ad_spend, contract.currency)
        parts.append(_("%(amount)s for ads") % {"amount": amount})
    return ", ".join(parts)


def rate_name(rate: Rate) -> str:
    """The activity, or that it is for all the others."""
    return str(Activity(rate.activity).label) if rate.activity else _("An hour")


def invoice_lines(data: FiscalData) -> list[tuple[str, str]]:
    """What is known for the invoice, with its labels, in the order of the form."""
    lines = [
        (_("Name"), data.legal_name),
        (_("Address"), data.address),
        (_("VAT number (P. IVA)"), data.vat_number),
        (_("Tax code (codice fiscale)"), data.tax_code),
        (_("Recipient code (codice destinatario)"), data.recipient_code),
        ("PEC", data.pec),
        ("CIG", data.cig),
        ("CUP", data.cup),
        (_("Purchase order"), data.purchase_order),
        (_("Split payment"), _("yes") if data.is_split_payment else ""),
    ]
    return [(label, value) for label, value in lines if value]


def without_rate(hours: list[tuple[str, int]]) -> str:
    """That these hours, by activity, are in no amount; nothing where all have a rate."""
    if not hours:
        return ""
    named = ", ".join(f"{Activity(name).label} {cldr.hours_said(n)}" for name, n in hours)
    return _("No rate is set for these hours, so they are in no amount: %(hours)s.") % {
        "hours": named
    }
