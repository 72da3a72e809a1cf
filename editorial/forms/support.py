"""What a post supports, as people choose it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import TouchpointMoment
from people import cldr


class SupportForm(forms.Form):
    """Which moment a post supports."""

    moment = forms.ChoiceField(label=gettext_lazy("It supports"), required=False)

    def __init__(self, *args: Any, moments: Sequence[TouchpointMoment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moments = {str(each.public_id): each for each in moments}
        named = [
            (key, f"{cldr.day(each.on, 'EEE d MMM')}, {each.touchpoint.name}: {each.title}")
            for key, each in self.moments.items()
        ]
        self.fields["moment"].choices = [("", _("Nothing")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> TouchpointMoment | None:
        """The moment; None for nothing."""
        return self.moments.get(self.cleaned_data["moment"])
