"""Words of figures that templates ask for themselves."""

from __future__ import annotations

from datetime import date

from django import template

from analytics import wording

register = template.Library()


@register.filter
def month_name(month: date) -> str:
    """November 2026, in the active language."""
    return wording.month_name(month)
