"""What a post is for, as the editor's quiet row offers it: theme or series, goal or objective, audience."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from clients.models import Audience, Client, Goal
from clients.objectives import Objective
from editorial.actions.aiming import Aim
from editorial.models import Pillar, Series

NAMES = ("about", "serves", "audience")


class AimForm(forms.Form):
    """Three choices, none of them asked for. What is closed stays choosable for the post that has it."""

    prefix = "aim"

    about = forms.ChoiceField(label=gettext_lazy("Pillar or series"), required=False)
    serves = forms.ChoiceField(label=gettext_lazy("Serves"), required=False)
    audience = forms.ChoiceField(label=gettext_lazy("Speaks to"), required=False)

    def __init__(self, data: Any = None, *, client: Client, aim: Aim) -> None:
        # A form that says nothing of it (a program, an older page) leaves it as it is.
        self.is_said = data is not None and any(f"aim-{name}" in data for name in NAMES)
        super().__init__(
            data if self.is_said else None,
            initial={
                "about": _about(aim),
                "serves": f"g:{aim.goal.public_id}" if aim.goal else aim.objective,
                "audience": str(aim.audience.public_id) if aim.audience else "",
            },
        )
        self.client, self.was = client, aim
        # Asked of the database only where the row is shown or judged: previews while typing do neither.
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
    def pillars(self) -> list[Pillar]:
        """The client's pillars that are open, and the post's own."""
        own = self.was.pillar.pk if self.was.pillar else None
        return [
            each
            for each in Pillar.objects.filter(client=self.client).select_related("goal")
            if each.closed_at is None or each.pk == own
        ]

    @cached_property
    def series(self) -> list[Series]:
        """Their series."""
        own = self.was.series.pk if self.was.series else None
        found = Series.objects.filter(client=self.client).select_related("pillar")
        return [each for each in found if each.closed_at is None or each.pk == own]

    @cached_property
    def goals(self) -> list[Goal]:
        """The client's goals that run, and the post's own."""
        own = self.was.goal.pk if self.was.goal else None
        found = Goal.objects.filter(client=self.client)
        return [each for each in found if each.closed_at is None or each.pk == own]

    @cached_property
    def audiences(self) -> list[Audience]:
        """Whom the client speaks to, and the post's own."""
        own = self.was.audience.pk if self.was.audience else None
        found = Audience.objects.filter(client=self.client)
        return [each for each in found if each.archived_at is None or each.pk == own]

    @property
    def aim(self) -> Aim | None:
        """What the form says; None where it says nothing. Call it only on a valid form."""
        if not self.is_said:
            return None
        data = self.cleaned_data
        pillar, series = self._chosen(data["about"])
        goal = next((g for g in self.goals if data["serves"] == f"g:{g.public_id}"), None)
        return Aim(
            objective="" if goal else data["serves"],
            goal=goal,
            pillar=pillar,
            series=series,
            audience=next(
                (a for a in self.audiences if str(a.public_id) == data["audience"]), None
            ),
        )

    def pillar_now(self) -> Pillar | None:
        """The pillar as it stands in the form, judged or not."""
        return self._chosen(str(self["about"].value() or ""))[0]

    def _chosen(self, about: str) -> tuple[Pillar | None, Series | None]:
        kind, _colon, key = about.partition(":")
        if kind == "s":
            series = next((each for each in self.series if str(each.public_id) == key), None)
            return series.pillar if series else None, series
        return next((p for p in self.pillars if kind and str(p.public_id) == key), None), None

    def is_valid(self) -> bool:
        """What is not said cannot be wrong."""
        return not self.is_said or super().is_valid()

    def _about_choices(self) -> list[Any]:
        groups: list[Any] = [("", pgettext("pillar", "none"))]
        for pillar in self.pillars:
            own = [
                (f"s:{each.public_id}", f"{pillar.name}: {each.name}")
                for each in self.series
                if each.pillar_id == pillar.pk
            ]
            groups += [(f"p:{pillar.public_id}", pillar.name), *own]
        return groups

    def _serves_choices(self) -> list[Any]:
        objectives = [(value, str(word)) for value, word in Objective.choices]
        goals = [(f"g:{goal.public_id}", goal.title) for goal in self.goals]
        none = ("", pgettext("goal", "none"))
        if not goals:
            return [none, *objectives]
        return [none, (_("Goals"), goals), (_("Only an objective"), objectives)]

    def _audience_choices(self) -> list[Any]:
        everybody = ("", _("everybody"))
        return [everybody, *((str(each.public_id), each.name) for each in self.audiences)]


def _about(aim: Aim) -> str:
    if aim.series:
        return f"s:{aim.series.public_id}"
    return f"p:{aim.pillar.public_id}" if aim.pillar else ""
