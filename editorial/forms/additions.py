"""What a post has besides its text, as people type it: the parts of a thread, a poll, a link that is measured.

Parts and answers are lists: fields of the same name, in order. Everything works without JavaScript: the buttons that
add, take out or split are submit buttons whose value is `thread:<what>[:<which>]`, and nothing is saved by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import LinkScheme
from editorial.actions.drafting import Additions
from editorial.contents import clean_text, is_blank
from editorial.links import MOST_LINK, NotALinkError, clean_link
from editorial.models import Post
from editorial.splitting import MOST_PARTS, split
from editorial.wording import duration_word
from networks.limits import Limits, length
from networks.types import Draft

PART, OPTION = "part", "option"
DEED = "thread:"
MOST_PART_CHARS = 63_206
MOST_OPTIONS = 12
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
DURATIONS = (5 * _MINUTE, 30 * _MINUTE, _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 3 * _DAY, 7 * _DAY)


class AdditionsForm(forms.Form):
    """Thread, poll and link of one post in the editor, from the post or from what was posted; `usual` is for a new one,
    `own_poll` that of a channel where the post itself has none."""

    link = forms.CharField(
        label=gettext_lazy("Link"),
        required=False,
        max_length=MOST_LINK,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    utm_campaign = forms.CharField(
        label=gettext_lazy("Word in its link, to measure it"), required=False, max_length=100
    )
    is_link_short = forms.BooleanField(
        label=gettext_lazy("Short link that counts the clicks"), required=False
    )
    poll_runs = forms.TypedChoiceField(
        label=gettext_lazy("The poll runs"), required=False, coerce=int, empty_value=str(_DAY)
    )
    poll_is_multiple = forms.BooleanField(
        label=gettext_lazy("More than one answer"), required=False
    )
    poll_hides_totals = forms.BooleanField(
        label=gettext_lazy("Votes hidden until it ends"), required=False
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        post: Post | None,
        usual: LinkScheme | None = None,
        own_poll: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=_values(post, usual, own_poll or {}))
        self.post_id = post.pk if post else None
        runs = self.fields["poll_runs"]
        assert isinstance(runs, forms.ChoiceField)
        stored = self.initial.get("poll_runs", _DAY)
        runs.choices = [(each, duration_word(each)) for each in sorted({*DURATIONS, stored})]
        if data is not None:
            self.parts = data.getlist(PART)[: MOST_PARTS * 2]
            self.options = data.getlist(OPTION)[:MOST_OPTIONS]
        else:
            self.parts = list(post.thread) if post else []
            self.options = list((post.poll or {}).get("options", [])) if post else []
        self.problems: list[str] = []

    def is_valid(self) -> bool:
        """The fields, and that no part is longer than any network takes."""
        self.problems = []
        for at, part in enumerate(self.parts):
            if len(part) > MOST_PART_CHARS:
                self.problems.append(_("Part %(n)s is too long.") % {"n": at + 2})
        if len(self.parts) >= MOST_PARTS:
            self.problems.append(_("%(most)s parts at most.") % {"most": MOST_PARTS})
        return super().is_valid() and not self.problems

    def clean_link(self) -> str:
        """The address with its scheme; refuses what is no web page."""
        try:
            return clean_link(self.cleaned_data["link"])
        except NotALinkError as error:
            raise forms.ValidationError(
                _("Write the address of a web page, such as https://example.org/visit.")
            ) from error

    def clean_utm_campaign(self) -> str:
        """The campaign without signs that no address holds."""
        return clean_text(self.cleaned_data["utm_campaign"])[0].strip()

    @property
    def additions(self) -> Additions:
        """What the form says, for the action; call it only on a valid form."""
        return Additions(
            thread=tuple(clean_text(part)[0] for part in self.parts if not is_blank(part)),
            poll=self.poll,
            link=self.cleaned_data["link"],
            is_link_short=self.cleaned_data["is_link_short"],
            utm_campaign=self.cleaned_data["utm_campaign"],
        )

    @property
    def poll(self) -> Mapping[str, Any] | None:
        """The poll as it stands in the form; None while no answer is written."""
        options = [clean_text(option)[0].strip() for option in self.options]
        options = [option for option in options if not is_blank(option)]
        if not options:
            return None
        return {"options": options, **self.poll_settings}

    @property
    def poll_settings(self) -> dict[str, Any]:
        """How a poll of this post runs, as it stands in the form."""
        runs = str(self["poll_runs"].value() or "")
        return {
            "expires_in_s": int(runs) if runs.isascii() and runs.isdigit() else _DAY,
            "is_multiple": bool(self["poll_is_multiple"].value()),
            "hides_totals": bool(self["poll_hides_totals"].value()),
        }

    @property
    def link_now(self) -> str:
        """The link as it stands in the form; empty when it is none."""
        try:
            return clean_link(str(self["link"].value() or ""))
        except NotALinkError:
            return ""

    @property
    def post_now(self) -> Post:
        """A post with the link as it stands, for previews; never saved."""
        return Post(
            pk=self.post_id,
            link=self.link_now,
            is_link_short=bool(self["is_link_short"].value()),
            utm_campaign=str(self["utm_campaign"].value() or ""),
        )

    def option_rows(self, most: int) -> list[str]:
        """The answers to show as fields: those that are written, and room for as many as the networks take."""
        return [*self.options, *[""] * max(0, most - len(self.options))]


def _values(
    post: Post | None, usual: LinkScheme | None, own_poll: Mapping[str, Any]
) -> dict[str, Any]:
    """Of a new post what its client's posts usually begin with."""
    if post is None and usual is not None:
        return {"utm_campaign": usual.usual_campaign, "is_link_short": usual.is_short}
    if post is None:
        return {}
    poll = post.poll or own_poll
    return {
        "link": post.link,
        "is_link_short": post.is_link_short,
        "utm_campaign": post.utm_campaign,
        "poll_runs": poll.get("expires_in_s", _DAY),
        "poll_is_multiple": poll.get("is_multiple", False),
        "poll_hides_totals": poll.get("hides_totals", False),
    }


def threaded(data: QueryDict, *, deed: str, chosen: Sequence[tuple[Limits, str, str]]) -> QueryDict:
    """What was posted, with the parts as the button asks; `chosen` is limits, spoiler and link of the ticked channels.

    add: an empty part at the end. remove: without that part. split: the whole text again in parts that fit every channel
    that has threads. join: all of it in one text.
    """
    what, _sep, which = deed.removeprefix(DEED).partition(":")
    parts = data.getlist(PART)
    changed = data.copy()
    if what == "add":
        parts = [*parts, ""]
    elif what == "remove" and which.isascii() and which.isdigit() and int(which) < len(parts):
        del parts[int(which)]
    elif what in ("split", "join"):
        whole = "\n\n".join(p for p in (data.get("text", ""), *parts) if not is_blank(p))
        first, *parts = _cut(whole, chosen) if what == "split" else [whole]
        changed["text"] = first
    changed.setlist(PART, parts)
    return changed


def _cut(whole: str, chosen: Sequence[tuple[Limits, str, str]]) -> list[str]:
    able = [each for each in chosen if each[0].max_parts > 1]

    def fits(text: str, at: int) -> bool:
        for limits, spoiler, link in able:
            # The link stands in the first part, on a line of its own.
            said = f"{text}\n{link}" if link and at == 0 else text
            draft = Draft(text=said, spoiler=spoiler)
            if length(draft, limits) > limits.max_chars:
                return False
            if limits.max_bytes and len(said.encode()) > limits.max_bytes:
                return False
        return True

    return split(clean_text(whole)[0], fits) if able else [whole]
