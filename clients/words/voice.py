"""Sentences about a client's voice: its policies as people say them, and the fields of a change. Pure."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from clients.manner import Address, Capitals, Manner, Register

FIELDS: dict[str, Promise] = {
    "address": gettext_lazy("whom posts speak to"),
    "replies": gettext_lazy("whom replies speak to"),
    "in_short": gettext_lazy("the voice in a few words"),
    "say": gettext_lazy("words to say"),
    "avoid": gettext_lazy("words to avoid"),
    "topics": gettext_lazy("topics left out"),
    "emoji_most": gettext_lazy("how many emoji"),
    "emoji_only": gettext_lazy("which emoji"),
    "tags_most": gettext_lazy("how many hashtags"),
    "tags_always": gettext_lazy("hashtags always there"),
    "tags_never": gettext_lazy("hashtags never there"),
    "capitals": gettext_lazy("capitals"),
    "exclamations_most": gettext_lazy("exclamation marks"),
    "registers": gettext_lazy("registers by network"),
    "packs": gettext_lazy("rule packs"),
    "sentences": gettext_lazy("required sentences"),
}


def address_word(address: str) -> str:
    """Whom a text speaks to, in one word; empty while it is not settled."""
    if address == Address.NOBODY:
        return pgettext("address", "impersonal")
    return address


def emoji_sentence(manner: Manner) -> str:
    """The emoji policy; empty without one."""
    said = []
    if manner.emoji_most == 0:
        return _("No emoji.")
    if manner.emoji_most is not None:
        said.append(
            ngettext("At most %(n)s emoji.", "At most %(n)s emoji.", manner.emoji_most)
            % {"n": manner.emoji_most}
        )
    if manner.emoji_only:
        said.append(_("Only %(which)s.") % {"which": " ".join(manner.emoji_only)})
    return " ".join(said)


def tags_sentence(manner: Manner) -> str:
    """The hashtag policy; empty without one."""
    said = []
    if manner.tags_most == 0:
        said.append(_("No hashtags."))
    elif manner.tags_most is not None:
        said.append(
            ngettext("At most %(n)s hashtag.", "At most %(n)s hashtags.", manner.tags_most)
            % {"n": manner.tags_most}
        )
    if manner.tags_always:
        said.append(_("Always %(tags)s.") % {"tags": _tags(manner.tags_always)})
    if manner.tags_never:
        said.append(_("Never %(tags)s.") % {"tags": _tags(manner.tags_never)})
    return " ".join(said)


def _tags(tags: tuple[str, ...]) -> str:
    return " ".join(f"#{tag}" for tag in tags)


def marks_sentence(manner: Manner) -> str:
    """The policy on capitals and exclamation marks; empty without one."""
    said = []
    if manner.capitals:
        said.append(f"{Capitals(manner.capitals).label}.")
    if manner.exclamations_most == 0:
        said.append(_("No exclamation marks."))
    elif manner.exclamations_most is not None:
        words = ngettext(
            "At most %(n)s exclamation mark.",
            "At most %(n)s exclamation marks.",
            manner.exclamations_most,
        )
        said.append(words % {"n": manner.exclamations_most})
    return " ".join(said)


def in_short(manner: Manner) -> str:
    """The voice in one line: whom it speaks to, how, and how many emoji."""
    first = ", ".join(part for part in (address_word(manner.address), manner.in_short) if part)
    first = f"{first[0].upper()}{first[1:]}." if first else ""
    return " ".join(part for part in (first, emoji_sentence(manner)) if part)


def register_sentence(register: Register) -> str:
    """What is different on a network."""
    own = Manner(emoji_most=register.emoji_most, tags_most=register.tags_most)
    policies = [emoji_sentence(own).rstrip("."), tags_sentence(own).rstrip(".")]
    said = [address_word(register.address), *(each[:1].lower() + each[1:] for each in policies)]
    return ", ".join(part for part in (*said, register.note) if part)
