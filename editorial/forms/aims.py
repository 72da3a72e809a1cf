"""What a post is for, as the editor's quiet row offers it: theme or series, goal or objective, audience."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clients.models import Audience, Client, Goal
from clients.objectives import Objective
from editorial.actions.aiming import Aim
from editorial.models import Pillar, Series
from editorial.queries.aims import Choice, Choices, choices_for
from people.models import Member

NAMES = ("about", "serves", "audience")
Row = TypeVar("Row", Pillar, Series, Goal, Audience)


class AimForm(forms.Form):
    """Three choices, none of them asked for. What is closed stays choosable for the post that has it."""

    prefix = "aim"

    about = forms.ChoiceField(label=gettext_lazy("Pillar or series"), required=False)
    serves = forms.ChoiceField(label=gettext_lazy("Serves"), required=False)
    audience = forms.ChoiceField(label=gettext_lazy("Speaks to"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        client: Client,
        aim: Aim,
        member: Member,
        now: datetime,
        campaign_id: int | None = None,
        is_for_usual: bool = False,
    ) -> None:
        """`is_for_usual`: propose the client's usual audience instead of that of `aim`. `campaign_id` is the campaign of the post:
        the choices have those that `member` may choose on the client's day of `now` (forms/campaigns.py)."""
        self._asked: dict[str, Any] = {"member": member, "now": now, "campaign": campaign_id or 0}
        # A form that says nothing of it (a program, an older page) leaves it as it is.
        self.is_said = data is not None and any(f"aim-{name}" in data for name in NAMES)
        super().__init__(
            data if self.is_said else None,
            initial={
                "about": _about(aim),
                "serves": f"g:{aim.goal.public_id}" if aim.goal else aim.objective,
                "audience": self._usual_audience
                if is_for_usual
                else str(aim.audience.public_id)
                if aim.audience
                else "",
            },
        )
        self.client, self.was = client, aim
        for name, choices in (
            ("about", self._about_choices),
            ("serves", self._serves_choices),
            ("audience", self._audience_choices),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.widget.attrs["class"] = "form-select"

    @cached_property
    def choices(self) -> Choices:
        """What there is to choose; asked of the database only where the row is shown or judged."""
        was = self.was
        had = {
            "pillar": was.pillar,
            "series": was.series,
            "goal": was.goal,
            "audience": was.audience,
        }
        keys: dict[str, Any] = {name: row.pk for name, row in had.items() if row}
        return choices_for(self.client, **self._asked, **keys)

    @property
    def aim(self) -> Aim | None:
        """What the form says; None where it says nothing. Call it only on a valid form."""
        if not self.is_said:
            return None
        data = self.cleaned_data
        pillar, series = self._chosen(data["about"])
        serves, _colon, key = data["serves"].partition(":")
        goal = self._row(Goal.objects.all(), self.choices.goals, key if serves == "g" else "")
        return Aim(
            objective="" if goal else data["serves"],
            goal=goal,
            pillar=pillar,
            series=series,
            audience=self._row(Audience.objects.all(), self.choices.audiences, data["audience"]),
        )

    def pillar_now(self) -> Pillar | None:
        """The pillar as it stands in the form, judged or not."""
        return self._chosen(str(self["about"].value() or ""))[0]

    def _chosen(self, about: str) -> tuple[Pillar | None, Series | None]:
        kind, _colon, key = about.partition(":")
        if kind == "s":
            rows = Series.objects.select_related("pillar")
            series = self._row(rows, self.choices.series, key)
            return series.pillar if series else None, series
        return self._row(Pillar.objects.all(), self.choices.pillars, key), None

    def _row(self, rows: QuerySet[Row], offered: list[Choice], key: str) -> Row | None:
        """The row of what is offered; what the post has already is not asked for again."""
        if all(each.key != key for each in offered):
            return None
        had = (self.was.pillar, self.was.series, self.was.goal, self.was.audience)
        for each in had:
            if isinstance(each, rows.model) and str(each.public_id) == key:
                return each
        return rows.filter(client=self.client, public_id=key).first()

    def is_valid(self) -> bool:
        """What is not said cannot be wrong."""
        return not self.is_said or super().is_valid()

    def _usual_audience(self) -> str:
        """Whom a new post speaks to unless somebody says otherwise: Audience.objects.default_of."""
        return self.choices.audiences[0].key if self.choices.audiences else ""

    def _about_choices(self) -> list[Any]:
        groups: list[Any] = [("", pgettext("pillar", "none"))]
        for pillar in self.choices.pillars:
            own = [
                (f"s:{each.key}", f"{pillar.name}: {each.name}")
                for each in self.choices.series
                if each.pillar == pillar.key
            ]
            groups += [(f"p:{pillar.key}", pillar.name), *own]
        return groups

    def _serves_choices(self) -> list[Any]:
        objectives = [(value, str(word)) for value, word in Objective.choices]
        goals = [(f"g:{goal.key}", goal.name) for goal in self.choices.goals]
        none = ("", pgettext("goal", "none"))
        if not goals:
            return [none, *objectives]
        return [none, (_("Goals"), goals), (_("Only an objective"), objectives)]

    def _audience_choices(self) -> list[Any]:
        everybody = ("", _("everybody"))
        return [everybody, *((each.key, each.name) for each in self.choices.audiences)]


def _about(aim: Aim) -> str:
    if aim.series:
        return f"s:{aim.series.public_id}"
    return f"p:{aim.pillar.public_id}" if aim.pillar else ""
