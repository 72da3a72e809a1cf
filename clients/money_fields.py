"""Fields that forms about money share: an amount with two decimals, a day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms


def amount_field(label: Any, **more: Any) -> forms.DecimalField:
    """An amount of money, never below zero."""
    return forms.DecimalField(
        label=label,
        max_digits=10,
        decimal_places=2,
        min_value=Decimal(0),
        widget=forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"}),
        **more,
    )


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, chosen from the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)
