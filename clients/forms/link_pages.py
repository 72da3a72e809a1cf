"""The link-in-bio page as people type it: its head, and a row for each link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_LINKS = 15


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


class LinkPageForm(forms.Form):
    """The head of the page."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    intro = forms.CharField(label=gettext_lazy("One sentence"), max_length=200, required=False)
    is_open = forms.BooleanField(label=gettext_lazy("Everybody may see it"), required=False)


class PageLinkForm(forms.Form):
    """A link; a row without words and address is none."""

    public_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    position = forms.IntegerField(
        label=gettext_lazy("Order"), required=False, min_value=1, max_value=99
    )
    label = forms.CharField(label=gettext_lazy("Words"), max_length=80, required=False)
    url = forms.URLField(
        label=gettext_lazy("Address"), max_length=2000, required=False, assume_scheme="https"
    )
    from_on = _day(gettext_lazy("Shown from"))
    to_on = _day(gettext_lazy("Shown until"))

    def clean_url(self) -> str:
        """Only pages of the web."""
        url = str(self.cleaned_data["url"])
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Write the address of a web page."))
        return url

    def clean(self) -> dict[str, Any]:
        """Words want an address and the other way round; days come in their order."""
        data = super().clean() or {}
        label, url = data.get("label"), data.get("url")
        if label and not url and "url" not in self.errors:
            self.add_error("url", _("Where does it lead?"))
        if url and not label:
            self.add_error("label", _("What does it say?"))
        begins, ends = data.get("from_on"), data.get("to_on")
        if begins and ends and ends < begins:
            self.add_error("to_on", _("The last day comes before the first."))
        return data


PageLinks = forms.formset_factory(
    PageLinkForm, extra=2, max_num=MOST_LINKS, absolute_max=MOST_LINKS * 2
)
