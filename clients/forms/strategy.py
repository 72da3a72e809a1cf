"""What people type about the brief: its parts, the answers of the interview, and who approved it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clients.actions.strategy import PARTS
from clients.interview import (
    QUESTIONS,
    SOCIAL_ONLY,
    Question,
    aims_of,
    asked_of,
    kept_beside,
    lines_of,
)
from clients.models import Brief, Client, Contact, ContactPart, Interview
from clients.models.strategy import LINE
from clients.objectives import Objective
from clients.queries.briefs import SWOT, objective_names

# A list longer than this is no list of what matters.
MOST_LINES = 12


class LinesField(forms.CharField):
    """A short list, one thought a line."""

    def __init__(self, *, most: int = MOST_LINES, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(required=False, max_length=most * (LINE + 2), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A list as the lines people see."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The lines, refused when there are too many or one is a paragraph."""
        lines = lines_of(str(super().clean(value) or ""))
        if len(lines) > self.most:
            words = ngettext(
                "%(n)s line at most: keep what matters.",
                "%(n)s lines at most: keep what matters.",
                self.most,
            )
            raise forms.ValidationError(words % {"n": self.most})
        for line in lines:
            if len(line) > LINE:
                raise forms.ValidationError(
                    _("This line is too long, %(n)s characters are the most: %(line)s…")
                    % {"n": LINE, "line": line[:60]}
                )
        return lines


def _text(label: Any, rows: int, most: int, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=most, widget=area, help_text=help_text
    )


class BriefForm(forms.Form):
    """The parts of a brief; all may be empty. `based_on` is the version that the writer had before them."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    objectives = forms.MultipleChoiceField(
        label=_("Objectives"),
        choices=Objective.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Goals and the choice of channels begin from these."),
    )
    sector = _text(_("Sector"), 2, 1000, _("What they do and for whom, in their own words."))
    field = _text(_("The field"), 4, 4000, _("Seasons, habits, whom people look at before, what changed lately."))  # fmt: skip
    strengths = LinesField(label=SWOT[0][1], help_text=_("One line each."))
    weaknesses = LinesField(label=SWOT[1][1], help_text=_("One line each."))
    opportunities = LinesField(label=SWOT[2][1], help_text=_("One line each."))
    threats = LinesField(label=SWOT[3][1], help_text=_("One line each."))
    positioning = _text(_("Positioning"), 2, 2000, _("Why them and not others, in one sentence."))
    purpose = _text(
        _("What social networks are for"),
        3,
        4000,
        _("What they do that site, newsletter, events and press do not."),
    )
    is_social_only = forms.BooleanField(
        label=_("Social networks only, by choice"),
        required=False,
        help_text=_("There is nothing else, and nobody is reminded of it."),
    )
    why = forms.CharField(
        label=_("Why it changed"),
        max_length=300,
        required=False,
        help_text=_("Stands beside the version: the call in which it was decided, what happened."),
    )

    def __init__(self, *args: Any, brief: Brief | None, **kwargs: Any) -> None:
        initial = {name: getattr(brief, name) for name in PARTS} if brief else {}
        initial["based_on"] = brief.number if brief else 0
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        if brief is None:
            del self.fields["why"]

    def parts(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in PARTS}


class InterviewForm(forms.Form):
    """The twelve questions, as one asks a client of the kind. Nothing is refused while one answers: what is too long for the brief is said at the end."""

    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        kind: str,
        interview: Interview | None,
        brief: Brief | None = None,
        **kwargs: Any,
    ) -> None:
        answers = dict(interview.answers) if interview else {}
        kwargs["initial"] = {
            **answers,
            "edit_number": interview.edit_number if interview else 0,
            "based_on": brief.number if brief else 0,
        }
        super().__init__(*args, **kwargs)
        for number, question in enumerate(QUESTIONS, 1):
            self.fields[question.name] = _asked(kind, question, number)
            if question.name == "elsewhere":
                self.fields[SOCIAL_ONLY] = forms.BooleanField(
                    label=_("Nowhere else, by choice"), required=False
                )

        self.stand_beside(brief, answers)

    def stand_beside(self, brief: Brief | None, answers: Mapping[str, Any]) -> None:
        """Below each question what the brief says now, where it is not what was answered."""
        says = {name: getattr(brief, name) for name in PARTS} if brief else {}
        for question in QUESTIONS:
            beside = kept_beside(question, answers, says)
            told = _in_the_brief(question, beside) if beside else ""
            # A bound form has made its field already, with the help it had then.
            self.fields[question.name].help_text = self[question.name].help_text = told

    def answers(self) -> dict[str, Any]:
        """Those that were given, by the names of the questions."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("edit_number", "based_on") and value
        }


def _in_the_brief(question: Question, words: Any) -> str:
    """What stands in the brief now, where the answer is another: it stays unless the answer is changed here."""
    if question.shape == "objectives":
        words = ", ".join(objective_names(words))
    elif question.shape == "lines":
        words = " · ".join(words)
    told = _("The brief says now, and keeps it unless you change this answer: %(words)s")
    return escape(told % {"words": words})


def _asked(kind: str, question: Question, number: int) -> forms.Field:
    asked = asked_of(kind, question)
    label = f"{number}. {asked.asks}"
    if question.shape == "objectives":
        return forms.MultipleChoiceField(
            label=label,
            choices=aims_of(kind),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    rows = 3 if question.shape == "lines" else 2
    area = forms.Textarea(attrs={"rows": rows, "placeholder": asked.example})
    return forms.CharField(label=label, required=False, max_length=4000, widget=area)


class BriefApprovalForm(forms.Form):
    """Who of the client approved a version by voice, and when."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    contact = forms.ModelChoiceField(
        label=_("Who said so"), queryset=Contact.objects.none(), empty_label=_("Choose somebody")
    )
    approved_on = forms.DateField(
        label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = client.contacts.filter(  # type: ignore[attr-defined]
            part=ContactPart.APPROVER
        )
