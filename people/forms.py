"""What people type about themselves and their colleagues."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from people import zones
from people.models import Member, User, Weekday
from people.models.users import Density, Language, Theme
from people.roles import DESCRIPTIONS, Role


def zone_choices() -> list[tuple[str, str]]:
    """The agency's zone, whichever it is, then every city's."""
    return [
        ("", gettext("As the agency")),
        *((zone, zone.replace("_", " ")) for zone in zones.cities()),
    ]


def role_choices() -> list[tuple[str, str]]:
    """Each role with what it may do, in words."""
    return [(role.value, f"{role.label}: {DESCRIPTIONS[role]}") for role in Role]


class InviteForm(forms.Form):
    """Whom to ask, and as what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=role_choices, initial=Role.EDITOR)


class MemberForm(forms.Form):
    """The agency-wide role of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=role_choices, widget=forms.RadioSelect)


class JoinForm(forms.Form):
    """The account of a new person; the address comes from the invitation."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; a short sentence is easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Checks the password against the person it is for."""
        data = super().clean() or {}
        password = data.get("password")
        if password:
            person = User(email=self.email, name=data.get("name", ""))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class PreferencesForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person's own name, language, time zone, colours, density and shortcuts."""

    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices, required=False)
    density = forms.ChoiceField(label=_("Density"), choices=Density.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        required=False,
        help_text=_("Where it is not the client’s, you read both times. Posts keep the client’s."),
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Clients read it in their area beside your name, and may call you."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    has_shortcuts = forms.BooleanField(
        label=_("Shortcuts of a single key"),
        help_text=_(
            "Such as N for a new post. Ctrl K works either way; ? lists what a screen has."
        ),
        required=False,
    )

    quiet_from = forms.TimeField(
        label=_("No e-mails from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time such as 18:15.")},
    )
    quiet_until = forms.TimeField(
        label=_("until"),
        help_text=_(
            "By the clock of your time zone. Notices wait until then; whoever is on call gets urgent ones at once all the same. Leave both empty for e-mails at any hour."
        ),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time such as 18:15.")},
    )

    class Meta:
        model = User
        fields = (
            "name", "phone", "language", "time_zone", "theme", "density",
            "has_shortcuts", "quiet_from", "quiet_until",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Quiet hours begin and end, at two different times."""
        data = super().clean() or {}
        begins, ends = data.get("quiet_from"), data.get("quiet_until")
        if "quiet_from" in data and "quiet_until" in data:
            if (begins is None) != (ends is None):
                empty = "quiet_from" if begins is None else "quiet_until"
                self.add_error(empty, _("Give both times, or neither."))
            elif begins is not None and begins == ends:
                self.add_error("quiet_until", _("It would never end. Give another time."))
        return data


def _offer(field: forms.Field, able: QuerySet[Member]) -> None:
    """These people to choose from, read once however many fields offer them: a field by itself asks at each look at its choices."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = able
    field.choices = [(each.pk, str(each)) for each in able]


class ShiftForm(forms.Form):
    """Who is on call on which days of the week, and in which hours."""

    member = forms.ModelChoiceField(
        label=_("Who"), queryset=Member.objects.none(), empty_label=None
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On which days"),
        choices=Weekday.choices,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one day at least.")},
    )
    starts = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time such as 18:15.")},
    )
    ends = forms.TimeField(
        label=pgettext_lazy("hour", "To"),
        help_text=_("An earlier hour than the first is on the day after."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time such as 18:15.")},
    )

    def __init__(self, *args: Any, able: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["member"], able)


class CoverForm(forms.Form):
    """Who takes somebody's turns of one day."""

    on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is not a day of the calendar.")},
    )
    instead_of = forms.ModelChoiceField(
        label=_("Instead of"), queryset=Member.objects.none(), empty_label=None
    )
    member = forms.ModelChoiceField(
        label=_("Who takes over"), queryset=Member.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, able: QuerySet[Member], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("instead_of", "member"):
            _offer(self.fields[name], able)

    def clean(self) -> dict[str, Any]:
        """Somebody else, and not for a day that is over."""
        data = super().clean() or {}
        if data.get("on") and data["on"] < self.today:
            self.add_error("on", _("That day is over."))
        if data.get("member") and data.get("member") == data.get("instead_of"):
            self.add_error("member", _("Choose somebody else."))
        return data
