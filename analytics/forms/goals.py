"""What people type about goals and about the client's own figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from analytics import wording
from analytics.decimals import decimal_in
from analytics.declared_csv import period_of
from analytics.forms.files import RowsForm
from analytics.words import goals as goal_words
from clients.actions.goals import SourceFacts, Wanted
from clients.goal_measures import OF_METRICS, OF_SOURCES
from clients.models import Channel, Counting, FigureSource, Goal, Rhythm
from clients.objectives import Objective
from editorial.models import Asset
from people.models import Member
from people.templatetags.ui import network_name

_DAY = {"type": "date"}


def _day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"), **kwargs)


class NumberField(forms.CharField):
    """A number as people write it, 1234 or 1234,5; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """The number. Refuses in words what may mean two things."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return decimal_in(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        """As it would be typed: no decimals where there are none, and no mark that parts thousands."""
        if not isinstance(value, Decimal):
            return value
        whole = value.to_integral_value()
        typed = str(int(whole)) if value == whole else str(value)
        return typed.replace(".", ",") if get_language() == "it" else typed


class GoalForm(forms.Form):
    """A goal: what for, what proves it, from where to where, by when."""

    title = forms.CharField(
        label=gettext_lazy("Goal"),
        max_length=120,
        help_text=gettext_lazy("As you would say it to the client: “Visits booked a month”."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("What it changes for the client; stands beside the goal."),
    )
    objective = forms.ChoiceField(label=gettext_lazy("Objective"), choices=Objective.choices)
    measure = forms.ChoiceField(label=gettext_lazy("What proves it"))
    baseline = NumberField(
        label=gettext_lazy("Baseline"),
        help_text=gettext_lazy("Where you start from; 0 is a number too."),
    )
    target = NumberField(label=gettext_lazy("Target"))
    from_on = _day_field(label=pgettext_lazy("day", "From"))
    to_on = _day_field(label=pgettext_lazy("day", "To"))
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None ticked means all of them."),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who looks after it"), required=False)

    def __init__(
        self,
        *args: Any,
        sources: Sequence[FigureSource],
        channels: Sequence[Channel],
        members: Sequence[Member],
        goal: Goal | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**_of_goal(goal), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.sources = {str(source.public_id): source for source in sources}
        self.all_channels = {str(channel.public_id): channel for channel in channels}
        self.members = {str(member.pk): member for member in members}
        _choose(self, "measure", [("", _("Choose")), *_measures(sources)])
        _choose(
            self,
            "channels",
            [
                (key, f"{network_name(channel.network)} {channel.handle}")
                for key, channel in self.all_channels.items()
            ],
        )
        nobody = ("", _("Nobody in particular"))
        _choose(self, "owner", [nobody, *((key, str(each)) for key, each in self.members.items())])
        if not channels:
            del self.fields["channels"]

    @property
    def wanted(self) -> Wanted:
        """What the form says; call it only on a valid form."""
        data = self.cleaned_data
        reckoning, _colon, what = data["measure"].partition(":")
        return Wanted(
            title=data["title"],
            why=data["why"],
            objective=data["objective"],
            reckoning=reckoning,
            metric="" if what in self.sources else what,
            source=self.sources.get(what),
            baseline=data["baseline"],
            target=data["target"],
            from_on=data["from_on"],
            to_on=data["to_on"],
            channels=[self.all_channels[key] for key in data.get("channels", ())],
            owner=self.members.get(data["owner"]),
        )


def _choose(form: forms.Form, name: str, choices: Sequence[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
    field.choices = list(choices)


def _measures(sources: Sequence[FigureSource]) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that may prove a goal, the client's own figures first."""
    own = [
        (f"{how}:{source.public_id}", f"{source.name}: {goal_words.measure(how, source.unit)}")
        for source in sources
        for how in OF_SOURCES[source.counting]
    ]
    measured = [
        (f"{how}:{metric}", goal_words.measure(how, str(wording.metric_name(metric))))
        for metric, ways in OF_METRICS.items()
        for how in ways
    ]
    groups = [(_("External figures, declared"), own)] if own else []
    return [*groups, (_("Measured by us"), measured)]


