"""When a post goes out, as people say it: a day and a clock time of the client, and the questions that some times raise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial import when
from editorial.actions.refusals import AmbiguousTimeError, ScheduleRefusedError
from editorial.actions.timing import moment_for


class MomentForm(forms.Form):
    """A day and a clock time in the client's zone; which of two, where the clock time happens twice."""

    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is not a day of the calendar.")},
    )
    clock = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Write a time such as 18:15.")},
    )
    fold = forms.TypedChoiceField(
        label=gettext_lazy("Which of the two"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            (0, gettext_lazy("The first, summer time")),
            (1, gettext_lazy("The second, winter time")),
        ],
        widget=forms.RadioSelect,
    )
    is_repeat_ok = forms.BooleanField(label=gettext_lazy("Yes, plan them twice"), required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.asks_fold = bool(self.data.get(self.add_prefix("fold"))) or self._begins_twice()
        self.asks_repeat = bool(self.data.get(self.add_prefix("is_repeat_ok")))

    def _begins_twice(self) -> bool:
        day, clock = self.initial.get("day"), self.initial.get("clock")
        if self.is_bound or not day or not clock:
            return False
        return isinstance(when.resolve(datetime.combine(day, clock), self.zone), when.Twice)

    @property
    def wall_at(self) -> datetime | None:
        """The wall time, naive, in the client's zone; None when none was given."""
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("clock")
        return datetime.combine(day, clock) if day and clock else None

    def check_moment(self) -> None:
        """Half a time, an hour that does not exist or exists twice; the past is the action's business."""
        day, clock = self.cleaned_data.get("day"), self.cleaned_data.get("clock")
        if clock and not day and "day" not in self.errors:
            self.add_error("day", _("Choose the day too."))
        if day and not clock and "clock" not in self.errors:
            self.add_error("clock", _("Choose the time too."))
        if self.wall_at is None or not 1970 <= self.wall_at.year <= 9000:
            if self.wall_at is not None:
                self.add_error("day", _("This is not a day of the calendar."))
            return
        try:
            # Asked from the day before, so that only the clock's own tricks are refused here.
            eve = when.instant_of(self.wall_at, self.zone) - timedelta(days=1)
            moment_for(
                wall_at=self.wall_at, zone=self.zone, fold=self.cleaned_data.get("fold"), now=eve
            )
        except ScheduleRefusedError as refusal:
            self.put_refusal(refusal)

    def put_refusal(self, refusal: ScheduleRefusedError) -> None:
        """Show a refusal of an action at the field it is about."""
        field = {"wall_at": "clock"}.get(refusal.field, refusal.field)
        if isinstance(refusal, AmbiguousTimeError):
            self.asks_fold = True
        if field == "is_repeat_ok":
            self.asks_repeat = True
        known = field if field in self.fields else None
        for sentence in refusal.sentences:
            self.add_error(known, sentence)

    @classmethod
    def values_of(cls, wall_at: datetime | None, fold: int) -> dict[str, Any]:
        """Initial values of a planned time."""
        if wall_at is None:
            return {}
        return {"day": wall_at.date(), "clock": wall_at.time(), "fold": fold}


class WallTimeInput(forms.Field):
    """A wall time in one hidden field or on a button: 2026-12-10T18:15, naive; None when empty."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> datetime | None:
        """The naive time; refuses what is none, and times with a zone of their own."""
        if not (raw := str(value or "").strip()):
            return None
        try:
            wall_at = datetime.fromisoformat(raw)
        except ValueError:
            wall_at = None
        if wall_at is None or wall_at.tzinfo is not None:
            raise forms.ValidationError(_("This is not a day of the calendar."))
        return wall_at


class ScheduleForm(MomentForm):
    """When a written post goes out. `instead` is one of the times that are offered where the chosen one will not do."""

    instead = WallTimeInput(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices: list[datetime] = []
        for name, words in (("day", _("Choose the day.")), ("clock", _("Choose the time."))):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = words

    @property
    def wall_at(self) -> datetime | None:
        """The wall time that was chosen, naive, in the post's zone."""
        return self.cleaned_data.get("instead") or super().wall_at

    def put_refusal(self, refusal: ScheduleRefusedError) -> None:
        """Show why, with the times to choose from: where an hour does not exist, or a day is full."""
        super().put_refusal(refusal)
        self.choices = list(getattr(refusal, "choices", ()))

    def clean(self) -> dict[str, Any]:
        """A whole time is wanted here."""
        data = super().clean() or {}
        self.check_moment()
        return data


class MoveForm(ScheduleForm):
    """Where a post goes on the calendar. The action asks what a time may raise; the form shows the choices.

    `seen` is where it stood when the person looked.
    """

    seen = WallTimeInput(required=False)

    def check_moment(self) -> None:
        """Only that it is a day of the calendar; the rest is the action's business."""
        if self.wall_at is not None and not 1970 <= self.wall_at.year <= 9000:
            self.add_error("day", _("This is not a day of the calendar."))
