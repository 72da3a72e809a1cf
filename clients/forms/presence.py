"""What people type about the client's wider presence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import TouchKind, Touchpoint


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class TouchpointForm(forms.Form):
    """A touchpoint."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TouchKind.choices)
    name = forms.CharField(label=_("Name"), max_length=120)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    carer = forms.CharField(
        label=_("Who keeps it"),
        max_length=120,
        required=False,
        help_text=_("The client, somebody of ours, another studio."),
    )
    note = forms.CharField(label=_("What it is for"), max_length=300, required=False)


class MomentForm(forms.Form):
    """What happens on a touchpoint, and when."""

    touchpoint = forms.ModelChoiceField(
        label=_("Where"), queryset=Touchpoint.objects.none(), to_field_name="public_id"
    )
    title = forms.CharField(
        label=_("What happens"),
        max_length=160,
        help_text=_("The article comes out, the mailing leaves, the fair opens."),
    )
    on = _day(_("Day"))
    until = _day(_("Last day"), required=False, help_text=_("Only if it lasts."))
    url = forms.URLField(label=_("Address"), max_length=2000, required=False, assume_scheme="https")
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, touchpoints: Sequence[Touchpoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [each.pk for each in touchpoints]
        field = self.fields["touchpoint"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Touchpoint.objects.filter(pk__in=ids)
        field.empty_label = None