def _of_goal(goal: Goal | None) -> dict[str, Any]:
    if goal is None:
        return {}
    what = goal.source.public_id if goal.source else goal.metric
    return {
        "title": goal.title,
        "why": goal.why,
        "objective": goal.objective,
        "measure": f"{goal.reckoning}:{what}",
        "baseline": goal.baseline,
        "target": goal.target,
        "from_on": goal.from_on,
        "to_on": goal.to_on,
        "channels": [str(channel.public_id) for channel in goal.channels.all()],
        "owner": str(goal.owner_id or ""),
    }


class ResultForm(forms.Form):
    """What came of a goal."""

    result = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Two or three sentences: what worked, what we would do again."),
    )


class SourceForm(forms.Form):
    """A source of the client's own figures."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Bookings form, till, ticket office, streams…"),
    )
    unit = forms.CharField(
        label=gettext_lazy("What is counted"),
        max_length=40,
        help_text=gettext_lazy("In the plural: visits, orders, tickets."),
    )
    declared_by = forms.CharField(
        label=gettext_lazy("Who declares it"),
        max_length=80,
        help_text=gettext_lazy("Stands beside the figure wherever it is shown."),
    )
    counting = forms.ChoiceField(
        label=gettext_lazy("A value says"), choices=Counting.choices, initial=Counting.PERIOD
    )
    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Rhythm.choices, initial=Rhythm.MONTHLY
    )
    filled_by = forms.CharField(
        label=gettext_lazy("Who fills it in, and when"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Luca, on the 1st of the month"),
    )
    asked_of_client = forms.BooleanField(
        label=gettext_lazy("Asked of the client"),
        required=False,
        help_text=gettext_lazy("Whoever approves there finds a form for it behind their link."),
    )

    @property
    def facts(self) -> SourceFacts:
        """What the form says."""
        return SourceFacts(**self.cleaned_data)


class DeclareForm(forms.Form):
    """One figure of a source: of which days, how many, and what proves it."""

    on = _day_field(
        label=gettext_lazy("Of which day"),
    )
    value = NumberField(label=gettext_lazy("How many"))
    proof_link = forms.URLField(
        label=gettext_lazy("Link that proves it"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    note = forms.CharField(
        label=gettext_lazy("Where it was read"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The till, page 3 of the register…"),
    )
    proof_file = forms.ChoiceField(label=gettext_lazy("Or a file of the library"), required=False)

    def __init__(
        self,
        *args: Any,
        source: FigureSource,
        files: Sequence[Asset],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.source, self.today = source, today
        self.assets = {str(asset.public_id): asset for asset in files}
        self.fields["value"].label = _("How many %(unit)s") % {"unit": source.unit}
        self.fields["on"].help_text = (
            str(_HELP.get(source.rhythm, "")) if source.counting == Counting.PERIOD else ""
        )
        _choose(
            self, "proof_file", [("", _("None")), *((k, str(a)) for k, a in self.assets.items())]
        )
        if not files:
            del self.fields["proof_file"]

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return on

    @property
    def period(self) -> tuple[date, date]:
        """The days the figure tells of."""
        return period_of(
            self.cleaned_data["on"],
            rhythm=self.source.rhythm,
            counting=self.source.counting,
            today=self.today,
        )

    @property
    def file(self) -> Asset | None:
        """The file that proves it."""
        return self.assets.get(self.cleaned_data.get("proof_file", ""))


_HELP: dict[str, str | Promise] = {
    Rhythm.MONTHLY: gettext_lazy("Any day of the month it tells of."),
    Rhythm.WEEKLY: gettext_lazy("Any day of the week it tells of, Monday to Sunday."),
}


class DeclaredFileForm(RowsForm):
    """A file of a source's figures, or its rows pasted."""

    mark = forms.ChoiceField(
        label=gettext_lazy("Decimals are parted by"),
        required=False,
        choices=[
            ("", gettext_lazy("as the file shows it")),
            (",", gettext_lazy("a comma: 1.234,5")),
            (".", gettext_lazy("a point: 1,234.5")),
        ],
    )
