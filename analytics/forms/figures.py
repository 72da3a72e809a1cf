"""Figures that people write down, and files of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import wording
from analytics.forms.files import RowsForm
from analytics.reading_csv import number_in

MOST_VALUE = 10**12


class FigureField(forms.CharField):
    """A whole number as people write it, 1234 or 1.234; empty is "not read", which is not zero."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, max_length=30, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        """The number, or None where nothing was written."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            number = number_in(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
        if number > MOST_VALUE:
            raise forms.ValidationError(_("That is more than there are people. Check the number."))
        return number


class FiguresForm(forms.Form):
    """The figures of a day: a field for each that the network has."""

    on = forms.DateField(
        label=gettext_lazy("Figures of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day you read them in the app."),
    )

    def __init__(
        self,
        *args: Any,
        metrics: Sequence[str],
        words: Mapping[str, str],
        first_on: date | None,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metrics, self.first_on, self.today = tuple(metrics), first_on, today
        for name in metrics:
            said = words.get(name)
            self.fields[name] = FigureField(
                label=str(wording.metric_name(name)),
                help_text=_("There it is called “%(word)s”.") % {"word": said} if said else "",
            )

    def clean_on(self) -> date:
        """A day that has come, and not before the post was out."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        if self.first_on is not None and on < self.first_on:
            raise forms.ValidationError(
                _("The post came out on %(day)s: choose that day or a later one.")
                % {"day": wording.long_day(self.first_on)}
            )
        return on

    @property
    def values(self) -> dict[str, int]:
        """What was written, by the names of the vocabulary."""
        return {
            name: value
            for name in self.metrics
            if (value := self.cleaned_data.get(name)) is not None
        }


class ImportForm(RowsForm):
    """A file of past posts and figures, or its rows pasted; `on` is the day of figures that name none."""

    on = forms.DateField(
        label=gettext_lazy("Figures of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("For rows that do not say the day of their figures."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return on
