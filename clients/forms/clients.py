"""What people type about clients, contacts, the team and channels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clients.holidays import OF_AGENCY, day_in_words, read_day
from clients.kinds import KINDS, Fact, wrong_order
from clients.marks import mark_of
from clients.models import (
    Approval,
    Channel,
    Client,
    Contact,
    ContactPart,
    Form,
    Hat,
    Kind,
    Part,
    Status,
)
from clients.models.channels import MOST_WEEKLY
from people import cldr, zones
from people.models import Member
from people.models.users import Language, validate_zone
from people.public_holidays import known_countries
from people.roles import DESCRIPTIONS, Role

_FACT = "fact_"


def _based_on() -> forms.CharField:
    """What the writer had before them (clients/marks.py); a browser that goes back does not fill in an older one."""
    return forms.CharField(max_length=16, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))


# A name of the network's: neither corrected nor remembered by the browser.
AS_TYPED = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}


def zone_choices() -> list[tuple[str, str]]:
    """City zones, those of Europe first."""
    return [(zone, zone.replace("_", " ")) for zone in zones.cities()]


def country_choices() -> list[tuple[str, str]]:
    """Countries whose public holidays are known, by their names in the reader's language; Italy first."""
    names = cldr.locale().territories
    known = [(code, str(names[code])) for code in known_countries() if code in names]
    return sorted(known, key=lambda each: (each[0] != OF_AGENCY, each[1].casefold()))


