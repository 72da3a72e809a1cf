"""How networks count text, and where links, mentions and hashtags stand in it. Pure.

Each rule has golden cases in tests/networks/vectors/text.json; the counter in the browser runs the same file, so a
change here is a change there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

import regex  # type: ignore[import-untyped]

Rule = Literal["mastodon", "graphemes", "utf16", "chars", "weighted", "bytes"]
RULES: tuple[Rule, ...] = get_args(Rule)

_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]")
# Bounded labels: an unbounded one would let a hostile text cost quadratic time.
_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,61}[\p{L}\p{N}])?"
_URL = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@#$_/])https?://(?:{_LABEL}\.){{1,30}}(?:xn--[a-z0-9-]{{2,59}}|\p{{L}}{{2,63}})"
    r"(?![\p{L}\p{N}])(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?",
    regex.IGNORECASE,
)
_URL_END = regex.compile(r"[\p{L}\p{N}=_#/+&-]")
_MENTION = regex.compile(
    r"(?<![\p{L}\p{N}_=/.@])@([a-z0-9_]+(?:[a-z0-9_.-]{0,60}[a-z0-9_])?)"
    r"(?:@([\p{L}\p{N}_]+(?:[.-]+[\p{L}\p{N}_]+)*))?",
    regex.IGNORECASE,
)
_HASHTAG = regex.compile(r"(?<![\p{L}\p{N}\p{M}_=/)&])[#＃]([\p{L}\p{N}\p{M}_·・]+)")
_NOT_ONLY_DIGITS = regex.compile(r"[\p{L}_]")
# twitter-text v3 configuration: these ranges weigh one, all else two.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text: [start, end) in code points, and its value (link, handle without @, tag without #)."""

    start: int
    end: int
    value: str


def normalise(text: str) -> str:
    """CRLF and CR become LF, then NFC: the form in which texts are stored and compared."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def squeeze(text: str) -> str:
    """The text as read-back compares it: normalised, every run of white space one space, ends trimmed."""
    return " ".join(normalise(text).split())


def grapheme_start(text: str, at: int) -> int:
    """The last place at or before `at` (code points) where a text may be cut without taking a character apart."""
    place = 0
    for found in _GRAPHEME.finditer(text):
        if found.end() > at:
            break
        place = int(found.end())
    return place


def links(text: str) -> list[Span]:
    """The http(s) links, without punctuation that only ends the sentence around them."""
    return [Span(m.start(), end, text[m.start() : end]) for m, end in _trimmed_urls(text)]


def mentions(text: str) -> list[Span]:
    """@user and @user@host outside links; the value is what follows the first @."""
    taken = links(text)
    return [
        Span(m.start(), m.end(), m.group()[1:])
        for m in _MENTION.finditer(text)
        if not _inside(m.start(), taken)
    ]


def hashtags(text: str) -> list[Span]:
    """#tags outside links that are not only digits; the value has no #."""
    taken = links(text)
    return [
        Span(m.start(), m.end(), m.group(1))
        for m in _HASHTAG.finditer(text)
        if _NOT_ONLY_DIGITS.search(m.group(1)) and not _inside(m.start(), taken)
    ]


def count(text: str, rule: Rule, url_chars: int = 23) -> int:
    """How long the text is for a network of that rule; line ends are LF first.

    mastodon: graphemes, a link is url_chars, @user@host counts as @user. graphemes: extended grapheme clusters.
    utf16: code units. chars: code points. weighted: twitter-text v3 (NFC; link url_chars, emoji 2, most letters 1,
    CJK 2), links only with http(s)://. bytes: those of UTF-8, after NFC.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if rule == "mastodon":
        return _count_mastodon(text, url_chars)
    if rule == "graphemes":
        return _graphemes(text)
    if rule == "utf16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    if rule == "chars":
        return len(text)
    if rule == "weighted":
        return _count_weighted(unicodedata.normalize("NFC", text), url_chars)
    if rule == "bytes":
        # What no text can hold costs what the mark in its place would.
        return len(unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass"))
    raise ValueError(f"no counting rule {rule!r}")


def shorten_mentions(text: str) -> str:
    """Every @user@host as @user, which is what Mastodon counts and shows."""
    out, at = [], 0
    for span in mentions(text):
        out += [text[at : span.start], "@", span.value.partition("@")[0]]
        at = span.end
    return "".join([*out, text[at:]])


def _count_mastodon(text: str, url_chars: int) -> int:
    total, at = 0, 0
    for span in links(text):
        total += _graphemes(shorten_mentions(text[at : span.start])) + url_chars
        at = span.end
    return total + _graphemes(shorten_mentions(text[at:]))


def _count_weighted(text: str, url_chars: int) -> int:
    total, at = 0, 0
    for span in links(text):
        total += _weigh(text[at : span.start]) + url_chars
        at = span.end
    return total + _weigh(text[at:])


def _weigh(text: str) -> int:
    total = 0
    for match in _GRAPHEME.finditer(text):
        cluster = match.group()
        if _EMOJI.search(cluster):
            total += 2
        else:
            total += sum(
                1 if any(low <= ord(char) <= high for low, high in _LIGHT) else 2
                for char in cluster
            )
    return total


def _graphemes(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(1 for _ in _GRAPHEME.finditer(text))


def _trimmed_urls(text: str) -> Iterator[tuple[Any, int]]:
    for match in _URL.finditer(text):
        yield match, match.start() + len(_trim(match.group()))


def _trim(url: str) -> str:
    n_open, n_close = url.count("("), url.count(")")
    end = len(url)
    while not _URL_END.match(url[end - 1]):
        if url[end - 1] == ")":
            if n_open >= n_close:
                break
            n_close -= 1
        elif url[end - 1] == "(":
            n_open -= 1
        end -= 1
    return url[:end]


def _inside(at: int, spans: list[Span]) -> bool:
    return any(span.start <= at < span.end for span in spans)
