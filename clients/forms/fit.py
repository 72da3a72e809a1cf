"""What people type about a network for a client: three questions, seven scores, the decision; and the weights."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.fit import BEST, CRITERIA, FIRST_QUESTIONS, MOST_WEIGHT, NAMES, Decision
from clients.models import FitAssessment

_SCORES = [(str(n), str(n)) for n in range(BEST + 1)]


class QuestionsForm(forms.Form):
    """The three questions that come first; their answers propose the seven scores."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, prefix="ask", **kwargs)
        for each in FIRST_QUESTIONS:
            self.fields[each.name] = forms.TypedChoiceField(
                label=str(each.asks),
                choices=[(str(n), answer) for n, answer in enumerate(each.answers)],
                coerce=int,
                initial="1",
                widget=forms.RadioSelect,
            )


class FitForm(forms.Form):
    """The seven scores with what they rest on, and the decision."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One or two sentences that the client may read; they stand under the scores."),
    )
    hours = forms.DecimalField(
        label=_("Hours a month"),
        max_digits=5,
        decimal_places=1,
        min_value=0,
        max_value=744,
        localize=True,
        required=False,
        help_text=_("What the channel takes, all together; set against the hours of the contract."),
    )
    review_on = forms.DateField(
        label=_("Look again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("From that day it stands on Today and on the overview."),
    )

    def __init__(
        self, *args: Any, assessment: FitAssessment | None, proposal: dict[str, Any], **kwargs: Any
    ) -> None:
        kwargs["initial"] = _initial(assessment) | proposal
        super().__init__(*args, **kwargs)
        for each in CRITERIA:
            self.fields[each.name] = forms.TypedChoiceField(
                label=str(each.label),
                help_text=str(each.asks),
                choices=_SCORES,
                coerce=int,
                widget=forms.RadioSelect,
            )
            self.fields[f"why_{each.name}"] = forms.CharField(
                label=_("Rests on"), max_length=300, required=False
            )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The score and what it rests on, by criterion."""
        return [(self[each.name], self[f"why_{each.name}"]) for each in CRITERIA]

    def scores(self) -> dict[str, int]:
        """What was given, by criterion."""
        return {name: self.cleaned_data[name] for name in NAMES}

    def evidence(self) -> dict[str, str]:
        """What the scores rest on."""
        return {name: self.cleaned_data[f"why_{name}"] for name in NAMES}


def _initial(assessment: FitAssessment | None) -> dict[str, Any]:
    if assessment is None:
        return {}
    own = {name: getattr(assessment, name) for name in ("decision", "reason", "hours", "review_on")}
    reasons = {f"why_{name}": text for name, text in assessment.evidence.items()}
    return own | assessment.scores | reasons


class WeightsForm(forms.Form):
    """How much each of the seven matters to the client."""

    def __init__(
        self, *args: Any, weights: dict[str, int], agreed_with: str, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**weights, "agreed_with": agreed_with}
        super().__init__(*args, **kwargs)
        for each in CRITERIA:
            self.fields[each.name] = forms.IntegerField(
                label=str(each.label),
                min_value=0,
                max_value=MOST_WEIGHT,
                help_text=str(each.asks),
            )
        self.fields["agreed_with"] = forms.CharField(
            label=_("Agreed with"), max_length=120, required=False, help_text=_("Who said so.")
        )

    def clean(self) -> dict[str, Any]:
        """One of them counts."""
        data = super().clean() or {}
        if all(name in data for name in NAMES) and not any(data[name] for name in NAMES):
            raise forms.ValidationError(_("All weights are zero: at least one has to count."))
        return data

    def weights(self) -> dict[str, int]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in NAMES}


class SheetForm(forms.Form):
    """How a network behaves now, in the agency's own words."""

    text = forms.CharField(
        label=_("How it behaves now"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "What it shows more, what it no longer does, formats, hours, habits of people."
        ),
    )
