"""What one channel has instead of the post's, as people say it: which pictures, in which shape, another link, parts or poll.

Each is a choice whose first answer is "as in the post"; its own fields count only while the choice says so. The buttons
that arrange are submit buttons whose value is `own:<what>:<channel>[:<which>]`, and nothing is saved by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.contents import clean_text, is_blank
from editorial.forms.additions import MOST_PART_CHARS
from editorial.forms.pictures import FIELD, single_name
from editorial.links import MOST_LINK, NotALinkError, clean_link
from editorial.models import CropFormat
from editorial.own import JOINED, Own
from editorial.splitting import MOST_PARTS
from networks.limits import Limits

DEED = "own:"
# Values of the choices beside "" (as in the post).
OWN, NONE, UNCUT = "own", "none", "uncut"
_FOLLOWS = ("", gettext_lazy("As in the post"))

# The shapes that a network's own pages show whole, the best one first.
FAVOURITES: dict[str, tuple[str, ...]] = {
    "facebook": (CropFormat.PORTRAIT, CropFormat.SQUARE, CropFormat.LANDSCAPE),
    "instagram": (CropFormat.PORTRAIT, CropFormat.SQUARE, CropFormat.LANDSCAPE),
    "linkedin": (CropFormat.LANDSCAPE, CropFormat.SQUARE, CropFormat.PORTRAIT),
    "threads": (CropFormat.PORTRAIT, CropFormat.SQUARE),
    "x": (CropFormat.WIDE, CropFormat.SQUARE),
}


class OwnForm(forms.Form):
    """What differs on one channel besides its words; `own` is what the post has there."""

    pictures_are = forms.ChoiceField(
        label=gettext_lazy("Pictures"),
        required=False,
        choices=[
            _FOLLOWS,
            (OWN, gettext_lazy("Only those chosen here")),
            (NONE, gettext_lazy("No pictures here")),
        ],
    )
    shape = forms.ChoiceField(label=gettext_lazy("Shape"), required=False)
    thread_is = forms.ChoiceField(
        label=gettext_lazy("Parts of the thread"),
        required=False,
        choices=[
            _FOLLOWS,
            (JOINED, gettext_lazy("Everything in one text here")),
            (NONE, gettext_lazy("Only the first part here")),
            (OWN, gettext_lazy("Other parts here")),
        ],
    )
    poll_is = forms.ChoiceField(label=gettext_lazy("Poll"), required=False)
    poll_options = forms.CharField(
        label=gettext_lazy("Answers, one on each line"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    link_is = forms.ChoiceField(
        label=gettext_lazy("Link"),
        required=False,
        choices=[
            _FOLLOWS,
            (OWN, gettext_lazy("Another link here")),
            (NONE, gettext_lazy("No link here")),
        ],
    )
    link = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=MOST_LINK)

    def __init__(
        self, data: QueryDict | None, *, prefix: str, network: str, limits: Limits, own: Own
    ) -> None:
        super().__init__(data, prefix=prefix, initial=_values(own))
        self.limits = limits
        self._favourites = FAVOURITES.get(network, ())
        self._choices("shape", [_FOLLOWS, (UNCUT, gettext_lazy("Uncut")), *self._shapes()])
        polls = [_FOLLOWS, (NONE, gettext_lazy("No poll here"))]
        if limits.poll is not None or own.poll:
            polls.append((OWN, gettext_lazy("Other answers here")))
        self._choices("poll_is", polls)
        thread = own.thread if isinstance(own.thread, tuple) else ()
        self.own_parts = list(thread) if data is None else data.getlist(f"{prefix}-part")
        self.shown = list(own.pictures or ()) if data is None else data.getlist(f"{prefix}-shown")
        self.problems: list[str] = []

    def _choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def _shapes(self) -> list[tuple[Any, Any]]:
        """The network's favourite ones first."""
        rest = [each for each in CropFormat.values if each and each not in self._favourites]
        return [(each, CropFormat(each).label) for each in (*self._favourites, *rest)]

    def clean_link(self) -> str:
        """The address with its scheme; refuses what is no web page, where it counts."""
        if self._now("link_is") != OWN:
            return str(self.cleaned_data["link"])
        try:
            return clean_link(self.cleaned_data["link"])
        except NotALinkError as error:
            raise forms.ValidationError(
                _("Write the address of a web page, such as https://example.org/visit.")
            ) from error

    def is_valid(self) -> bool:
        """The fields, and that no part is longer than any network takes."""
        self.problems = []
        if self._now("thread_is") == OWN:
            if len(self.own_parts) >= MOST_PARTS + 1:
                self.problems.append(_("%(most)s parts at most.") % {"most": MOST_PARTS})
            for at, part in enumerate(self.own_parts):
                if len(part) > MOST_PART_CHARS:
                    self.problems.append(_("Part %(n)s is too long.") % {"n": at + 2})
        return super().is_valid() and not self.problems

    def _now(self, name: str) -> str:
        """A value as it stands in the form; what is no choice counts as none."""
        value = str(self[name].value() or "")
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField) and not field.valid_value(value):
            return ""
        return value

    def now(self, settings: Mapping[str, Any]) -> Own:
        """What the form says as it stands; `settings` are how long a poll of this post runs, and the like."""
        return Own(
            pictures=self._pictures,
            shape=self._shape,
            link=self._link,
            thread=self._thread,
            poll=self._poll(settings),
        )

    @property
    def _pictures(self) -> tuple[str, ...] | None:
        match self._now("pictures_are"):
            case "own":
                return tuple(dict.fromkeys(self.shown))
            case "none":
                return ()
        return None

    @property
    def chooses_pictures(self) -> bool:
        """Whether it has only those chosen here, as it stands in the form."""
        return self._now("pictures_are") == OWN

    @property
    def shape_now(self) -> str:
        """The shape as it stands in the form; empty where each picture has that of the post."""
        return self._now("shape")

    @property
    def _shape(self) -> str | None:
        shape = self._now("shape")
        return "" if shape == UNCUT else shape or None

    @property
    def _link(self) -> str | None:
        match self._now("link_is"):
            case "own":
                try:
                    return clean_link(self._now("link"))
                except NotALinkError:
                    return ""
            case "none":
                return ""
        return None

    @property
    def _thread(self) -> Any:
        match self._now("thread_is"):
            case "joined":
                return JOINED
            case "none":
                return ()
            case "own":
                parts = (clean_text(part)[0] for part in self.own_parts)
                return tuple(part for part in parts if not is_blank(part))
        return None

    def _poll(self, settings: Mapping[str, Any]) -> Mapping[str, Any] | None:
        match self._now("poll_is"):
            case "own":
                lines = clean_text(self._now("poll_options"))[0].split("\n")
                options = [line.strip() for line in lines if not is_blank(line)]
                return {"options": options, **settings} if options else {}
            case "none":
                return {}
        return None

    @property
    def rows(self) -> list[str]:
        """The parts as fields, with room for one more."""
        parts = self.own_parts or [""]
        return [*parts, ""] if not is_blank(parts[-1]) else parts

    @property
    def differences(self) -> list[str]:
        """What is not as in the post, for the line that stands while the rest is folded away."""
        words = {
            "pictures_are": {OWN: _("own pictures"), NONE: _("no pictures")},
            "thread_is": {
                JOINED: _("all in one text"),
                NONE: _("only the first part"),
                OWN: _("own parts"),
            },
            "poll_is": {OWN: _("own poll"), NONE: _("no poll")},
            "link_is": {OWN: _("own link"), NONE: _("no link")},
        }
        said = [each[now] for name, each in words.items() if (now := self._now(name)) in each]
        shape = self._now("shape")
        return [*said, _("own shape")] if shape else said


