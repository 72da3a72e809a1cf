"""Amounts and hours as the reader's language writes them: 1.450,00 € or €1,450.00; 13,6 h; 1 h 10."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from people import cldr
from people.templatetags.ui import absent

register = template.Library()


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> SafeString:
    """An amount with its currency; None is a dash."""
    return absent(None) if amount is None else SafeString(cldr.money(amount, currency))


@register.filter
def hours(minutes: int | None) -> SafeString:
    """Minutes as hours with one decimal: 13,6 h."""
    return absent(None) if minutes is None else SafeString(cldr.hours(minutes))


@register.filter
def hours_said(minutes: int) -> str:
    """Minutes as hours inside a sentence: 34 h, 13,6 h."""
    return cldr.hours_said(minutes)


@register.filter
def span(minutes: int) -> str:
    """Minutes as people say them: 35 min, 1 h 10."""
    return cldr.span(minutes)


@register.filter
def clock_span(minutes: int) -> str:
    """Minutes as a person types them into a sheet of hours: 0:35."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@register.filter
def month_long(on: date) -> str:
    """A month with its year: dicembre 2026."""
    return cldr.day(on, "LLLL y")


@register.filter
def day_words(on: date) -> str:
    """A day in plain words, for an attribute: lun 23 nov."""
    return cldr.day(on, "EEE d MMM")
