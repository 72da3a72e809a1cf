"""What people type about an audience: who they are, and rows of where they are and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions.audiences import When
from clients.forms.strategy import LinesField
from clients.models import Audience, Habit
from networks.known import KNOWN
from people.models import Weekday

WORKING, WEEKEND = (0, 1, 2, 3, 4), (5, 6)
# So many rows are offered beyond those that are filled.
SPARE_ROWS = 2
MOST_ROWS = 20


def days_label(weekdays: Sequence[int]) -> str:
    """Some days of the week in words: every day, Monday to Friday, Saturday and Sunday, or by name."""
    days = tuple(sorted(weekdays))
    if not days or len(days) == len(Weekday):
        return _("every day")
    if days == WORKING:
        return _("Monday to Friday")
    if days == WEEKEND:
        return _("Saturday and Sunday")
    return ", ".join(str(Weekday(day).label) for day in days)


def _key(weekdays: Sequence[int]) -> str:
    return "".join(str(day) for day in sorted(weekdays))


class AudienceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who they are."""

    phrases = LinesField(
        label=gettext_lazy("How they speak"),
        most=30,
        help_text=gettext_lazy("Their own words, one line each, as you heard or read them."),
    )

    class Meta:
        model = Audience
        fields = (
            "name",
            "who",
            "needs",
            "place",
            "size",
            "season",
            "source",
            "phrases",
            "is_default",
        )
        labels = {
            "name": gettext_lazy("What we call them"),
            "who": gettext_lazy("Who they are"),
            "needs": gettext_lazy("What they need"),
            "place": gettext_lazy("Where they live or come from"),
            "size": gettext_lazy("How many people"),
            "season": gettext_lazy("Season"),
            "source": gettext_lazy("Where the figures come from"),
            "is_default": gettext_lazy("New posts are for them"),
        }
        help_texts = {
            "who": gettext_lazy("Age, work, habits: as you would tell a colleague."),
            "place": gettext_lazy("The catchment area, such as Valdoppia and an hour around it."),
            "season": gettext_lazy("When they are there or care, such as April to October."),
            "source": gettext_lazy("Asked for where there is a number: who counted, and when."),
            "is_default": gettext_lazy("Unless somebody chooses another audience for a post."),
        }
        widgets = {
            "who": forms.Textarea(attrs={"rows": 2}),
            "needs": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self) -> dict[str, Any]:
        """A number needs its source."""
        data = super().clean() or {}
        if data.get("size") is not None and not data.get("source"):
            self.add_error("source", _("Say where this number comes from, or leave it out."))
        return data


class HabitForm(forms.Form):
    """One row: a network, days, hours."""

    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    weekdays = forms.ChoiceField(label=gettext_lazy("Days"), required=False)
    starts = forms.TimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: list[tuple[int, ...]] = [(), WORKING, WEEKEND, *((day,) for day in Weekday.values)]
        days = {_key(each): days_label(each) for each in offered}
        # Other days than those offered may stand there already.
        kept = self["weekdays"].value() or ""
        if kept not in days and set(kept) <= set("0123456"):
            days[kept] = days_label([int(day) for day in set(kept)])
        networks = [("", "—"), *((slug, known.label) for slug, known in KNOWN.items())]
        self.fields["network"].choices = networks  # type: ignore[attr-defined]
        self.fields["weekdays"].choices = list(days.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hours come in their order, both or none; a row without a network is no row."""
        data = super().clean() or {}
        starts, ends = data.get("starts"), data.get("ends")
        if not data.get("network"):
            if starts or ends:
                self.add_error("network", _("Choose the network for these hours."))
        elif (starts is None) != (ends is None):
            self.add_error("ends" if starts else "starts", _("Give both hours, or none."))
        elif starts and ends and ends <= starts:
            self.add_error("ends", _("The end comes before the beginning: split the night in two."))
        return data


HabitFormSet = forms.formset_factory(HabitForm, extra=SPARE_ROWS, max_num=MOST_ROWS)


def habit_rows(data: Any, habits: Sequence[Habit]) -> Any:
    """The rows as typed, or those that are kept and some empty ones."""
    if data is not None:
        return HabitFormSet(data, prefix="habits")
    initial = [
        {
            "network": each.network,
            "weekdays": _key(each.weekdays),
            "starts": each.starts,
            "ends": each.ends,
        }
        for each in habits
    ]
    return HabitFormSet(initial=initial, prefix="habits")


def habits_of(rows: Any) -> list[When]:
    """What the action takes: rows with a network, each once."""
    found = [
        When(
            network=data["network"],
            weekdays=tuple(sorted({int(day) for day in data["weekdays"]})),
            starts=data["starts"],
            ends=data["ends"],
        )
        for data in (form.cleaned_data for form in rows)
        if data.get("network")
    ]
    return list(dict.fromkeys(found))
