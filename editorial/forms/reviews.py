"""What people type when they ask for a decision or write one down."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Contact, ContactPart
from editorial import when
from editorial.lifecycle import ReviewDecision, VoiceWay
from people import cldr

_WALL = "%Y-%m-%dT%H:%M"
_AREA = forms.Textarea(attrs={"rows": 3})


def wall_field(**more: Any) -> forms.DateTimeField:
    """A day and a time as the client's clock shows them."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WALL)
    return forms.DateTimeField(widget=widget, input_formats=[_WALL], **more)


def instant_typed(typed: datetime | None, client: Client) -> datetime | None:
    """What was typed, read on the client's clock; the field took it for UTC."""
    if typed is None:
        return None
    wall = typed.astimezone(UTC).replace(tzinfo=None)
    return when.instant_of(wall, client.time_zone)


class AskForm(forms.Form):
    """What the asked person reads, and until when an answer helps."""

    message = forms.CharField(label=_("Message"), required=False, max_length=2000, widget=_AREA)
    due = wall_field(label=_("Answer by"), required=False)

    def due_at(self, client: Client) -> datetime | None:
        """The deadline as an instant."""
        return instant_typed(self.cleaned_data.get("due"), client)


class DecideForm(forms.Form):
    """A colleague's decision about the revision they saw."""

    decision = forms.ChoiceField(
        choices=[(d.value, d.label) for d in (ReviewDecision.APPROVED, ReviewDecision.CHANGES)]
    )
    seen = forms.CharField(max_length=64)
    note = forms.CharField(
        label=_("What should change"), required=False, max_length=2000, widget=_AREA
    )

    def clean(self) -> dict[str, Any]:
        """Changes need words."""
        data = super().clean() or {}
        if data.get("decision") == ReviewDecision.CHANGES and not data.get("note", "").strip():
            self.add_error("note", _("Say what should change."))
        return data


class VoiceForm(DecideForm):
    """What the client said, who, when and how."""

    contact = forms.ModelChoiceField(label=_("Who said so"), queryset=Contact.objects.none())
    said = wall_field(label=_("When"))
    said_how = forms.ChoiceField(label=_("How"), choices=VoiceWay.choices)
    decision = forms.ChoiceField(
        label=_("What they said"),
        choices=[
            (ReviewDecision.APPROVED.value, _("They approve")),
            (ReviewDecision.CHANGES.value, _("They want changes")),
        ],
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    field_order = ("contact", "said", "said_how", "decision", "note", "seen")

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client = client
        self.fields["contact"].queryset = client.contacts.filter(  # type: ignore[attr-defined]
            part=ContactPart.APPROVER
        )
        self.fields["said"].help_text = _("Time of %(place)s.") % {
            "place": cldr.city(client.time_zone)
        }
        self.fields["note"].help_text = _("Their own words, as near as you can.")

    def said_at(self) -> datetime | None:
        """When it was said, as an instant."""
        return instant_typed(self.cleaned_data.get("said"), self.client)
