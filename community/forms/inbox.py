"""What people type in the inbox: an answer, a moment, a colleague, what somebody said elsewhere, a promise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.models import Channel
from community.models import ReplyPromise
from community.models.conversations import MAX_TEXT
from community.models.promises import working_days
from community.promises import LONGEST_H
from community.states import Kind
from editorial.words.recurrences import weekday_name
from people.models import Member
from people.queries.absences import name_and_absence
from people.templatetags.ui import network_name

MOST_IN_AN_ANSWER = 5_000
FIRST_YEAR = 2000
AS_SELECT = {"class": "form-select fit"}


class AnswerForm(forms.Form):
    """The words of an answer."""

    text = forms.CharField(
        label=_("Answer"),
        max_length=MOST_IN_AN_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the answer first.")},
    )

    def __init__(self, *args: Any, is_there: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_there:
            self.fields["text"].required = False
            self.fields["text"].label = _("What you answered, if you want it kept")

    def ask_while_written(self, url: str) -> None:
        """At a pause of the writer the page asks at `url` what the client's voice says of the words."""
        self.fields["text"].widget.attrs |= {
            "hx-post": url,
            "hx-trigger": "input changed delay:500ms",
            "hx-target": "#answer-tone",
            "hx-sync": "this:replace",
        }


class LaterForm(forms.Form):
    """Until when it is put off; `moments` are those of wording.moments_to_put_off."""

    until = forms.ChoiceField(label=_("Put off until"), widget=forms.Select(attrs=AS_SELECT))

    def __init__(
        self, *args: Any, moments: Sequence[tuple[str, str, datetime]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.moments = {value: at for value, _words, at in moments}
        self.fields["until"].choices = [(value, words) for value, words, _at in moments]  # type: ignore[attr-defined]

    def chosen(self) -> datetime:
        """The instant."""
        return self.moments[self.cleaned_data["until"]]


class AssigneeForm(forms.Form):
    """Whose it is."""

    assignee = forms.ChoiceField(
        label=_("Assigned to"), required=False, widget=forms.Select(attrs=AS_SELECT)
    )

    def __init__(self, *args: Any, members: Sequence[Member], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(each.pk): each for each in members}
        named = [(key, name_and_absence(each, today)) for key, each in self.members.items()]
        self.fields["assignee"].choices = [("", _("nobody")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> Member | None:
        """The member; None for nobody."""
        return self.members.get(self.cleaned_data["assignee"])


class HeardForm(forms.Form):
    """What somebody said where the program hears nothing. Moments are of the client's own clock."""

    channel = forms.ChoiceField(label=_("Channel"))
    kind = forms.ChoiceField(label=_("How"), choices=Kind.choices)
    person = forms.CharField(
        label=_("Who"), max_length=120, help_text=_("The name as it is shown there.")
    )
    text = forms.CharField(
        label=_("What they said"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )
    said_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    url = forms.URLField(label=_("Its address, to find it again"), required=False, max_length=500, assume_scheme="https")  # fmt: skip

    def __init__(self, *args: Any, channels: Sequence[Channel], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channels = {str(each.public_id): each for each in channels}
        self.zone = ZoneInfo(zone)
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (key, f"{network_name(each.network)}, {each.handle}")
            for key, each in self.channels.items()
        ]

    def clean_said_at(self) -> datetime:
        """By the client's clock, whatever the server's."""
        said_at: datetime = self.cleaned_data["said_at"]
        if said_at.year < FIRST_YEAR:
            raise ValidationError(_("There was no network then: look at the year."))
        return said_at.replace(tzinfo=self.zone)

    def chosen(self) -> Channel:
        """The channel."""
        return self.channels[self.cleaned_data["channel"]]


class PromiseForm(forms.Form):
    """Within how many open hours people are answered; empty for no promise."""

    within_h = forms.IntegerField(
        label=_("Answer within, hours"),
        min_value=1,
        max_value=LONGEST_H,
        required=False,
        help_text=_("Only open hours count. Empty: nothing is promised, and nobody is late."),
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Open on"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    opens = forms.TimeField(
        label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *args: Any, promise: ReplyPromise | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(promise))
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(n + 1, weekday_name(n)) for n in range(7)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hours that are open at all."""
        found = super().clean() or {}
        if found.get("within_h") is None:
            return found
        if not found.get("days"):
            self.add_error("days", ValidationError(_("Choose one day at least.")))
        opens, closes = found.get("opens"), found.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", ValidationError(_("This is before it opens.")))
        return found


def _initial(promise: ReplyPromise | None) -> dict[str, Any]:
    if promise is None:
        return {"days": working_days(), "opens": "09:00", "closes": "18:00"}
    return {
        "within_h": promise.within_h,
        "days": promise.days,
        "opens": promise.opens,
        "closes": promise.closes,
    }
