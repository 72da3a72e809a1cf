"""What a voice says of emoji, capitals, exclamation marks and tags, and the sentences that must stand in a post. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex  # type: ignore[import-untyped]

from clients.manner import Capitals, Manner, Sentence, Where
from editorial.italian import fold, word_set
from editorial.tone_text import LAST_TAGS, Finding, Text, has_words, put, tidy, with_line
from networks.text import Span, hashtags, normalise

# What cannot be one is passed over: most of a text is plain letters.
_GRAPHEME = regex.compile(r"(?=[^\x00-\x7f]|[0-9#*]\uFE0F)\X")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]")
_SKIN = regex.compile(r"[\U0001F3FB-\U0001F3FF\uFE0F]")
_WORD = regex.compile(r"\p{L}+")
_ROMAN = regex.compile(r"[IVXLCDM]+")
_SHOUT = 4
_ACRONYMS = word_set("DOCG UNESCO AGCOM ISTAT NATO ANSA UEFA FIFA INPS IMAIE SIAE HTML JPEG")


# Emoji, capitals, exclamation marks -----------------------------------------------------------------------


def emoji(text: str) -> list[Span]:
    """The emoji of a text, as readers count them."""
    return [
        Span(m.start(), m.end(), m.group())
        for m in _GRAPHEME.finditer(text)
        if _EMOJI.search(m.group())
    ]


def of_signs(manner: Manner, text: Text) -> Iterator[Finding]:
    if manner.emoji_most is not None or manner.emoji_only:
        yield from _emoji(manner, text)
    most = manner.exclamations_most
    if most is not None:
        spans = [Span(m.start(), m.end(), m.group()) for m in regex.finditer(r"!+", text.plain)]
        n = sum(len(span.value) for span in spans)
        if n > most:
            kept = spans[:most]
            changes = [(span, "!") for span in kept] + [
                (span, _stop(text, span)) for span in spans[most:]
            ]
            yield Finding(
                code="exclamations",
                key="exclamations",
                rule=most,
                spans=tuple(spans),
                fixed=put(text.whole, changes),
                more=(("n", n),),
            )
    if manner.capitals == Capitals.NONE:
        yield from _capitals(text)
    elif manner.capitals == Capitals.NO_SHOUTING:
        yield from _shouting(manner, text)


def _stop(text: Text, span: Span) -> str:
    """What an exclamation mark becomes: nothing after another stop or before an emoji's end, else a full stop."""
    return "" if text.whole[span.start - 1 : span.start] in ("?", ".", "…", "") else "."


def _emoji(manner: Manner, text: Text) -> Iterator[Finding]:
    every = emoji(text.whole)
    allowed = {_SKIN.sub("", each) for each in manner.emoji_only}
    strange = [s for s in every if allowed and _SKIN.sub("", s.value) not in allowed]
    if strange:
        yield Finding(
            code="emoji_only",
            key="emoji:only",
            rule=manner.emoji_only,
            spans=tuple(strange),
            fixed=tidy(put(text.whole, [(span, "") for span in strange])),
        )
    most = manner.emoji_most
    if most is not None and len(every) > most:
        yield Finding(
            code="emoji_most",
            key="emoji:most",
            rule=most,
            spans=tuple(every[most:]),
            fixed=tidy(put(text.whole, [(span, "") for span in every[most:]])),
            more=(("n", len(every)),),
        )


def _capitals(text: Text) -> Iterator[Finding]:
    spans = [
        Span(m.start(), m.end(), m.group())
        for m in _WORD.finditer(text.plain)
        if m.group() != m.group().lower()
    ]
    if spans:
        yield Finding(
            code="capitals_none",
            key="capitals",
            spans=tuple(spans),
            fixed=put(text.whole, [(span, span.value.lower()) for span in spans]),
        )


def _shouting(manner: Manner, text: Text) -> Iterator[Finding]:
    names = {word.upper() for name in manner.names for word in _WORD.findall(name)}
    names |= {word for phrase in manner.say for word in _WORD.findall(phrase.words)}
    spans = [
        Span(m.start(), m.end(), m.group())
        for m in _WORD.finditer(text.plain)
        if len(m.group()) >= _SHOUT
        and m.group().isupper()
        and m.group() not in names | _ACRONYMS
        and not _ROMAN.fullmatch(m.group())
    ]
    if spans:
        yield Finding(
            code="capitals_words",
            key="capitals",
            spans=tuple(spans),
            fixed=put(text.whole, [(span, _lowered(text.whole, span)) for span in spans]),
        )


def _lowered(whole: str, span: Span) -> str:
    before = whole[: span.start].rstrip(" «“\"'(")
    begins = not before or before[-1] in ".!?…\n"
    return span.value.capitalize() if begins else span.value.lower()


# Tags and required sentences ------------------------------------------------------------------------------


def of_tags(manner: Manner, text: Text) -> Iterator[Finding]:
    never = {fold(tag) for tag in manner.tags_never}
    unwanted = [span for span in text.tags if fold(span.value) in never]
    if unwanted:
        yield Finding(
            code="tags_never",
            key="tags:never:" + ",".join(sorted({fold(s.value) for s in unwanted})),
            rule=manner.tags_never,
            spans=tuple(unwanted),
            fixed=_without_tags(text.whole, unwanted),
        )
    present = {fold(span.value) for span in [*text.tags, *hashtags(normalise(text.caption.rest))]}
    missing = [tag for tag in manner.tags_always if fold(tag) not in present]
    if missing and not text.caption.is_later:
        words = " ".join(f"#{tag}" for tag in missing)
        yield Finding(
            code="tags_always",
            key="tags:always:" + ",".join(map(fold, missing)),
            rule=manner.tags_always,
            fixed=with_line(text.whole, words),
            better=words,
        )
    most = manner.tags_most
    if most is not None and len(text.tags) > most:
        must = {fold(tag) for tag in manner.tags_always}
        spare = [span for span in text.tags if fold(span.value) not in must]
        extra = spare[len(spare) - (len(text.tags) - most) :] if spare else []
        yield Finding(
            code="tags_most",
            key="tags:most",
            rule=most,
            spans=tuple(extra),
            fixed=_without_tags(text.whole, extra) if extra else None,
            more=(("n", len(text.tags)),),
        )


def _without_tags(whole: str, tags: Iterable[Span]) -> str:
    """Tags of the closing row go; one inside a sentence becomes a plain word."""
    closing = LAST_TAGS.search(whole)
    start = closing.start() if closing else len(whole)
    changes = [(span, "" if span.start >= start else span.value) for span in tags]
    return tidy(put(whole, changes)).rstrip()


def of_sentences(manner: Manner, text: Text) -> Iterator[Finding]:
    if text.caption.is_later:
        return
    for sentence in manner.sentences:
        if not _is_asked(sentence, text):
            continue
        if not has_words(f"{text.whole}\n{text.caption.rest}", [sentence.words], text.language):
            yield Finding(
                code="sentence",
                key=f"sentence:{fold(sentence.words)}"[:120],
                rule=sentence,
                fixed=with_line(text.whole, sentence.words),
                better=sentence.words,
            )


def _is_asked(sentence: Sentence, text: Text) -> bool:
    if sentence.where == Where.VISUAL and not text.caption.has_visual:
        return False
    return sentence.language in ("", text.language)
