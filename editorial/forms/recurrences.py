"""What people type about a repeat: on which days, at what time, until when; and what a change of clocks makes them decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial import recurring
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.repeats import Plan
from editorial.models import Recurrence
from editorial.recurring import MOST_TIMES, THE_LAST, Clock, Every, InGap, Pattern, Questions
from editorial.when import FARTHEST
from editorial.words.recurrences import NTH, weekday_name
from people import cldr

NEVER, ON_A_DAY, AFTER = "never", "until", "times"


class RecurrenceForm(forms.Form):
    """A pattern. What does not belong to the chosen kind steps aside on the page and is not asked for."""

    every = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=Every.choices, widget=forms.RadioSelect
    )
    interval = forms.TypedChoiceField(label=gettext_lazy("Which weeks or months"), coerce=int)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days of the week"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    month_day = forms.IntegerField(
        label=gettext_lazy("Day of the month"),
        help_text=gettext_lazy("A month that has no such day takes its last."),
        min_value=1,
        max_value=31,
        required=False,
    )
    nth = forms.TypedChoiceField(
        label=gettext_lazy("Which of the month"),
        coerce=int,
        required=False,
        empty_value=1,  # type: ignore[arg-type]
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"),
        coerce=int,
        required=False,
        empty_value=0,  # type: ignore[arg-type]
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Choose the time."),
            "invalid": gettext_lazy("Write a time such as 18:15."),
        },
    )
    in_gap = forms.ChoiceField(
        label=gettext_lazy("Where that time does not exist"),
        choices=InGap.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    fold = forms.TypedChoiceField(
        label=gettext_lazy("Where that time happens twice"),
        coerce=int,
        empty_value=0,  # type: ignore[arg-type]
        required=False,
        choices=[
            (0, gettext_lazy("The first, summer time")),
            (1, gettext_lazy("The second, winter time")),
        ],
        widget=forms.RadioSelect,
    )
    ends = forms.ChoiceField(
        label=gettext_lazy("Until when"),
        choices=[
            (NEVER, gettext_lazy("Until somebody ends it")),
            (ON_A_DAY, gettext_lazy("Until a day")),
            (AFTER, gettext_lazy("For a number of posts, this one included")),
        ],
        widget=forms.RadioSelect,
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is not a day of the calendar.")},
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many posts"), required=False, min_value=2, max_value=MOST_TIMES
    )
    skips_holidays = forms.BooleanField(
        label=gettext_lazy("Leave out public holidays"), required=False
    )
    is_scheduled = forms.TypedChoiceField(
        label=gettext_lazy("What is made of each day"),
        coerce=lambda value: value == "True",
        choices=[
            (True, gettext_lazy("A scheduled post, as far as the approval of these words reaches")),
            (False, gettext_lazy("A draft, for somebody to look at")),
        ],
        widget=forms.RadioSelect,
    )
    rest_days = forms.IntegerField(
        label=gettext_lazy("Days the same words rest on a channel"),
        help_text=gettext_lazy(
            "Nearer than this to the same words on the same channel, copies included, it stays a draft. 0: they need no rest."
        ),
        min_value=0,
        max_value=365,
    )

    def __init__(self, *args: Any, zone: str, starts_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.starts_on, self.today = zone, starts_on, today
        self.asked = Questions()
        weekdays = [(n, weekday_name(n)) for n in range(7)]
        choices: dict[str, list[tuple[int, Any]]] = {
            "interval": [(n, _interval(n)) for n in range(1, 13)],
            "weekdays": weekdays,
            "weekday": weekdays,
            "nth": [(n, words[0]) for n, words in NTH.items()],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the chosen kind wants; and, once, what a change of clocks within two years makes people decide."""
        data = super().clean() or self.cleaned_data
        if data.get("every") == Every.WEEK and not data.get("weekdays"):
            self.add_error("weekdays", _("Choose at least one day."))
        if data.get("every") == Every.MONTH_DAY and not data.get("month_day"):
            self.add_error("month_day", _("Write the day, from 1 to 31."))
        self._clean_end(data)
        if not self.errors:
            self._ask(data)
        return data

    def _clean_end(self, data: dict[str, Any]) -> None:
        ends_on = data.get("ends_on")
        if data.get("ends") == ON_A_DAY and "ends_on" not in self.errors:
            if ends_on is None:
                self.add_error("ends_on", _("Choose the day."))
            elif ends_on < self.starts_on:
                self.add_error("ends_on", _("That is before the first post."))
        if data.get("ends") == AFTER and not data.get("times") and "times" not in self.errors:
            self.add_error("times", _("Write how many, from 2 on."))

    def _ask(self, data: dict[str, Any]) -> None:
        until = self.today + FARTHEST
        self.asked = recurring.questions(self.pattern, data["clock"], self.zone, until=until)
        if self.asked.gap is not None and "in_gap" not in self.data:
            self.add_error(
                "in_gap",
                _("%(time)s does not exist on %(day)s: the clocks go forward. What then?")
                % {"time": f"{data['clock']:%H:%M}", "day": _day(self.asked.gap_on)},
            )
        if self.asked.twice_on is not None and "fold" not in self.data:
            self.add_error(
                "fold",
                _("%(time)s happens twice on %(day)s, when the clocks go back. First or second?")
                % {"time": f"{data['clock']:%H:%M}", "day": _day(self.asked.twice_on)},
            )

    @property
    def asks_gap(self) -> bool:
        """Whether to show that question."""
        return self.asked.gap is not None or bool(self["in_gap"].value())

    @property
    def asks_fold(self) -> bool:
        """Whether to show that question."""
        return self.asked.twice_on is not None or str(self["fold"].value() or 0) == "1"

    @property
    def pattern(self) -> Pattern:
        """The days, of a form whose fields are good; a number of posts becomes the day of the last."""
        data = self.cleaned_data
        every = Every(data["every"])
        pattern = Pattern(
            every=every,
            starts_on=self.starts_on,
            interval=data["interval"],
            weekdays=(data["weekday"],)
            if every == Every.MONTH_WEEKDAY
            else tuple(data["weekdays"]),
            month_day=data["month_day"] or self.starts_on.day,
            nth=data["nth"],
            ends_on=data["ends_on"] if data["ends"] == ON_A_DAY else None,
            skips_holidays=data["skips_holidays"],
        )
        if data["ends"] != AFTER:
            return pattern
        last = pattern.nth_day(data["times"])
        return replace(pattern, ends_on=last)

    @property
    def plan(self) -> Plan:
        """What a good form says, for the action."""
        data = self.cleaned_data
        return Plan(
            pattern=self.pattern,
            clock=Clock(at=data["clock"], in_gap=InGap(data["in_gap"]), fold=data["fold"]),
            is_scheduled=data["is_scheduled"],
            rest_days=data["rest_days"],
        )

    def put_refusal(self, refusal: ScheduleRefusedError) -> None:
        """Show why the action refused it."""
        for sentence in refusal.sentences:
            self.add_error(refusal.field if refusal.field in self.fields else None, sentence)

    @staticmethod
    def values_of_first(wall_at: datetime) -> dict[str, Any]:
        """What the form shows for a post with this time: every week on its day."""
        on = wall_at.date()
        is_last = (on + timedelta(days=7)).month != on.month
        nth = (on.day - 1) // 7 + 1
        return {
            "every": Every.WEEK,
            "interval": 1,
            "weekdays": [on.weekday()],
            "month_day": on.day,
            "nth": nth if nth < 5 and not (nth == 4 and is_last) else THE_LAST,
            "weekday": on.weekday(),
            "clock": wall_at.time(),
            "ends": NEVER,
            "is_scheduled": True,
            "rest_days": 0,
            "fold": 0,
        }

    @staticmethod
    def values_of(held: Recurrence) -> dict[str, Any]:
        """What the form shows of one that is set."""
        first = RecurrenceForm.values_of_first(datetime.combine(held.starts_on, held.clock))
        own: dict[str, Any] = {}
        if held.every == Every.WEEK:
            own = {"weekdays": held.weekdays}
        if held.every == Every.MONTH_WEEKDAY:
            own = {"weekday": held.weekdays[0], "nth": held.nth}
        if held.every == Every.MONTH_DAY:
            own = {"month_day": held.month_day}
        return {
            **first,
            **own,
            "every": held.every,
            "interval": held.interval,
            "in_gap": held.in_gap,
            "fold": held.fold,
            "ends": ON_A_DAY if held.ends_on else NEVER,
            "ends_on": held.ends_on,
            "skips_holidays": held.skips_holidays,
            "is_scheduled": held.is_scheduled,
            "rest_days": held.rest_days,
        }


def _interval(n: int) -> str:
    return _("each one") if n == 1 else _("one in %(n)s") % {"n": n}


def _day(on: date | None) -> str:
    return cldr.day(on, "d MMMM y") if on else ""
