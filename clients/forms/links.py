"""How a client's links are tagged, as people type it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.forms.clients import AS_TYPED
from clients.tagging import MOST_CAMPAIGN, NAMES, USUAL, Scheme, may_be_empty, unknown_names

_WORD = "word_"


def _template(label: Any, initial: str) -> forms.CharField:
    widget = forms.TextInput(attrs=AS_TYPED)
    return forms.CharField(label=label, max_length=100, initial=initial, widget=widget)


class SchemeForm(forms.Form):
    """The three templates, what a new post begins with, and the client's word for each of its networks."""

    source = _template("utm_source", USUAL.source)
    medium = _template("utm_medium", USUAL.medium)
    campaign = _template("utm_campaign", USUAL.campaign)
    usual_campaign = forms.CharField(
        label=gettext_lazy("Usual campaign"),
        max_length=MOST_CAMPAIGN,
        required=False,
        help_text=gettext_lazy(
            "New posts begin with it. Without a campaign nothing is added to a link, unless the campaign is made of the pillar."
        ),
        widget=forms.TextInput(attrs=AS_TYPED),
    )
    is_short = forms.BooleanField(
        label=gettext_lazy("New posts shorten their link and count its clicks"), required=False
    )

    def __init__(self, *args: Any, networks: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.networks = networks
        for slug, label in networks.items():
            self.fields[_WORD + slug] = forms.CharField(
                label=_("%(network)s is called") % {"network": label},
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs={**AS_TYPED, "placeholder": slug}),
            )

    def clean(self) -> dict[str, Any]:
        """Only names that can be filled in, and no template that some posts would leave empty."""
        data = super().clean() or {}
        for field in ("source", "medium", "campaign"):
            unknown = unknown_names(data.get(field, ""))
            if unknown:
                known = ", ".join(f"{{{name}}}" for name in NAMES)
                words = {"unknown": ", ".join(unknown), "known": known}
                self.add_error(
                    field, _("“%(unknown)s” cannot be filled in. What can: %(known)s.") % words
                )
            elif may_be_empty(data.get(field, "")):
                self.add_error(
                    field,
                    _(
                        "Posts without a pillar would have nothing here: write a word beside {pillar}."
                    ),
                )
        return data

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        own = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith(_WORD)
        }
        return {**own, "words": self._words()}

    def scheme(self) -> Scheme:
        """The scheme as it stands in a valid form."""
        data = self.cleaned_data
        return Scheme(
            data["source"], data["medium"], data["campaign"], data["usual_campaign"], self._words()
        )

    def _words(self) -> dict[str, str]:
        return {slug: self.cleaned_data[_WORD + slug].strip() for slug in self.networks}


def initial_of(scheme: Scheme, *, is_short: bool) -> dict[str, Any]:
    """The form's values for a scheme."""
    return {
        "source": scheme.source,
        "medium": scheme.medium,
        "campaign": scheme.campaign,
        "usual_campaign": scheme.usual_campaign,
        "is_short": is_short,
        **{_WORD + slug: word for slug, word in scheme.words.items()},
    }
