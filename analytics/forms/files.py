"""A file of rows, or the rows themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.reading_csv import MOST_BYTES, decoded


class RowsForm(forms.Form):
    """Rows as a file or pasted, of which `text` is what came; a file that is too big is refused whole, never cut."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
        help_text=gettext_lazy("CSV, as Excel or another spreadsheet saves it."),
    )
    rows = forms.CharField(
        label=gettext_lazy("Or the rows themselves"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )

    def clean_file(self) -> Any:
        """Not more than we read at once."""
        file = self.cleaned_data.get("file")
        if file is not None and file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too big: import it in several files."))
        return file

    @property
    def text(self) -> str:
        """The rows: of the file where one was chosen, else those that were pasted. The file can be read once."""
        file = self.cleaned_data.get("file")
        return decoded(file.read()) if file is not None else self.cleaned_data.get("rows", "")
