"""What the form of a matter asks, and which of its days cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from clients.actions import connecting
from clients.kinds import day_of
from clients.matters import Section
from clients.models import Client, Hat, Sighting
from clients.words import looks
from people import cldr

# The days of the client's own facts within which a matter's days lie.
_WITHIN: dict[str, tuple[str, ...]] = {
    "acts": ("on",),
    "work-packages": ("starts_on", "ends_on"),
}


def form_of(section: Section, client: Client, today: date) -> Any:
    """The class of the form of one matter of the client."""
    model, choices = section.model, _choices(section, client)
    widgets: dict[str, Any] = {name: _DATE for name in section.fields if _is_day(name)}
    if "at" in section.fields:
        widgets["at"] = _TIME

    class MatterForm(forms.ModelForm):  # type: ignore[type-arg]
        """One matter of the client; what points to others points to the client's own."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, found in choices.items():
                self.fields[name].queryset = found  # type: ignore[attr-defined]
            if "network" in self.fields:
                networks = forms.ChoiceField(
                    label=self.fields["network"].label,
                    choices=list(connecting.network_labels().items()),
                )
                self.fields["network"] = networks
            if "hat" in self.fields:
                hats = [("", _("Both, or the only one")), *Hat.choices]
                self.fields["hat"].choices = hats  # type: ignore[attr-defined]
            if isinstance(self.instance, Sighting) and self.instance.name:
                _beside_what_was_read(self)

        def clean(self) -> dict[str, Any]:
            """Days lie within those of the client, where it has said them."""
            data = super().clean() or {}
            for name in _WITHIN.get(section.name, ()):
                words = outside(client.facts, data.get(name))
                if words:
                    self.add_error(name, words)
            if section.name == "deliverables":
                for name, words in wrong_days(client, data, today).items():
                    self.add_error(name, words)
            return data

    return forms.modelform_factory(model, form=MatterForm, fields=section.fields, widgets=widgets)


def _beside_what_was_read(form: Any) -> None:
    """The account of a look that the program took stays; what it read stands with each field, and what is typed goes before it."""
    for name in ("network", "address", "seen_on"):
        form.fields[name].disabled = True
    for name, words in looks.read_words(form.instance).items():
        if words:
            help_text = _("Read: %(figure)s. Leave it empty to keep that.") % {"figure": words}
            form.fields[name].help_text = help_text


_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _is_day(field: str) -> bool:
    return field == "on" or field.endswith("_on")


def _choices(section: Section, client: Client) -> dict[str, Any]:
    found: dict[str, Any] = {
        "stage": client.stages.all(),
        "work_package": client.work_packages.all(),
    }
    return {name: each for name, each in found.items() if name in section.fields}


# A project's last report is due some weeks after its last day.
REPORTS_AFTER = timedelta(days=90)


def wrong_days(client: Client, data: Mapping[str, Any], today: date) -> dict[str, str]:
    """Why the days of a deliverable cannot be, by field: due before the project begins or long after it ends, handed in on a day to come."""
    first, last = day_of(client.facts, "starts_on"), day_of(client.facts, "ends_on")
    due, handed_in = data.get("due_on"), data.get("handed_in_on")
    found = {}
    if due and first and due < first:
        found["due_on"] = outside(client.facts, due)
    if due and last and due > last + REPORTS_AFTER:
        found["due_on"] = cldr.spoken(
            _(
                "The project ends on %(day)s: what is due more than 90 days later is another project’s."
            )
            % {"day": cldr.day(last, "d MMMM y")}
        )
    if handed_in and handed_in > today:
        found["handed_in_on"] = _(
            "That day has not come yet: leave it empty until it is handed in."
        )
    elif handed_in and first and handed_in < first:
        found["handed_in_on"] = outside(client.facts, handed_in)
    return found


def outside(facts: Mapping[str, Any], day: date | None) -> str:
    """Why a day does not fit between the first and the last day of an event or project; empty when it does."""
    first, last = day_of(facts, "starts_on"), day_of(facts, "ends_on")
    if day is None:
        return ""
    if first and day < first:
        return cldr.spoken(
            _("This comes before the first day, %(day)s.") % {"day": cldr.day(first, "d MMMM y")}
        )
    if last and day > last:
        return cldr.spoken(
            _("This comes after the last day, %(day)s.") % {"day": cldr.day(last, "d MMMM y")}
        )
    return ""
