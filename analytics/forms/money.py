"""What people type about costs, boosts and extras."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.forms.files import RowsForm
from analytics.forms.hours import SpanField
from analytics.instalments import Instalment
from analytics.words.budget import too_much_of_the_fee
from clients.models import Channel, Client
from clients.money_fields import amount_field, day_field
from clients.objectives import Objective
from clients.rate_card import RateCard, in_cents
from clients.work import Activity, Currency
from editorial.lifecycle import VoiceWay
from editorial.queries.naming import Offered
from people import cldr


class OfAPostForm(forms.Form):
    """An amount that may be for one post: of the latest, or the one whose page it was opened from."""

    post = forms.ChoiceField(
        label=_("For a post"),
        required=False,
        help_text=_("Then it stands on the post, and under the goal that the post serves."),
    )

    def __init__(self, *args: Any, posts: Sequence[Offered] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((each.key, _named(each)) for each in posts)]


def _named(post: Offered) -> str:
    words = post.words or gettext("Post without words")
    return f"{cldr.day(post.wall_at.date(), 'd MMM')}: {words}" if post.wall_at else words


class CostForm(OfAPostForm):
    """Something bought outside."""

    what = forms.CharField(label=_("What was bought"), max_length=120)
    supplier = forms.CharField(label=_("From whom"), max_length=120, required=False)
    on = day_field(_("Day"))
    amount = amount_field(_("Amount"), help_text=_("Without VAT."))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    is_passed_on = forms.BooleanField(
        label=_("The client pays it: it stands on the statement"), required=False, initial=True
    )
    proof = forms.URLField(
        label=_("Proof"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("The address of the invoice or receipt."),
    )
    field_order = ("what", "post")

    def clean_amount(self) -> Decimal:
        """Nothing is no cost."""
        amount: Decimal = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("A cost has an amount."))
        return amount


class BoostForm(OfAPostForm):
    """A boosted post or a campaign."""

    name = forms.CharField(label=_("Campaign or post"), max_length=200)
    channel = forms.ModelChoiceField(
        label=_("Channel"), queryset=Channel.objects.none(), required=False, empty_label="—"
    )
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    planned = amount_field(_("Planned"), required=False)
    spent = amount_field(
        _("Spent so far"), required=False, help_text=_("Empty: nobody looked yet.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    objective = forms.ChoiceField(
        label=_("What for"), choices=[("", "—"), *Objective.choices], required=False
    )
    n_results = forms.IntegerField(
        label=_("Paid results"),
        required=False,
        min_value=0,
        help_text=_("As the ads manager counts them. Never added to organic figures."),
    )
    field_order = ("name", "post")
    is_on_clients_card = forms.BooleanField(
        label=_("The client's own card pays it: it is not invoiced"), required=False, initial=True
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].queryset = Channel.objects.filter(client=client)  # type: ignore[attr-defined]


class BoostFileForm(RowsForm):
    """An export of an ads manager: a file, or its rows pasted."""

    mark = forms.ChoiceField(
        label=_("Decimal mark of the amounts"),
        required=False,
        choices=[("", _("as the file itself shows")), (",", "1.234,50"), (".", "1,234.50")],
    )

    def clean(self) -> dict[str, Any]:
        """The text of the file, which then stands in the field of the rows and is sent again with the form."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("file") is not None:
            data["rows"] = self.text
        if "file" not in self.errors and not (data.get("rows") or "").strip():
            self.add_error("rows", _("Choose a file or paste its rows."))
        return data


