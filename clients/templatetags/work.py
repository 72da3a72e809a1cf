"""A contract, a rate and the data of an invoice in words."""

from __future__ import annotations

from django import template

from clients.models import Contract, FiscalData, Rate
from clients.words import contracts as contract_words

register = template.Library()


@register.filter
def terms(contract: Contract) -> str:
    """1.450,00 € al mese, dal 1 gennaio al 30 giugno 2027."""
    return contract_words.terms(contract)


@register.filter
def included(contract: Contract) -> str:
    """34 ore, 12 post, 4 reel; two rounds of changes; ads up to 300 €."""
    return contract_words.included(contract)


@register.filter
def rate_name(rate: Rate) -> str:
    """The activity of a rate, or that it is for all the others."""
    return contract_words.rate_name(rate)


@register.filter
def invoice_lines(data: FiscalData) -> list[tuple[str, str]]:
    """What is known for the invoice, with its labels."""
    return contract_words.invoice_lines(data)
