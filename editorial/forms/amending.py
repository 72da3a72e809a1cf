"""What people type when a post that is out shall say something else, or go away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from editorial.actions.amending import is_left_to_a_person
from editorial.actions.rewording import NewWords
from editorial.contents import is_blank
from editorial.models import Delivery, Post, Version
from editorial.own import own_of
from editorial.remedies import AmendmentKind
from people.templatetags.ui import network_name

MOST = 63_206


class ChannelsForm(forms.Form):
    """On which channels, and why."""

    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    channels = forms.TypedMultipleChoiceField(
        label=_("Channels"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one channel.")},
    )

    def __init__(
        self, *args: Any, deliveries: Sequence[Delivery], kind: AmendmentKind, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.deliveries = deliveries
        field = self.fields["channels"]
        field.choices = [  # type: ignore[attr-defined]
            (d.channel_id, f"{network_name(d.channel.network)}, {d.channel.handle}")
            for d in deliveries
        ]
        # What nobody can change there is left out until somebody says otherwise.
        field.initial = [
            d.channel_id
            for d in deliveries
            if kind == AmendmentKind.REMOVE
            or d.channel.is_by_hand
            or not is_left_to_a_person(d, kind)
        ]

    @property
    def chosen(self) -> set[str]:
        """The ids that are ticked, as the page has them."""
        raw = self["channels"].value() or []
        return {str(each) for each in raw}


class RemoveForm(ChannelsForm):
    """A removal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=AmendmentKind.REMOVE, **kwargs)
        self.fields["why"].help_text = _("Whoever approved the post reads it.")


class CorrectForm(ChannelsForm):
    """A correction: the text, that of channels with their own, and what follows the first part."""

    edit_number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, post: Post, deliveries: Sequence[Delivery], **kwargs: Any
    ) -> None:
        super().__init__(*args, kind=AmendmentKind.CORRECT, deliveries=deliveries, **kwargs)
        self.post = post
        self.fields["edit_number"].initial = post.edit_number
        out = {d.channel_id for d in deliveries}
        self.versions: list[Version] = [
            v for v in post.versions.select_related("channel") if v.channel_id in out
        ]
        self.text_names: list[str] = []
        if any(not v.text for v in self.versions):
            self._add("text", _("Text"), post.text)
        for version in self.versions:
            if version.text:
                label = _("Text for %(channel)s") % {"channel": _named(version)}
                self._add(f"own_{version.channel_id}", label, version.text)
        for at, part in enumerate(post.thread):
            self._add(f"part_{at}", _("Part %(n)s of the thread") % {"n": at + 2}, part)
        self.own_parts = {
            v.channel_id: own.thread
            for v in self.versions
            if isinstance((own := own_of(v.own)).thread, tuple) and own.thread
        }
        for version in self.versions:
            for at, part in enumerate(self.own_parts.get(version.channel_id, ())):
                words = {"n": at + 2, "channel": _named(version)}
                named = _("Part %(n)s of the thread on %(channel)s") % words
                self._add(f"part_{version.channel_id}_{at}", named, part)
        for version in self.versions:
            if version.first_comment:
                label = _("First comment on %(channel)s") % {"channel": _named(version)}
                self._add(f"comment_{version.channel_id}", label, version.first_comment)

    def _add(self, name: str, label: Any, initial: str) -> None:
        rows = min(max(sum(1 + len(line) // 70 for line in initial.split("\n")), 3), 14)
        self.fields[name] = forms.CharField(
            label=label,
            initial=initial,
            max_length=MOST,
            strip=False,
            widget=forms.Textarea(attrs={"rows": rows, "lang": self.post.language}),
        )
        self.text_names.append(name)

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields for words, in the order of the post."""
        return [self[name] for name in self.text_names]

    def clean(self) -> dict[str, Any]:
        """No part may become empty: what shall go away is removed."""
        data = super().clean() or {}
        for name in self.text_names:
            if name in data and is_blank(data[name]):
                self.add_error(name, _("Write something here: to take the post away, remove it."))
        return data

    @property
    def words(self) -> NewWords:
        """What was typed."""
        data = self.cleaned_data
        return NewWords(
            text=data.get("text", self.post.text),
            own={v.channel_id: data[f"own_{v.channel_id}"] for v in self.versions if v.text},
            thread=tuple(data[f"part_{at}"] for at in range(len(self.post.thread))),
            comments={
                v.channel_id: data[f"comment_{v.channel_id}"]
                for v in self.versions
                if v.first_comment
            },
            parts={
                pk: tuple(data[f"part_{pk}_{at}"] for at in range(len(parts)))
                for pk, parts in self.own_parts.items()
            },
        )


def _named(version: Version) -> str:
    return f"{network_name(version.channel.network)}, {version.channel.handle}"