def _values(own: Own) -> dict[str, Any]:
    def which(value: Any) -> str:
        return "" if value is None else OWN if value else NONE

    return {
        "pictures_are": which(own.pictures),
        "shape": UNCUT if own.shape == "" else own.shape or "",
        "thread_is": JOINED if own.thread == JOINED else which(own.thread),
        "poll_is": which(own.poll),
        "poll_options": "\n".join((own.poll or {}).get("options", ())),
        "link_is": which(own.link),
        "link": own.link or "",
    }


def settled(data: QueryDict, *, deed: str) -> QueryDict:
    """What was posted, with a channel's own as the button asks.

    first: only so many pictures. nopictures, allpictures (as in the post), nopoll, joined, firstpart: what their names say. up: a chosen picture one
    place forward. add: room for another part.
    """
    what, _sep, rest = deed.removeprefix(DEED).partition(":")
    channel, _sep, which = rest.partition(":")
    prefix = f"on-{channel}"
    changed = data.copy()
    if what in _SETS:
        name, value = _SETS[what]
        changed[f"{prefix}-{name}"] = value
    elif what == "first" and which.isascii() and which.isdigit():
        is_own = data.get(f"{prefix}-pictures_are") == OWN
        now = data.getlist(f"{prefix}-shown") if is_own else _of_post(data)
        changed[f"{prefix}-pictures_are"] = OWN
        changed.setlist(f"{prefix}-shown", now[: int(which)])
    elif what == "add":
        parts = data.getlist(f"{prefix}-part")
        changed.setlist(f"{prefix}-part", [*parts, "", ""] if parts[-1:] == [""] else [*parts, ""])
    elif what == "up":
        order = data.getlist(f"{prefix}-shown")
        if which in order:
            at = order.index(which)
            order.remove(which)
            order.insert(max(at - 1, 0), which)
        changed.setlist(f"{prefix}-shown", order)
    return changed


def _of_post(data: QueryDict) -> list[str]:
    """The pictures that all channels get which follow the post."""
    return [each for each in data.getlist(FIELD) if single_name(each) not in data]


_SETS = {
    "nopictures": ("pictures_are", NONE),
    "allpictures": ("pictures_are", ""),
    "nopoll": ("poll_is", NONE),
    "joined": ("thread_is", JOINED),
    "firstpart": ("thread_is", NONE),
}
