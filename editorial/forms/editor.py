"""What people type about a post: its words, its channels, its time, and what became of a doubtful delivery.

The rules of networks are not here: the actions ask them (networks.limits) and their refusals are put into
the form by `put_refusal`, in the place where they belong.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Channel, Part
from clients.work import ONE_OF, Piece, by_itself
from editorial import when
from editorial.actions.drafting import VersionInput
from editorial.contents import clean_text, is_blank
from editorial.forms.additions import AdditionsForm
from editorial.forms.aims import AimForm
from editorial.forms.campaigns import PlaceForm
from editorial.forms.moments import MomentForm
from editorial.forms.own import OwnForm
from editorial.forms.pictures import PicturesForm
from editorial.models import Campaign, Post, Version
from editorial.own import Own, own_of
from editorial.wording import visibility_word
from networks.limits import Limits

# The longest text any network takes, and the room of the column.
MOST_CHARS = 63_206


class WordsField(forms.CharField):
    """A text for networks: characters that cannot be published are taken out, and counted in `n_removed`."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = MOST_CHARS, **kwargs: Any) -> None:
        self.n_removed = 0
        self.most = max_length
        kwargs.setdefault("strip", False)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """The text as it can be published."""
        text, self.n_removed = clean_text(super().to_python(value) or "")
        return text

    def validate(self, value: str) -> None:
        """Refuses what no network would take, with both numbers."""
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(
                _("That is %(n)s characters; the most here is %(most)s.")
                % {
                    "n": f"{len(value):,}".replace(",", "."),
                    "most": f"{self.most:,}".replace(",", "."),
                }
            )

    def run_validators(self, value: str) -> None:
        """None of Django's own: NUL is already gone, and the length is said in words above."""


class ChannelForm(forms.Form):
    """One channel of the post: whether it goes there, and what differs there."""

    is_on = forms.BooleanField(required=False)
    text = WordsField(label=gettext_lazy("Text for this channel only"))
    spoiler = WordsField(
        label=gettext_lazy("Content warning"), max_length=300, widget=forms.TextInput
    )
    visibility = forms.ChoiceField(label=gettext_lazy("Who sees it"), required=False)
    first_comment = WordsField(label=gettext_lazy("First comment"))

    def __init__(
        self,
        data: Any = None,
        *,
        channel: Channel,
        limits: Limits,
        initial: dict[str, Any],
        own: Own,
    ) -> None:
        super().__init__(data, prefix=f"on-{channel.public_id.hex}", initial=initial)
        self.channel = channel
        self.limits = limits
        offered = [v for v in limits.visibilities if v in ("public", "unlisted", "private")]
        field = self.fields["visibility"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(v, visibility_word(v)) for v in offered or ["public"]]
        self.fields["is_on"].label = channel.handle
        self.fields["text"].widget.attrs["rows"] = 4
        self.offers_visibility = len(offered) > 1
        self.offers_warning = limits.counts_spoiler
        self.fields["first_comment"].widget.attrs["rows"] = 2
        self.own = OwnForm(
            data, prefix=str(self.prefix), network=channel.network, limits=limits, own=own
        )

    def is_valid(self) -> bool:
        """The words, and what else differs."""
        return all([super().is_valid(), self.own.is_valid()])

    @property
    def own_text(self) -> str:
        """The channel's own words as they stand in the form; empty when it follows the base."""
        text = str(self["text"].value() or "")
        return "" if is_blank(text) else text

    @property
    def offers_first_comment(self) -> bool:
        """Whether the network has one; a written one stays in sight, so that it can be taken out."""
        return self.limits.is_first_comment_offered or bool(self["first_comment"].value())

    @property
    def differs(self) -> bool:
        """Whether anything here is not as in the base."""
        own = self.own_text or self["spoiler"].value() or self["first_comment"].value()
        return bool(own or self.own.differences) or self["visibility"].value() not in (
            "public",
            "",
            None,
        )

    def version(self, own: Own) -> VersionInput:
        """What the form says, for the action, with what else differs; call it only on a valid form."""
        data = self.cleaned_data
        return VersionInput(
            channel=self.channel,
            text="" if is_blank(data["text"]) else data["text"],
            spoiler=data["spoiler"].strip(),
            visibility=data["visibility"] or "public",
            first_comment="" if is_blank(data["first_comment"]) else data["first_comment"],
            own=own,
        )


