"""What the check of the voice found, in one line: of a finding just made, or of one that was kept (tone_text.Told)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.packs import all_packs
from clients.words.voice import address_word
from editorial.tone_text import Told

_MOST_SAID = 4
_MOST_LETTERS = 60


def title_of(told: Told) -> str:
    """What it is, with the words it is about."""
    return _MAKERS[told.code](told)


def brief_of(told: Told) -> str:
    """The same where no pack stands beside: a sentence that is missing is quoted."""
    return (
        _sentence(told) if told.code == "pack" and told.better and not told.said else title_of(told)
    )


def _said(told: Told) -> str:
    shown = [_("“%(words)s”") % {"words": word} for word in told.said[:_MOST_SAID]]
    more = len(told.said) - len(shown)
    if more > 0:
        shown.append(ngettext("%(n)s more", "%(n)s more", more) % {"n": more})
    return ", ".join(shown)


def _avoid(told: Told) -> str:
    return _("%(said)s is to be avoided") % {"said": _said(told)}


def _topic(told: Told) -> str:
    return _("%(said)s: a topic this client leaves out") % {"said": _said(told)}


def _address(told: Told) -> str:
    words = {
        "said": _said(told),
        "is": told.more["address"],
        "wanted": address_word(told.more["wanted"]),
    }
    if told.code == "mixed":
        return _("It mixes %(wanted)s and %(is)s: %(said)s") % words
    return _("It speaks to %(is)s: %(said)s") % words


def _emoji_most(told: Told) -> str:
    return _("%(n)s emoji in one text") % {"n": told.more["n"]}


def _emoji_only(told: Told) -> str:
    return _("Not one of its emoji: %(which)s") % {"which": " ".join(told.said)}


def _exclamations(told: Told) -> str:
    n = told.more["n"]
    return ngettext("%(n)s exclamation mark", "%(n)s exclamation marks", n) % {"n": n}


def _capitals(told: Told) -> str:
    return _("In capitals: %(said)s") % {"said": _said(told)}


def _tags_most(told: Told) -> str:
    return _("%(n)s hashtags in one text") % {"n": told.more["n"]}


def _tags_always(told: Told) -> str:
    return _("%(tags)s is missing") % {"tags": told.better}


def _tags_never(told: Told) -> str:
    return _("%(tags)s is never used") % {"tags": " ".join(f"#{tag}" for tag in told.said)}


def _sentence(told: Told) -> str:
    return _("Missing: “%(sentence)s”") % {"sentence": told.better}


def _pack(told: Told) -> str:
    # "pack:<pack>.<rule>"; of a pack that is gone since, its id has to do.
    name = told.key.removeprefix("pack:").partition(".")[0]
    pack = all_packs().get(name)
    words = {"pack": pack.name if pack else name, "said": _said(told)}
    if told.said:
        return _("%(pack)s: %(said)s") % words
    # A pack may ask for several sentences: which one it is tells them apart.
    sentence = {"sentence": Truncator(told.better).chars(_MOST_LETTERS)}
    return _("%(pack)s: “%(sentence)s” is missing") % (words | sentence)


_MAKERS: dict[str, Callable[[Told], str]] = {
    "avoid": _avoid,
    "topic": _topic,
    "address": _address,
    "mixed": _address,
    "emoji_most": _emoji_most,
    "emoji_only": _emoji_only,
    "exclamations": _exclamations,
    "capitals_none": _capitals,
    "capitals_words": _capitals,
    "tags_most": _tags_most,
    "tags_always": _tags_always,
    "tags_never": _tags_never,
    "sentence": _sentence,
    "pack": _pack,
}
