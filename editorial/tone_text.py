"""A caption as the checks of its voice read it, and what they say of it. Pure; used by tone.py and tone_signs.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import regex  # type: ignore[import-untyped]

from editorial.italian import fold, word_set
from networks.text import Span, hashtags, links, mentions, normalise

_MASK = "\ufffc"
_QUOTED = regex.compile(r"«[^«»\n]*»|“[^“”\n]*”|\"[^\"\n]*\"|‹[^‹›\n]*›")
_WORD = regex.compile(r"\p{L}+")
LAST_TAGS = regex.compile(r"(?:\s*[#＃][\p{L}\p{N}\p{M}_·・]+)+\s*\Z")
_ITALIAN = word_set(
    "il lo la gli le un una di del della dei delle che e è non per con si ci nel alla dal sul sono più anche questo"
)
_ENGLISH = word_set(
    "the an of and to is are for with our your you we it this that on at from be by not or as have"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """One text as it goes to one network. `rest` is what else the post says, where a required sentence may stand too;
    a later part of a thread (`is_later`) is asked for none; `hat` is the one of its channel (empty: none, or not said)."""

    text: str
    language: str = "it"
    network: str = ""
    has_visual: bool = False
    rest: str = ""
    is_later: bool = False
    hat: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a finding is told by without its text: plain enough to be kept and read back (`Told(**row)`)."""

    code: str
    key: str
    said: tuple[str, ...] = ()
    better: str = ""
    is_stop: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule that a text touches.

    `key` is the same as long as the same words touch the same rule; `spans` are places in the normalised text, `said`
    the words there. `rule` is the very thing of the voice or the pack, for quoting; `more` what its sentence needs.
    `fixed` is the whole text put right, None where only a person can; `better` the words that come in.
    """

    code: str
    key: str
    rule: Any = None
    spans: tuple[Span, ...] = ()
    fixed: str | None = None
    better: str = ""
    is_stop: bool = False
    more: tuple[tuple[str, Any], ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """The words of the text, each once."""
        return tuple(dict.fromkeys(span.value for span in self.spans))

    @property
    def told(self) -> Told:
        """As much as is kept of it."""
        return Told(self.code, self.key, self.said, self.better, self.is_stop, dict(self.more))


@dataclass(frozen=True, slots=True)
class Text:
    """A caption with what nobody of ours said masked: `plain` as long as `whole`."""

    whole: str
    plain: str
    folded: str
    tags: tuple[Span, ...]
    language: str
    caption: Caption


def read(caption: Caption) -> Text:
    whole = normalise(caption.text)
    tags = tuple(hashtags(whole))
    others = [(s.start, s.end) for s in (*links(whole), *mentions(whole), *tags)]
    plain = list(whole)
    for start, end in [*others, *((m.start(), m.end()) for m in _QUOTED.finditer(whole))]:
        plain[start:end] = _MASK * (end - start)
    said = "".join(plain)
    return Text(whole, said, fold(said), tags, language_of(said, caption.language), caption)


def language_of(text: str, default: str) -> str:
    """it or en where the small words say so clearly, else what the post says."""
    words = _WORD.findall(text.lower())
    counts = {"it": sum(w in _ITALIAN for w in words), "en": sum(w in _ENGLISH for w in words)}
    own = default[:2]
    other = "en" if own == "it" else "it"
    return other if counts[other] >= 2 and counts[other] > counts.get(own, 0) else own


def has_words(text: str, words: Iterable[str], language: str) -> bool:
    """Whether one of the words, a sentence or a #tag stands in the text, however it is written."""
    folded, tags = _anywhere(text)
    return any(
        needle in tags if isinstance(needle, str) else needle.search(folded)
        for needle in map(_needle, words)
    )


@lru_cache(maxsize=64)
def _anywhere(text: str) -> tuple[str, frozenset[str]]:
    """The text folded, and its tags; every rule of a pack asks the same one."""
    plain = normalise(text)
    return " ".join(fold(plain).split()), frozenset(fold(span.value) for span in hashtags(plain))


@lru_cache(maxsize=1024)
def _needle(words: str) -> Any:
    """A tag as it is folded, or a pattern for other words."""
    needle = " ".join(fold(normalise(words)).split())
    if needle.startswith("#"):
        return needle[1:]
    return regex.compile(rf"(?<!\p{{L}}){regex.escape(needle.rstrip('.'))}(?!\p{{L}})")


def put(whole: str, changes: Iterable[tuple[Span, str]]) -> str:
    for span, words in sorted(changes, key=lambda each: each[0].start, reverse=True):
        whole = whole[: span.start] + words + whole[span.end :]
    return whole


def with_line(whole: str, words: str) -> str:
    """The text with words at its end, before closing tags; a tag joins the other tags."""
    closing = LAST_TAGS.search(whole)
    if words.startswith("#"):
        return f"{whole.rstrip()}{' ' if closing else chr(10)}{words}".lstrip()
    body, tags = (whole[: closing.start()], whole[closing.start() :]) if closing else (whole, "")
    return f"{body.rstrip()}\n{words}{chr(10) + tags.strip() if tags.strip() else ''}".lstrip()


def tidy(text: str) -> str:
    """Without the spaces that something taken out leaves behind."""
    return str(regex.sub(r"[ \t]+(?=\n|\Z)|(?<=\n)[ \t]+", "", regex.sub(r" {2,}", " ", text)))
