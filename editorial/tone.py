"""Whether a caption keeps to its client's voice and rule packs: what is said, which rule it touches, and how to put it right.

Pure and quick: it runs at every pause of a writer. Nothing found here keeps a post from going out. Links, handles, tags
and quotations are other people's words and are left alone. Sentences about findings are made in tone_words.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from clients.manner import Manner, Phrase, Topic
from clients.packs import Pack, PackRule, packs_of
from editorial.address import Mark, marks, turned
from editorial.italian import endings, fold
from editorial.tone_signs import of_sentences, of_signs, of_tags
from editorial.tone_text import Caption, Finding, Text, has_words, put, read, with_line
from networks.text import Span, normalise

__all__ = ["Caption", "Finding", "findings"]


def findings(manner: Manner, caption: Caption) -> list[Finding]:
    """Everything the voice and its packs have to say about the caption; what is written first comes first."""
    # A network only chooses the manner: the same words are read once for all networks that are spoken on alike, and a
    # page that reads a quarter of a year again finds what was found the last time.
    return list(_found(manner, manner.on(caption.network), replace(caption, network="")))


@lru_cache(maxsize=1024)
def _found(manner: Manner, here: Manner, caption: Caption) -> tuple[Finding, ...]:
    alike = _alike(manner, caption)
    text = alike.text
    found = [*alike.words, *_addresses(here, text, alike.marks), *of_signs(here, text)]
    found += [*of_tags(here, text), *alike.sentences]
    found = _told_once(_without_repeats(found), text.language)
    found.sort(key=lambda each: each.spans[0].start if each.spans else len(text.whole))
    return tuple({each.key: each for each in reversed(found)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class _Alike:
    """What a register cannot change: the text as it is read, what its words touch, whom it speaks to."""

    text: Text
    words: tuple[Finding, ...]
    marks: tuple[Mark, ...]
    sentences: tuple[Finding, ...]


@lru_cache(maxsize=1024)
def _alike(manner: Manner, caption: Caption) -> _Alike:
    text = read(caption)
    spoken = marks(text.plain) if text.language == "it" else ()
    return _Alike(
        text, tuple(_words(manner, text)), tuple(spoken), tuple(of_sentences(manner, text))
    )


def _without_repeats(found: list[Finding]) -> list[Finding]:
    """A word to avoid that a rule pack says more about is said once; with words that take its place it stays."""
    told = [(s.start, s.end) for each in found if each.code == "pack" for s in each.spans]
    return [
        each
        for each in found
        if each.code != "avoid" or each.fixed or not all(_is_in(s, told) for s in each.spans)
    ]


def _told_once(found: list[Finding], language: str) -> list[Finding]:
    """Of rules that miss the same words the strictest speaks, and brings in the longest: with these all are content."""
    sentences = [each for each in found if each.code == "sentence"]
    kept = found
    for owed in sorted(sentences, key=lambda each: -len(each.better)):
        if owed not in kept:
            continue
        alike = [e for e in kept if e is not owed and _is_part_of(e, owed, language)]
        first = max([owed, *alike], key=lambda each: (each.is_stop, each.code == "pack"))
        others = [each for each in (owed, *alike) if each is not first]
        told = replace(first, fixed=owed.fixed, better=owed.better)
        kept = [told if each is first else each for each in kept if each not in others]
    return kept


def _is_part_of(missing: Finding, owed: Finding, language: str) -> bool:
    """Whether what one finding misses stands in the words that another one asks for."""
    if missing.code == "sentence":
        return has_words(owed.better, [missing.better], language)
    if missing.code != "pack":
        return False
    _pack, rule = missing.rule
    needs = rule.needs_in(language)
    # One that brings in other words already speaks for these.
    return missing.better in needs and has_words(owed.better, needs, language)


# Words --------------------------------------------------------------------------------------------------


def pattern(words: str, language: str) -> str:
    """A pattern for words in a folded text: Italian in all endings, English in plural and past, * for any ending."""
    parts = [_one(token, language) for token in fold(normalise(words)).split()]
    return r"[\s'\-]+".join(parts)


def _one(token: str, language: str) -> str:
    if token.endswith("*"):
        return rf"{re.escape(token[:-1])}\w*"
    if "'" in token:
        head, _sep, tail = token.rpartition("'")
        return rf"{re.escape(head)}'\s?{_one(tail, language) if tail else ''}"
    if language == "it":
        return endings(token)
    if len(token) < 4 or not token.isalpha():
        return re.escape(token)
    if token.endswith("y") and token[-2] not in "aeiou":
        return f"{re.escape(token[:-1])}(?:y|ies|ied)"
    return f"{re.escape(token)}(?:s|es|d|ed|'s)?"


@dataclass(frozen=True, slots=True)
class _Ready:
    """A manner's words as patterns, for one language; `any_word` finds whether one of them is there at all."""

    any_word: Any
    say: Any
    avoid: tuple[tuple[Phrase, Any], ...]
    topics: tuple[tuple[Topic, Any], ...]
    packs: tuple[tuple[Pack, PackRule, Any], ...]


