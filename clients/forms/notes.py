"""What people type as a note about a client."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoteForm(forms.Form):
    """A few words."""

    words = forms.CharField(
        label=pgettext_lazy("about a client", "Note"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for the team: the client never sees it."),
    )
