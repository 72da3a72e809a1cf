"""What people type when they have published a post by hand, or could not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from editorial.forms.reviews import instant_typed, wall_field
from editorial.lifecycle import WhyNot


class DoneForm(forms.Form):
    """The post is out: its address, and when, where that was not just now."""

    url = forms.CharField(
        label=_("Link of the post"),
        required=False,
        max_length=500,
        widget=forms.URLInput(
            attrs={"placeholder": "https://", "autocomplete": "off", "inputmode": "url"}
        ),
    )
    has_no_address = forms.BooleanField(
        label=_("It has no link, like some stories"), required=False
    )
    published = wall_field(
        label=_("When it came out"), required=False, help_text=_("Leave it empty if just now.")
    )

    def clean(self) -> dict[str, Any]:
        """A link, or the word that there is none."""
        data = super().clean() or {}
        if not data.get("url", "").strip() and not data.get("has_no_address"):
            self.add_error("url", _("Paste the link of the post, or say that it has none."))
        return data

    def published_at(self, client: Client) -> datetime | None:
        """When it came out, on the client's clock; None for just now."""
        return instant_typed(self.cleaned_data.get("published"), client)


class NotDoneForm(forms.Form):
    """Why it was not published."""

    why = forms.ChoiceField(
        label=_("Why it was not published"), choices=WhyNot.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
