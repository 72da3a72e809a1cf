"""What is asked when the work with a client moves on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_DATE = {"type": "date"}


class MoveForm(forms.Form):
    """Why, and for a leaving the last day."""

    last_day = forms.DateField(
        label=_("Last day"),
        error_messages={"required": _("Say the last day of the work.")},
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, deed: str) -> None:
        super().__init__(data, prefix=deed)
        if deed != "begin_leaving":
            del self.fields["last_day"]


class YesForm(forms.Form):
    """The client's yes to posts after its last day."""

    prefix = "yes"
    until = forms.DateField(
        label=_("Posts may go out until"),
        widget=forms.DateInput(attrs=_DATE, format="%Y-%m-%d"),
    )
    who_said_yes = forms.CharField(
        label=_("Who said yes, and how"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Carla, by phone")}),
    )
