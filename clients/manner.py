"""How a client speaks, as plain data: what the screen of the voice edits and editorial/tone.py checks against. Pure.

The row (models/voice.py) keeps what people typed; a Manner is the same frozen, so that a check can be prepared once
for many texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Address(TextChoices):
    """How readers are spoken to in Italian."""

    TU = "tu", _("tu: one reader, informally")
    LEI = "lei", _("lei: one reader, formally")
    VOI = "voi", _("voi: all readers together")
    NOBODY = "nobody", _("nobody: impersonal")


class Capitals(TextChoices):
    """What capitals are for."""

    AS_USUAL = "", pgettext_lazy("capitals", "As usual")
    NO_SHOUTING = "words", _("No words all in capitals")
    NONE = "none", _("No capitals at all")


class Where(TextChoices):
    """Which posts a sentence belongs to."""

    EVERY = "every", _("Every post")
    VISUAL = "visual", _("Posts with a picture or video")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to say or to avoid; `instead` takes their place, `example` shows them at work."""

    words: str
    instead: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is not talked about, and the words that give it away (one ending with * stands for all its endings)."""

    name: str
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words that must stand in a post: in which posts, and in which language they are written (empty: any)."""

    words: str
    where: str = Where.EVERY
    language: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """What is different on one network; None and the empty text follow the rest."""

    network: str
    address: str = ""
    emoji_most: int | None = None
    tags_most: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """All rules of one client's voice. None is "no limit"; `names` are words that keep their capitals."""

    address: str = ""
    replies: str = ""
    in_short: str = ""
    say: tuple[Phrase, ...] = ()
    avoid: tuple[Phrase, ...] = ()
    topics: tuple[Topic, ...] = ()
    emoji_most: int | None = None
    emoji_only: tuple[str, ...] = ()
    tags_most: int | None = None
    tags_always: tuple[str, ...] = ()
    tags_never: tuple[str, ...] = ()
    capitals: str = ""
    exclamations_most: int | None = None
    registers: tuple[Register, ...] = ()
    packs: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    names: tuple[str, ...] = ()

    def on(self, network: str) -> Manner:
        """The same as it is on one network."""
        own = next((each for each in self.registers if each.network == network), None)
        if own is None:
            return self
        changes: dict[str, Any] = {"address": own.address} if own.address else {}
        for name in ("emoji_most", "tags_most"):
            if (most := getattr(own, name)) is not None:
                changes[name] = most
        return replace(self, **changes)

    @property
    def in_answers(self) -> Manner:
        """The same as it is when somebody is answered: with the address of answers, and without what only posts must carry."""
        return replace(
            self,
            address=self.replies or self.address,
            registers=(),
            sentences=(),
            tags_always=(),
            tags_most=None,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said about the voice yet; rule packs and sentences are another screen's."""
        return replace(self, names=(), packs=(), sentences=()) == Manner()


def words_of(raw: str) -> tuple[str, ...]:
    """What stands between commas or on lines of its own, each once."""
    parts = (" ".join(part.split()) for line in raw.splitlines() for part in line.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def tags_of(raw: str) -> tuple[str, ...]:
    """Hashtags, typed with or without #; kept without."""
    spaced = raw.replace(",", " ").replace("#", " ")
    return tuple(dict.fromkeys(spaced.split()))


def phrases(rows: Iterable[Mapping[str, Any]]) -> tuple[Phrase, ...]:
    """Phrases as the row keeps them."""
    return tuple(
        Phrase(row["words"], row.get("instead", ""), row.get("example", "")) for row in rows
    )


def topics(rows: Iterable[Mapping[str, Any]]) -> tuple[Topic, ...]:
    """Topics as the row keeps them."""
    return tuple(Topic(row["name"], tuple(row.get("triggers", ()))) for row in rows)


def sentences(rows: Iterable[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Sentences as the row keeps them."""
    return tuple(
        Sentence(row["words"], row.get("where", Where.EVERY), row.get("language", ""))
        for row in rows
    )


def registers(rows: Iterable[Mapping[str, Any]]) -> tuple[Register, ...]:
    """Registers as the row keeps them."""
    return tuple(Register(**row) for row in rows)
