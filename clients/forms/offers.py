"""What is asked about an offer, and about the answer to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clients.models import Contact, Offer
from clients.work import Basis, Piece

_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OfferForm(forms.ModelForm):  # type: ignore[type-arg]
    """What we would do, how much of it, for how much, and until when the offer stands."""

    class Meta:
        model = Offer
        fields = (
            "words", "price", "currency", "basis", "hours", "rounds", "ad_spend", "starts_on", "ends_on", "valid_until",
        )  # fmt: skip
        labels = {"valid_until": _("Valid until")}
        widgets = {"starts_on": _DATE, "ends_on": _DATE, "valid_until": _DATE}

    field_order = (
        "words", "price", "currency", "basis", *Piece.values, "rounds", "hours", "ad_spend", "starts_on", "ends_on", "valid_until",
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["words"].widget.attrs["rows"] = 5
        for piece in Piece:
            self.fields[piece.value] = forms.IntegerField(
                label=piece.label,
                required=False,
                min_value=0,
                max_value=1000,
                initial=self.instance.quotas.get(piece.value),
            )
        self.order_fields(self.field_order)

    def clean_valid_until(self) -> date:
        """An offer whose day is over could never be sent."""
        day: date = self.cleaned_data["valid_until"]
        if day < self.today:
            raise forms.ValidationError(_("That day is over."))
        return day

    def clean(self) -> dict[str, Any]:
        """The quotas that are said are kept together."""
        data = super().clean() or {}
        self.instance.quotas = {name: data[name] for name in Piece.values if data.get(name)}
        if (
            data.get("basis") == Basis.FLAT
            and not data.get("ends_on")
            and "ends_on" not in self.errors
        ):
            # Its contract would not be made: said now, not when the client has said yes.
            self.add_error(
                "ends_on", _("One fee for the whole needs the days it is for: write the last day.")
            )
        return data


class SendForm(forms.Form):
    """To whom the offer is sent."""

    contacts = forms.ModelMultipleChoiceField(
        label=_("By e-mail to"),
        queryset=Contact.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody ticked: it was told in person, and is only marked as sent."),
    )

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contacts"]
        field.queryset = contacts  # type: ignore[attr-defined]
        # Asked for once, however many offers are drafts.
        field.choices = [(each.pk, str(each)) for each in contacts]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """The client's answer, heard by a colleague."""

    who = forms.CharField(
        label=_("Who said it, and how"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("Carla, by phone")}),
    )
