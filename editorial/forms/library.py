"""What people write about a picture of the library besides its alt text: labels, and until when it may be shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from editorial.models import Asset
from editorial.models.assets import MOST_LABEL_CHARS, MOST_LABELS


class FilingForm(forms.Form):
    """Labels with commas between them, and the last day of the rights."""

    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        help_text=gettext_lazy("With commas between them, like: harvest, team, product."),
        required=False,
        max_length=MOST_LABELS * (MOST_LABEL_CHARS + 2),
    )
    rights_until = forms.DateField(
        label=gettext_lazy("May be published until"),
        help_text=gettext_lazy("The last day. Posts after it are refused. Empty: no end."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *, asset: Asset) -> None:
        super().__init__(
            data, initial={"labels": ", ".join(asset.labels), "rights_until": asset.rights_until}
        )

    def clean_labels(self) -> list[str]:
        """The labels one by one, as they were typed."""
        return str(self.cleaned_data["labels"]).split(",")
