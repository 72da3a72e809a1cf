"""What people type about pillars and series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Goal
from clients.objectives import Objective
from editorial.actions.planning import PillarFacts, SeriesFacts
from editorial.models import Format, Pillar, Series
from people import cldr

# A Monday, so that weekdays can be named.
_MONDAY = date(2024, 1, 1)


def weekday_name(weekday: int) -> str:
    """venerdì, Friday."""
    return cldr.day(_MONDAY.replace(day=1 + weekday), "EEEE")


class PillarForm(forms.Form):
    """A pillar: its name, its share, what its posts are for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    says = forms.CharField(label=gettext_lazy("What belongs here"), max_length=300, required=False)
    share = forms.IntegerField(
        label=gettext_lazy("Share"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Of a hundred posts, how many should be about it."),
    )
    serves = forms.ChoiceField(
        label=gettext_lazy("Serves"),
        required=False,
        help_text=gettext_lazy(
            "What a new post of this pillar is for unless somebody says otherwise."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        goals: Sequence[Goal],
        pillar: Pillar | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial=_of_pillar(pillar), **kwargs)
        self.goals = {f"g:{goal.public_id}": goal for goal in goals}
        field = self.fields["serves"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("nothing in particular")),
            *((key, goal.title) for key, goal in self.goals.items()),
            *((value, str(word)) for value, word in Objective.choices),
        ]

    @property
    def facts(self) -> PillarFacts:
        """What the form says."""
        data = self.cleaned_data
        goal = self.goals.get(data["serves"])
        return PillarFacts(
            name=data["name"],
            share=data["share"],
            says=data["says"],
            objective=goal.objective if goal else data["serves"],
            goal=goal,
        )


def _of_pillar(pillar: Pillar | None) -> dict[str, Any]:
    if pillar is None:
        return {}
    return {
        "name": pillar.name,
        "says": pillar.says,
        "share": pillar.share,
        "serves": f"g:{pillar.goal.public_id}" if pillar.goal else pillar.objective,
    }


class SeriesForm(forms.Form):
    """A series: its name, day, format and numbering."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("As readers know it: “Friday in the vineyard”."),
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("A new post planned on that day is proposed for this series."),
    )
    format = forms.ChoiceField(label=gettext_lazy("Format"), required=False)
    first_episode = forms.IntegerField(
        label=gettext_lazy("Numbered from"),
        min_value=1,
        max_value=100_000,
        initial=1,
        help_text=gettext_lazy("The number of the first one written here."),
    )

    def __init__(self, data: Any = None, *, series: Series | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(series, name) for name in self.base_fields} if series else {}
        super().__init__(data, initial=initial, **kwargs)
        weekday, shape = self.fields["weekday"], self.fields["format"]
        assert isinstance(weekday, forms.ChoiceField)
        assert isinstance(shape, forms.ChoiceField)
        weekday.choices = [("", _("none")), *((n, weekday_name(n)) for n in range(7))]
        shape.choices = [("", _("any")), *Format.choices]

    @property
    def facts(self) -> SeriesFacts:
        """What the form says."""
        return SeriesFacts(**self.cleaned_data)
