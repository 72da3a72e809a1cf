"""What people type about a contract, rates and the data of invoices."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients import fiscal
from clients.models import Contract, FiscalData, Rate
from clients.money_fields import amount_field, day_field
from clients.work import Activity, Basis, Currency, Piece

_PIECE = "piece_"
_RATE = "rate_"


class ContractForm(forms.Form):
    """Terms over some months; only the fee and the first day are asked for."""

    basis = forms.ChoiceField(label=_("How the client pays"), choices=Basis.choices)
    fee = amount_field(_("Fee"), help_text=_("Without VAT: for a month, or for the whole."))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    starts_on = day_field(_("First day"))
    ends_on = day_field(
        _("Last day"),
        required=False,
        help_text=_("Empty: until somebody ends it. One fee for the whole needs it."),
    )
    hours = amount_field(
        _("Hours included"),
        required=False,
        help_text=_("In a month, or in the whole. Empty: hours are noted but not counted down."),
    )
    rounds = forms.IntegerField(
        label=_("Rounds of changes included"),
        required=False,
        min_value=0,
        max_value=50,
        help_text=_("For each post. One more round is an extra that can be offered."),
    )
    ad_spend = amount_field(
        _("For ads"),
        required=False,
        help_text=_("What may be spent on boosted posts and ads, beside the fee."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = (
        "basis", "fee", "currency", "starts_on", "ends_on", "hours",
        *(_PIECE + piece for piece in Piece.values), "rounds", "ad_spend", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, contract: Contract | None = None, **kwargs: Any) -> None:
        if contract is not None:
            pieces = {_PIECE + piece: n for piece, n in contract.quotas.items()}
            own = {name: getattr(contract, name) for name in self.base_fields}
            kwargs["initial"] = {**own, **pieces}
        super().__init__(*args, **kwargs)
        for piece in Piece:
            self.fields[_PIECE + piece.value] = forms.IntegerField(
                label=piece.label, required=False, min_value=0, max_value=1000
            )
        self.order_fields(self.field_order)

    def clean_hours(self) -> Decimal | None:
        """Zero hours are no hours."""
        return self.cleaned_data["hours"] or None

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        pieces = {
            piece.value: n for piece in Piece if (n := self.cleaned_data[_PIECE + piece.value])
        }
        own = {name: self.cleaned_data[name] for name in self.base_fields}
        return {**own, "quotas": pieces}


class RatesForm(forms.Form):
    """What an hour costs: one amount for all activities, and those that cost something else."""

    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)

    def __init__(self, data: Any = None, *, rates: list[Rate], **kwargs: Any) -> None:
        known = {rate.activity: rate for rate in rates}
        initial: dict[str, Any] = {_RATE + name: rate.amount for name, rate in known.items()}
        if rates:
            initial["currency"] = rates[0].currency
        super().__init__(data, initial=initial, **kwargs)
        self.fields[_RATE] = amount_field(_("An hour, if not said otherwise"), required=False)
        for activity in Activity:
            self.fields[_RATE + activity.value] = amount_field(activity.label, required=False)

    def amounts(self) -> dict[str, Decimal | None]:
        """By activity, "" for all others; zero is none."""
        return {name: self.cleaned_data[_RATE + name] or None for name in ["", *Activity.values]}


class FiscalForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the invoice needs; each number is checked as far as it can be without the register."""

    class Meta:
        model = FiscalData
        fields = (
            "legal_name", "address", "vat_number", "tax_code", "recipient_code", "pec", "cig", "cup",
            "is_split_payment", "purchase_order",
        )  # fmt: skip
        widgets = {"address": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in _FISCAL_WORDS.items():
            field = self.fields[name]
            field.label, field.help_text = str(label), str(help_text)
            # Typed with spaces, dots or IT before it: tidied afterwards.
            if name in _CODES:
                field.max_length = 30  # type: ignore[attr-defined]
                field.validators = []
                field.widget.attrs.pop("maxlength", None)
                field.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        """Tidies the codes and says which cannot be right."""
        data: dict[str, Any] = super().clean() or {}
        for name, (is_right, wrong) in _CODES.items():
            data[name] = fiscal.tidy(data.get(name) or "")
            if data[name] and not is_right(data[name]):
                self.add_error(name, str(wrong))
        if data.get("is_split_payment") and not (data.get("recipient_code") or data.get("pec")):
            self.add_error(
                "recipient_code",
                _("Split payment is for public bodies, which receive invoices by their code."),
            )
        return data


_FISCAL_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "legal_name": (_("Name on the invoice"), ""),
    "address": (_("Address"), ""),
    "vat_number": (_("VAT number (P. IVA)"), ""),
    "tax_code": (_("Tax code (codice fiscale)"), _("Of a person or an organisation.")),
    "recipient_code": (
        _("Recipient code (codice destinatario)"),
        _("Seven characters; six for a public office. Without one, the PEC is enough."),
    ),
    "pec": (_("Certified e-mail (PEC)"), ""),
    "cig": ("CIG", _("Of the tender, where there is one.")),
    "cup": ("CUP", _("Of the public project, where there is one.")),
    "is_split_payment": (
        _("Split payment"),
        _("A public body pays the VAT itself: the invoice says so."),
    ),
    "purchase_order": (_("Purchase order"), _("The client's own number for this work.")),
}
_CODES: dict[str, tuple[Callable[[str], bool], str | Promise]] = {
    "vat_number": (
        fiscal.is_vat_number,
        _("The check digit does not fit: look at the eleven digits again."),
    ),
    "tax_code": (
        fiscal.is_tax_code,
        _("This is no tax code: its last character does not follow from the others."),
    ),
    "recipient_code": (
        fiscal.is_recipient_code,
        _("The recipient code has seven characters, six for a public office."),
    ),
    "cig": (fiscal.is_cig, _("A CIG has ten characters.")),
    "cup": (fiscal.is_cup, _("A CUP has fifteen characters and begins with a letter.")),
}