class ExtraForm(forms.Form):
    """Work beyond the contract."""

    what = forms.CharField(
        label=_("What"),
        max_length=200,
        help_text=_("The client reads it: a third round, a video more."),
    )
    minutes = SpanField(label=_("Hours it takes"), is_over_days=True)
    price = amount_field(
        _("Price"),
        help_text=_("Without VAT. Empty: the hours at the rate of what they are for."),
        required=False,
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    field_order = ("what", "activity", "minutes", "price", "currency")

    def __init__(self, data: Any = None, *, card: RateCard, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.card = card
        self.fields["activity"] = activity_field(
            _("What the hours are for"), card, currency, without=_("Not said")
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Without a price, the hours at the rate of what they are for, if there is one in the extra's currency."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors or said["price"] is not None:
            return said
        rate = self.card.of(said["activity"])
        if rate is None:
            self.add_error("price", _no_rate_words(said["activity"]))
        elif rate[1] != said["currency"]:
            words = {"theirs": rate[1], "ours": said["currency"]}
            self.add_error(
                "price",
                gettext(
                    "The rate of an hour is in %(theirs)s and this extra in %(ours)s: write the price."
                )
                % words,
            )
        else:
            said["price"] = in_cents(Fraction(rate[0]) * said["minutes"] / 60)
        return said


def _no_rate_words(activity: str) -> str:
    if not activity:
        return gettext("No rate is set yet: write the price.")
    words = {"activity": Activity(activity).label}
    return gettext("No rate is set for %(activity)s: write the price.") % words


def activity_field(
    label: Any, card: RateCard, currency: str, *, without: str | Promise
) -> forms.ChoiceField:
    """What hours are for, each with the price of one where it has one in this currency."""

    def named(name: str, words: str | Promise) -> tuple[str, str]:
        hourly = card.hourly(name, currency)
        return name, f"{words} · {cldr.money(hourly, currency)}" if hourly else str(words)

    choices = [("", str(without)), *(named(each.value, each.label) for each in Activity)]
    return forms.ChoiceField(label=label, choices=choices, required=False)


def has_a_rate(activity: str, card: RateCard, currency: str) -> str:
    """The activity as it was said. Raises ValidationError where an hour of it has no price in this currency."""
    if activity and card.hourly(activity, currency) is None:
        words = {"activity": Activity(activity).label, "currency": currency}
        raise forms.ValidationError(
            gettext("No rate in %(currency)s is set for %(activity)s.") % words
        )
    return activity


class InstalmentForm(forms.Form):
    """How much of a flat fee a statement takes; nothing is asked of a fee every month (`part` None)."""

    def __init__(self, data: Any = None, *, part: Instalment | None, currency: str) -> None:
        super().__init__(data)
        self.part, self.currency = part, currency
        if part is not None and part.left:
            self.fields["fee"] = amount_field(
                _("How much of the fee"), required=False, initial=part.proposed
            )

    def clean_fee(self) -> Decimal | None:
        """Empty is the share that was proposed; more than is left cannot be."""
        fee: Decimal | None = self.cleaned_data["fee"]
        if fee is not None and self.part is not None and fee > self.part.left:
            raise forms.ValidationError(too_much_of_the_fee(self.part, self.currency))
        return fee

    @property
    def fee(self) -> Decimal | None:
        """What was said, or what is proposed; None where the fee has no parts."""
        if self.part is None:
            return None
        said: Decimal | None = self.cleaned_data.get("fee") if self.is_bound else None
        return self.part.proposed if said is None else said


class WhatIfForm(forms.Form):
    """What would be more, or with a minus less, in the period."""

    posts = forms.IntegerField(
        label=_("More posts"), required=False, min_value=-1000, max_value=1000
    )
    more = forms.DecimalField(
        label=_("More hours"),
        required=False,
        min_value=-1000,
        max_value=1000,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )

    def __init__(
        self, data: Any = None, *, per_piece: Fraction | None, card: RateCard, currency: str
    ) -> None:
        super().__init__(data, auto_id="if_%s")
        self.per_piece, self.card, self.currency = per_piece, card, currency
        if not card.is_flat(currency):
            self.fields["activity"] = activity_field(
                _("What the hours are for"), card, currency, without=_("As so far")
            )

    def clean_activity(self) -> str:
        """Hours without a price would look like hours that cost nothing."""
        return has_a_rate(self.cleaned_data["activity"], self.card, self.currency)

    def clean_posts(self) -> int | None:
        """Posts have hours only where the months before say what one takes."""
        posts: int | None = self.cleaned_data["posts"]
        if posts and self.per_piece is None:
            raise forms.ValidationError(
                _("What a post takes is not known yet: write the hours instead.")
            )
        return posts

    @property
    def hourly(self) -> Fraction | None:
        """What one of the hours costs, where it is said what they are for."""
        activity = self.cleaned_data.get("activity")
        found = self.card.hourly(activity, self.currency) if activity else None
        return None if found is None else Fraction(found)

    @property
    def minutes(self) -> int:
        """The hours, as minutes."""
        return int((self.cleaned_data["more"] or 0) * 60)


class VoiceForm(forms.Form):
    """What the client said of an extra, by voice."""

    who = forms.CharField(label=_("Who said it"), max_length=120)
    how = forms.ChoiceField(label=_("How"), choices=VoiceWay.choices)