@lru_cache(maxsize=256)
def _ready(manner: Manner, language: str) -> _Ready:
    def any_of(words: Iterable[str]) -> Any:
        inner = "|".join(pattern(each, language) for each in words)
        return re.compile(rf"(?<!\w)(?:{inner})(?!\w)") if inner else None

    topics = [(topic, topic.triggers or (topic.name,)) for topic in manner.topics]
    rules = [(pack, rule) for pack in packs_of(manner.packs) for rule in pack.rules]
    return _Ready(
        any_word=any_of(
            [
                *(phrase.words for phrase in manner.avoid),
                *(each for _topic, words in topics for each in words),
                *(each for _pack, rule in rules for each in rule.words_in(language)),
            ]
        ),
        say=any_of(phrase.words for phrase in manner.say if " " in phrase.words),
        avoid=tuple((phrase, any_of([phrase.words])) for phrase in manner.avoid),
        topics=tuple((topic, any_of(words)) for topic, words in topics),
        packs=tuple((pack, rule, any_of(rule.words_in(language))) for pack, rule in rules),
    )


def _words(manner: Manner, text: Text) -> Iterator[Finding]:
    ready = _ready(manner, text.language)
    is_any = ready.any_word is not None and ready.any_word.search(text.folded) is not None
    wanted = [m.span() for m in ready.say.finditer(text.folded)] if ready.say and is_any else []
    for phrase, words in ready.avoid if is_any else ():
        spans = [s for s in _spans(text, words) if not _is_in(s, wanted)]
        if spans:
            yield Finding(
                code="avoid",
                key=f"avoid:{fold(phrase.words)}",
                rule=phrase,
                spans=tuple(spans),
                fixed=put(text.whole, [(s, _like(s.value, phrase.instead)) for s in spans])
                if phrase.instead
                else None,
                better=phrase.instead,
            )
    for topic, words in ready.topics if is_any else ():
        if spans := list(_spans(text, words)):
            yield Finding(
                code="topic",
                key=f"topic:{fold(topic.name)}",
                rule=topic,
                spans=tuple(spans),
                is_stop=True,
            )
    for pack, rule, words in ready.packs:
        # A rule without words of its own asks every text for something.
        if is_any or not rule.words:
            yield from _of_pack(pack, rule, words, text)


def _of_pack(pack: Pack, rule: PackRule, words: Any, text: Text) -> Iterator[Finding]:
    if rule.only_with_visual and not text.caption.has_visual:
        return
    if rule.hat and text.caption.hat and text.caption.hat != rule.hat:
        return
    is_called = bool(rule.words)
    spans = tuple(_spans(text, words)) if words is not None else ()
    if is_called and not spans:
        return
    needs = rule.needs_in(text.language)
    if not is_called and (text.caption.is_later or not needs):
        return
    fixed = None
    if needs:
        if has_words(f"{text.whole}\n{text.caption.rest}", needs, text.language):
            return
        fixed = with_line(text.whole, needs[0])
    yield Finding(
        code="pack",
        key=f"pack:{pack.id}.{rule.id}",
        rule=(pack, rule),
        spans=spans,
        fixed=fixed,
        better=needs[0] if needs else "",
        is_stop=rule.severity == "stop",
    )


def _spans(text: Text, words: Any) -> Iterator[Span]:
    if words is None:
        return
    for match in words.finditer(text.folded):
        yield Span(match.start(), match.end(), text.whole[match.start() : match.end()])


def _is_in(span: Span, places: list[tuple[int, int]]) -> bool:
    return any(start <= span.start and span.end <= end for start, end in places)


def _like(said: str, words: str) -> str:
    """The words with the capital of what they replace."""
    return words[0].upper() + words[1:] if said[:1].isupper() and words[:1].islower() else words


# Whom it speaks to --------------------------------------------------------------------------------------


def _addresses(manner: Manner, text: Text, found: tuple[Mark, ...]) -> Iterator[Finding]:
    present = list(dict.fromkeys(mark.address for mark in found))
    wanted = manner.address
    if not wanted and len(present) > 1:
        # Nothing is settled: the one that is there most often, or first, is what the others are measured by.
        wanted = max(present, key=lambda each: sum(m.address == each for m in found))
    for address in present:
        if not wanted or address == wanted:
            continue
        spoken = [mark for mark in found if mark.address == address]
        better = [turned(mark, wanted) for mark in spoken]
        is_mixed = wanted in present
        yield Finding(
            code="mixed" if is_mixed else "address",
            key=f"address:{address}",
            rule=manner.address,
            spans=tuple(Span(mark.start, mark.end, mark.said) for mark in spoken),
            fixed=put(text.whole, _pairs(spoken, better)) if all(better) else None,
            better=wanted,
            more=(("address", address), ("wanted", wanted)),
        )


def _pairs(spoken: list[Mark], better: list[str | None]) -> list[tuple[Span, str]]:
    pairs = zip(spoken, better, strict=True)
    return [(Span(mark.start, mark.end, mark.said), words or "") for mark, words in pairs]
