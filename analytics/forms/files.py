"""A file of rows, or the rows themselves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.reading_csv import MOST_BYTES, decoded
from analytics.reading_xlsx import is_workbook, text_of

_TAKES = ".xlsx,.xlsm,.csv,.txt,.tsv,text/csv,text/plain"


class RowsForm(forms.Form):
    """Rows as a file or pasted, of which `text` is what came; a file that is too big is refused whole, never cut."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": _TAKES}),
        help_text=gettext_lazy(
            "XLSX, of which the first sheet counts, or CSV: as Excel and others save it."
        ),
    )
    rows = forms.CharField(
        label=gettext_lazy("Or the rows themselves"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )

    def clean_file(self) -> str | None:
        """Its rows as text, or None without a file; not more than we read at once."""
        file = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too big: import it in several files."))
        content = file.read()
        try:
            return text_of(content) if is_workbook(content) else decoded(content)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def text(self) -> str:
        """The rows: of the file where one was chosen, else those that were pasted."""
        of_file: str | None = self.cleaned_data.get("file")
        return of_file if of_file is not None else self.cleaned_data.get("rows", "")