class ClientForm(forms.Form):
    """A client of one kind: what all have in common, then the questions of the kind."""

    name = forms.CharField(label=_("Name"), max_length=120)
    summary = forms.CharField(
        label=_("In one line"),
        max_length=300,
        required=False,
        help_text=_("Stands under the name, for colleagues who do not know the client yet."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.ACTIVE)
    leaving_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for a client who is leaving: nothing is scheduled past it."),
    )
    approval = forms.ChoiceField(
        label=_("Before a post is scheduled"),
        choices=Approval.choices,
        initial=Approval.NONE,
        required=False,
        help_text=_("The client decides by a link in an e-mail; an edit afterwards asks again."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        initial="IT",
        required=False,
        help_text=_("Its public holidays stand on the calendar."),
    )
    patron_on = forms.CharField(
        label=_("Patron’s day"),
        max_length=30,
        required=False,
        help_text=_("Of the client’s town, such as 16 August: the calendar shows it every year."),
    )
    colour = forms.CharField(
        label=_("Colour of the mark"),
        max_length=7,
        initial="#8C2F45",
        widget=forms.TextInput(attrs={"type": "color"}),
    )

    def __init__(self, *args: Any, kind: str, client: Client | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**_initial(client), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.kind = kind
        if client is not None:  # its status has a page of its own, with what a move means
            del self.fields["status"], self.fields["leaving_on"]
            self.fields["based_on"] = _based_on()
        for fact in KINDS[kind].asked:
            self.fields[_FACT + fact.name] = _field(fact)

    def clean_colour(self) -> str:
        """Only ``#rrggbb``, because it ends up in a picture."""
        colour = str(self.cleaned_data["colour"])
        digits = colour[1:]
        if not (
            colour.startswith("#")
            and len(digits) == 6
            and set(digits) <= set("0123456789abcdefABCDEF")
        ):
            raise forms.ValidationError(_("Write a colour as #8C2F45."))
        return colour

    def clean_time_zone(self) -> str:
        """Only a city zone."""
        zone = str(self.cleaned_data["time_zone"])
        validate_zone(zone)
        return zone

    def clean_patron_on(self) -> str:
        """A day of any year, as 08-16."""
        kept = read_day(self.cleaned_data["patron_on"])
        if kept is None:
            raise forms.ValidationError(_("Write a day and a month, such as 16 August or 16/8."))
        return kept

    def clean(self) -> dict[str, Any]:
        """A client who leaves has a last day; days come in their order."""
        data = super().clean() or {}
        if data.get("status") == Status.LEAVING and not data.get("leaving_on"):
            self.add_error("leaving_on", _("Say the last day of the work."))
        wrong = wrong_order(self.kind, self._facts(data))
        if wrong:
            self.add_error(_FACT + wrong, _("The last day comes before the first."))
        return data

    @staticmethod
    def _facts(data: dict[str, Any]) -> dict[str, str]:
        return {
            name.removeprefix(_FACT): value.isoformat() if isinstance(value, date) else value or ""
            for name, value in data.items()
            if name.startswith(_FACT)
        }

    def values(self) -> dict[str, Any]:
        """What the actions take: the client's fields and its facts."""
        own = {name: value for name, value in self.cleaned_data.items() if name in _OWN}
        if "status" in own and own["status"] != Status.LEAVING:
            own["leaving_on"] = None
        for name in ("approval", "country"):
            if not own[name]:
                del own[name]  # not asked for: it stays as it was
        if "based_on" in self.fields:
            own["based_on"] = self.cleaned_data["based_on"]
        return {**own, "kind": self.kind, "facts": self._facts(self.cleaned_data)}


_OWN = (
    "name", "summary", "status", "leaving_on", "approval", "language", "time_zone", "country", "patron_on", "colour",
)  # fmt: skip


def _initial(client: Client | None) -> dict[str, Any]:
    if client is None:
        return {}
    own = {name: getattr(client, name) for name in _OWN}
    own["patron_on"] = day_in_words(client.patron_on)
    facts = {_FACT + name: value for name, value in client.facts.items()}
    return {**own, **facts, "based_on": mark_of(client)}


def _field(fact: Fact) -> forms.Field:
    """The form field of a question; every answer is optional."""
    common: dict[str, Any] = {"label": fact.label, "help_text": fact.help, "required": False}
    example = {"placeholder": fact.example} if fact.example else {}
    if fact.shape == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **common)
    if fact.shape == "choice":
        return forms.ChoiceField(choices=[("", "—"), *fact.choices], **common)
    if fact.shape == "link":
        return forms.URLField(max_length=500, assume_scheme="https", **common)
    if fact.shape == "text":
        area = forms.Textarea(attrs={"rows": 3, **example})
        return forms.CharField(max_length=4000, widget=area, **common)
    return forms.CharField(max_length=300, widget=forms.TextInput(attrs=example), **common)


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person of the client."""

    part = forms.ChoiceField(label=_("What they do"), choices=ContactPart.choices)
    form = forms.ChoiceField(label=_("How we address them"), choices=Form.choices)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    class Meta:
        model = Contact
        fields = ("name", "email", "phone", "part", "language", "form", "notes")
        widgets = {"notes": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A new one has it empty: once the form has saved itself it is filled in.
        self.fields["based_on"] = _based_on()
        self.fields["based_on"].required = bool(self.instance.pk)
        if self.instance.pk:
            self.initial["based_on"] = mark_of(self.instance)

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        said = dict(self.cleaned_data)
        if not self.instance.pk:
            del said["based_on"]
        return said


class AssignForm(forms.Form):
    """Who works on the client, and as what."""

    member = forms.ModelChoiceField(
        label=_("Person"), queryset=Member.objects.none(), empty_label=_("Choose somebody")
    )
    role = forms.ChoiceField(label=_("Role on this client"))

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]
        self.fields["role"].choices = list(_roles_on_client())  # type: ignore[attr-defined]


def _roles_on_client() -> Iterable[tuple[str, str]]:
    for role in Role:
        if role != Role.OWNER:
            yield role.value, f"{role.label}: {DESCRIPTIONS[role]}"


class HostForm(forms.Form):
    """The server where the account lives."""

    host = forms.CharField(
        label=_("Server"),
        max_length=300,
        help_text=_("As in the account's address: @name@mastodon.social lives on mastodon.social."),
        widget=forms.TextInput(attrs={"placeholder": "mastodon.social", **AS_TYPED}),
    )


class AppPasswordForm(forms.Form):
    """An account and the password that was made there for us."""

    account = forms.CharField(
        label=_("Account"),
        max_length=300,
        help_text=_("As others see it, such as name.bsky.social, or the address of the profile."),
        widget=forms.TextInput(attrs=AS_TYPED),
    )
    password = forms.CharField(
        label=_("App password"),
        max_length=200,
        strip=True,
        help_text=_("Four groups of four characters, such as abcd-efgh-ijkl-mnop."),
        # Browsers would offer, and keep, the account's own password here.
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, handle: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if handle:  # reconnecting: the account is known, and no other will do
            self.fields["account"].initial = handle
            self.fields["account"].disabled = True


def _keeper(**more: Any) -> forms.ModelChoiceField[Member]:
    return forms.ModelChoiceField(
        label=_("Who publishes"),
        queryset=Member.objects.none(),
        required=False,
        empty_label=_("Everybody who may"),
        **more,
    )


class KeeperForm(forms.Form):
    """Who publishes on a channel that is kept by hand."""

    keeper = _keeper(help_text=_("Is told when a post is due."))

    def __init__(self, *args: Any, keepers: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]


class ByHandForm(KeeperForm):
    """An account that is kept by hand: which, and what people call it."""

    account = forms.CharField(
        label=_("Account"),
        max_length=500,
        help_text=_("The address of the profile, or its name there, such as @tenutatrecorvi."),
        widget=forms.TextInput(attrs=AS_TYPED),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=255,
        required=False,
        help_text=_("As people know it. Needed where the address does not say it."),
    )
    keeper = _keeper(help_text=_("Is told when a post is due. You can change it later."))
    field_order = ("account", "name", "keeper")


class PartForm(forms.Form):
    """The channel's part in the strategy, and its rhythm."""

    part = forms.ChoiceField(label=_("Part in the strategy"), choices=Part.choices)
    hat = forms.ChoiceField(
        label=_("For whom it speaks"),
        choices=[("", _("Not said")), *Hat.choices],
        required=False,
        help_text=_("Person and institution never share a post."),
    )

    weekly_posts = forms.IntegerField(
        label=_("Posts a week"),
        required=False,
        min_value=1,
        max_value=MOST_WEEKLY,
        help_text=_(
            "What was promised. Whoever schedules is told three days before a silence would begin. Empty: nobody watches."
        ),
    )

    based_on = _based_on()

    def __init__(self, *args: Any, kind: str, channel: Channel, **kwargs: Any) -> None:
        drawn = {name: getattr(channel, name) for name in ("part", "hat", "weekly_posts")}
        kwargs["initial"] = {**drawn, "based_on": mark_of(channel)}
        super().__init__(*args, **kwargs)
        if kind != Kind.PUBLIC_FIGURE:
            del self.fields["hat"]

    def values(self) -> dict[str, Any]:
        """What the action takes; no hat asked for: it stays as it was."""
        return {"hat": None, **self.cleaned_data}
