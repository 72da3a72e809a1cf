"""What people type about themselves and their colleagues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.models.users import Density, Language, Theme
from people.roles import DESCRIPTIONS, Role


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
    """A person's own name, language, colours, density and shortcuts."""

    theme = forms.ChoiceField(label=_("Colours"), choices=Theme.choices, required=False)
    density = forms.ChoiceField(label=_("Density"), choices=Density.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    name = forms.CharField(label=_("Name"), max_length=150)
    has_shortcuts = forms.BooleanField(
        label=_("Shortcuts of a single key"),
        help_text=_(
            "Such as N for a new post. Ctrl K works either way; ? lists what a screen has."
        ),
        required=False,
    )

    class Meta:
        model = User
        fields = ("name", "language", "theme", "density", "has_shortcuts")