class EditorForm(MomentForm):
    """The words of a post and when it is meant to go out; the channels are ChannelForms beside it.

    `key` makes a double click one post: it becomes the public id of the new post. `edit_number` is the state
    that the writer saw.
    """

    text = WordsField(label=gettext_lazy("Text"))
    title = forms.CharField(
        label=gettext_lazy("Name for us"),
        help_text=gettext_lazy(
            "Only the agency sees it. Without one, the first words are the name."
        ),
        max_length=120,
        required=False,
    )
    piece = forms.ChoiceField(label=gettext_lazy("Counts as"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    edit_number = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    field_order = (
        "text",
        "title",
        "piece",
        "day",
        "clock",
        "fold",
        "is_repeat_ok",
        "key",
        "edit_number",
    )

    def __init__(
        self,
        *args: Any,
        channels: Iterable[tuple[Channel, Limits, Version | None]],
        pictures: PicturesForm,
        additions: AdditionsForm,
        aim: AimForm,
        place: PlaceForm,
        is_new: bool = True,
        has_fixed_time: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pictures = pictures
        self.additions = additions
        self.aim = aim
        self.place = place
        self.fields["text"].widget.attrs["rows"] = 8
        has_video = any(row.asset.is_video for row in pictures.rows)
        usual = _("By itself: %(piece)s") % {"piece": ONE_OF[by_itself(has_video=has_video)]}
        kinds = [("", usual), *((each.value, ONE_OF[each]) for each in Piece)]
        self.fields["piece"].choices = kinds  # type: ignore[attr-defined]  # the stubs have no choices
        if has_fixed_time:
            for name in ("day", "clock", "fold"):
                del self.fields[name]
        self.channel_forms = [
            ChannelForm(
                self.data if self.is_bound else None,
                channel=channel,
                limits=limits,
                initial=_version_values(version, is_new=is_new and channel.part != Part.DORMANT),
                own=own_of(version.own if version else {}),
            )
            for channel, limits, version in channels
        ]

    def is_valid(self) -> bool:
        """The words, the pictures and every channel."""
        are_valid = [super().is_valid(), self.pictures.is_valid(), self.additions.is_valid()]
        are_valid += [self.aim.is_valid(), self.place.is_valid()]
        return all([*are_valid, *(form.is_valid() for form in self.channel_forms)])

    def be_quiet(self) -> None:
        """Show what was typed without judging it: the person is only arranging pictures."""
        owns = [each.own for each in self.channel_forms]
        forms = (
            self,
            self.additions,
            self.aim,
            self.place,
            *self.channel_forms,
            *owns,
            *self.pictures.rows,
        )
        for form in forms:
            form._errors = ErrorDict()  # type: ignore[attr-defined]  # as if it had been judged

    def clean(self) -> dict[str, Any]:
        """Says when there is nothing to save, and when the time is only half a time."""
        data = super().clean() or {}
        if "day" in self.fields:
            self.check_moment()
        own = [f["text"].value() or "" for f in self.channel_forms if f["is_on"].value()]
        if (
            not self.pictures.rows
            and is_blank(data.get("text", ""))
            and "text" not in self.errors
            and not (own and not any(map(is_blank, own)))
            and not self._is_only_planned(data)
        ):
            self.add_error("text", _("Write something."))
        return data

    def _is_only_planned(self, data: dict[str, Any]) -> bool:
        """Whether it is the draft of a plan: a name that never had words, and only saved."""
        is_saved = self.data.get("deed", "save") == "save"
        never_had = is_blank(str(self.initial.get("text") or ""))
        return is_saved and never_had and bool((data.get("title") or "").strip())

    @property
    def post_now(self) -> Post:
        """The link as it stands in the form, with the campaign whose word it may carry; never saved."""
        post = self.additions.post_now
        if post.link and (offer := self.place.offer_now):
            post.campaign = Campaign(word=offer.word)
        return post

    @property
    def moment_now(self) -> datetime | None:
        """The instant of the time as it stands in the form, judged or not; None where there is none yet."""
        day, clock = self.wall_now
        if not day or not clock or not 1970 <= day.year <= 9000:
            return None
        return when.instant_of(
            datetime.combine(day, clock), self.zone, int(str(self["fold"].value() or 0) == "1")
        )

    @property
    def wall_now(self) -> tuple[date | None, time | None]:
        """The day and the hour as they stand in the form, judged or not; None for what is not said, or no time."""
        return self._now("day"), self._now("clock")

    def _now(self, name: str) -> Any:
        if name not in self.fields:
            return None
        try:
            return self.fields[name].clean(self[name].value()) or None
        except forms.ValidationError:
            return None

    @property
    def versions(self) -> list[VersionInput]:
        """The channels that are ticked, with what differs there."""
        on = [form for form in self.channel_forms if form.cleaned_data["is_on"]]
        return [form.version(self.own_of(form)) for form in on]

    def own_of(self, form: ChannelForm) -> Own:
        """What differs on a channel besides its words, as it stands in the form and among the post's pictures."""
        own = form.own.now(self.additions.poll_settings)
        return own.among(str(row.asset.public_id) for row in self.pictures.rows)

    @property
    def n_removed(self) -> int:
        """How many characters were taken out because no network publishes them."""
        fields = [self.fields["text"]]
        for form in self.channel_forms:
            fields += [form.fields[name] for name in ("text", "spoiler", "first_comment")]
        return sum(getattr(field, "n_removed", 0) for field in fields)


def _version_values(version: Version | None, *, is_new: bool) -> dict[str, Any]:
    if version is None:
        return {"is_on": is_new, "visibility": "public"}
    return {
        "is_on": True,
        "text": version.text,
        "spoiler": version.spoiler,
        "visibility": version.visibility,
        "first_comment": version.first_comment,
    }


class SettleForm(forms.Form):
    """What a person says about a delivery that waits for one."""

    # What ends in `_rest` is about the later parts of a post that is out.
    DEEDS = (
        "confirm",
        "again",
        "drop",
        "release",
        "look",
        "confirm_rest",
        "again_rest",
        "leave_rest",
        "look_rest",
        "note_gone",
    )

    deed = forms.ChoiceField(choices=[(deed, deed) for deed in DEEDS], widget=forms.HiddenInput)
    url = forms.CharField(
        label=gettext_lazy("Link of the post"),
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    has_looked = forms.BooleanField(
        label=gettext_lazy("I looked at the channel: the post is not there."), required=False
    )
