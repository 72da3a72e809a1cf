"""What people type in a meeting: a point, a decision, a task, the notes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clients.meetings import Side
from clients.models import Client, Contact
from clients.models.meetings import MOST_NOTES
from clients.queries.team import who_may
from people.models import Member
from people.queries.absences import name_and_absence, with_absence
from people.roles import Capability


class PointForm(forms.Form):
    """One more point of the agenda."""

    text = forms.CharField(label=gettext_lazy("Point"), max_length=300)


class DecisionForm(forms.Form):
    """What was decided."""

    text = forms.CharField(label=gettext_lazy("What is decided"), max_length=500)
    is_of_strategy = forms.BooleanField(
        label=gettext_lazy("It changes the strategy"),
        required=False,
        help_text=gettext_lazy("Then it also stands in the history of the brief."),
    )


class TaskForm(forms.Form):
    """Who does what by when. Whose it is and who does it are one choice."""

    text = forms.CharField(label=gettext_lazy("What is to be done"), max_length=300)
    who = forms.ChoiceField(label=gettext_lazy("Who"))
    due_on = forms.DateField(
        label=pgettext_lazy("task", "By"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, client: Client, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.members = {
            str(each.public_id): each
            for each in with_absence(who_may(Capability.VIEW_CLIENT, client=client), today)
        }
        self.contacts = {str(each.public_id): each for each in client.contacts.all()}
        ours = [(key, name_and_absence(each, today)) for key, each in self.members.items()]
        theirs = [(key, str(each)) for key, each in self.contacts.items()]
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [
            (str(Side.OURS.label), [(Side.OURS.value, _("one of us")), *ours]),
            (client.name, [(Side.THEIRS.value, _("one of theirs")), *theirs]),
        ]

    def clean_due_on(self) -> date | None:
        """A day that is not over."""
        day: date | None = self.cleaned_data["due_on"]
        if day is not None and day < self.today:
            raise forms.ValidationError(_("That day is over: choose today or a later one."))
        return day

    @property
    def side(self) -> Side:
        """Whose it is."""
        who = self.cleaned_data["who"]
        return Side.THEIRS if who in self.contacts or who == Side.THEIRS else Side.OURS

    @property
    def member(self) -> Member | None:
        """Which of us, if somebody is named."""
        return self.members.get(self.cleaned_data["who"])

    @property
    def contact(self) -> Contact | None:
        """Which of theirs, if somebody is named."""
        return self.contacts.get(self.cleaned_data["who"])


class NotesForm(forms.Form):
    """The notes and who takes part; saved while one types."""

    people = forms.CharField(label=gettext_lazy("Who takes part"), max_length=300, required=False)
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        max_length=MOST_NOTES,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    edit_number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
