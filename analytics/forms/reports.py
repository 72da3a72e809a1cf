"""What people type about reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics import wording
from analytics.actions.reporting import USUAL_DAYS
from clients.models import Client, Contact
from people.models import Member


class MonthForm(forms.Form):
    """The month a report is made for."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), wording.month_name(month)) for month in months
        ]


class WordsForm(forms.Form):
    """The three blocks a person writes."""

    in_brief = forms.CharField(
        label=_("In brief"),
        help_text=_("Two or three sentences, the first the client reads."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    next_steps = forms.CharField(
        label=_("What we will do"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    needs = forms.CharField(
        label=_("What we need from you"),
        help_text=_(
            "One thing a line. The client’s open tasks are proposed when the report is made."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LinkForm(forms.Form):
    """For whom a link is, and for how long."""

    label = forms.CharField(
        label=_("For whom"),
        help_text=_("Only you see it: it tells the links apart."),
        max_length=80,
    )
    n_days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(14, _("14 days")), (60, _("60 days")), (365, _("one year"))],
        initial=USUAL_DAYS,
    )


class SendForm(forms.Form):
    """To whom of the client's people the report goes by e-mail: those who have an address."""

    contacts = forms.ModelMultipleChoiceField(
        label=pgettext_lazy("recipients", "To"),
        queryset=Contact.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args: Any, member: Member, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        theirs = Contact.objects.visible_to(member).filter(client=client).exclude(email="")
        field = self.fields["contacts"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = theirs
        field.label_from_instance = lambda contact: f"{contact.name} · {contact.email}"  # type: ignore[method-assign, assignment]
