"""What people type about profiles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clients.models import Contact, Owner, ProfileVersion
from networks.bios import BIOS

_TEXTS = ("bio", "link", "picture", "cover", "pinned", "hours", "category", "why")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _line(label: Any, most: int = 300, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=help_text)


class VersionForm(forms.Form):
    """What a profile should say."""

    bio = forms.CharField(
        label=gettext_lazy("Bio"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    link = forms.URLField(
        label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https"
    )
    picture = _line(gettext_lazy("Picture"), help_text=gettext_lazy("Which one, where it lies."))
    cover = _line(gettext_lazy("Cover"))
    pinned = _line(gettext_lazy("Pinned post"), 500)
    hours = _line(gettext_lazy("Opening hours"))
    category = _line(gettext_lazy("Category"), 120)
    why = _line(gettext_lazy("Why it changes"))

    def __init__(
        self,
        data: Any = None,
        *,
        network: str,
        version: ProfileVersion | None,
        **kwargs: Any,
    ) -> None:
        initial = {name: getattr(version, name) for name in _TEXTS if version and name != "why"}
        super().__init__(data, initial=initial, **kwargs)
        if network in BIOS:
            most = BIOS[network][0]
            self.fields["bio"].help_text = _("Up to %(n)s characters here.") % {"n": most}


class ApproveForm(forms.Form):
    """Who said yes to which version, and when."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Who said yes"), queryset=Contact.objects.none(), empty_label=None
    )
    on = _day(gettext_lazy("Day"))

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = contacts


class CareForm(forms.Form):
    """Whose account it is, when it is looked at again."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Whose account it is"),
        required=False,
        choices=[("", gettext_lazy("Not known yet")), *Owner.choices],
    )
    owner_note = _line(gettext_lazy("Who exactly, since when"))
    review_on = _day(gettext_lazy("Look at the profile again on"), required=False)


class SleepForm(forms.Form):
    """Why a channel sleeps, until when, what its followers are told."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    until = _day(
        pgettext_lazy("day", "Until"),
        required=False,
        help_text=gettext_lazy("Empty: until somebody wakes it."),
    )
    followers = _line(
        gettext_lazy("What its followers are told"),
        help_text=gettext_lazy("The last post there: where to go, and when somebody is back."),
    )


class ChangeForm(forms.Form):
    """Something that changes on a day."""

    what = forms.CharField(
        label=gettext_lazy("What changes"),
        max_length=200,
        help_text=gettext_lazy("The hours of August, the cover of Christmas."),
    )
    on = _day(gettext_lazy("Day"))
