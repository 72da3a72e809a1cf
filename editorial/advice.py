"""What makes a text hard to read for some people, and the text put right. Pure; advice only, nothing here stops a post.

Letters that only look bold are spelled out or skipped by screen readers; capitals and rows of emoji are read one by one;
a tag in lower case is read as one unknown word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex  # type: ignore[import-untyped]

from networks.text import hashtags, links

MOST_EMOJI = 5
_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]")
_LETTER = regex.compile(r"\p{L}")
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_LEAST_SHOUT = 20
_LEAST_TAG = 12
_MAY_BE_LONG = regex.compile(r"[#＃]\p{L}" + f"{{{_LEAST_TAG}}}")
_SMALL = frozenset(
    [
        "a",
        "ad",
        "al",
        "alla",
        "alle",
        "ai",
        "agli",
        "con",
        "da",
        "dal",
        "dei",
        "del",
        "della",
        "delle",
        "di",
        "e",
        "ed",
        "i",
        "il",
        "in",
        "la",
        "le",
        "lo",
        "nel",
        "nella",
        "o",
        "per",
        "su",
        "tra",
        "un",
        "una",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "the",
        "to",
        "with",
    ]
)


def _is_fake(char: str) -> bool:
    point = ord(char)
    return 0x1D400 <= point <= 0x1D7FF or 0xFF21 <= point <= 0xFF5A or 0x24B6 <= point <= 0x24E9


def has_fake_letters(text: str) -> bool:
    """Whether it holds mathematical, full-width or circled letters that stand for bold or italics."""
    return any(map(_is_fake, text))


def plain_letters(text: str) -> str:
    """The same words in letters that everything can read."""
    return "".join(unicodedata.normalize("NFKC", c) if _is_fake(c) else c for c in text)


def is_shouting(text: str) -> bool:
    """Whether most of its letters are capitals, in a text long enough for that to be a choice."""
    words = _between(text, lambda piece: piece, leave_out=True)
    letters = [char for char in words if char.isalpha()]
    upper = sum(char.isupper() for char in letters)
    return len(letters) >= _LEAST_SHOUT and upper > 0.6 * len(letters)


def sentence_case(text: str) -> str:
    """The same text in small letters with a capital at each sentence; links and tags stay as they are."""
    lowered = _between(text, str.lower)
    return str(
        regex.sub(
            r"(?:^|(?<=[.!?…]\s)|(?<=\n))(\s*[\"'«“(]*)(?!https?:)(\p{Ll})",
            lambda match: match.group(1) + match.group(2).upper(),
            lowered,
        )
    )


def n_emoji(text: str) -> int:
    """How many emoji a reader sees."""
    return sum(1 for match in _GRAPHEME.finditer(text) if _EMOJI.search(match.group()))


def fewer_emoji(text: str) -> str:
    """The text with its first five emoji."""
    kept: list[str] = []
    n = 0
    for match in _GRAPHEME.finditer(text):
        cluster = match.group()
        if _EMOJI.search(cluster):
            n += 1
            if n > MOST_EMOJI:
                continue
        kept.append(cluster)
    return regex.sub(r"[ \t]+(?=\n|\Z)", "", regex.sub(r" {2,}", " ", "".join(kept)))  # type: ignore[no-any-return]


def long_low_tags(text: str) -> list[str]:
    """Tags in small letters that are probably several words, without #."""
    if not _MAY_BE_LONG.search(
        text
    ):  # most texts: to look for links and tags takes twenty times as long
        return []
    tags = (span.value for span in hashtags(text))
    found = (tag for tag in tags if len(tag) >= _LEAST_TAG and tag.isalpha() and tag.islower())
    return list(dict.fromkeys(found))


def with_capitals(tag: str, text: str) -> str:
    """The tag with a capital at each word, where its words can be told from those of the text; else as it is."""
    said = _between(plain_letters(text), lambda piece: piece, leave_out=True)
    known = {word.lower() for word in _WORD.findall(said)}
    known = {word for word in known if len(word) > 2} | _SMALL
    best: list[list[str] | None] = [[]] + [None] * len(tag)
    for end in range(1, len(tag) + 1):
        for start in range(max(0, end - 25), end):
            before = best[start]
            if before is None or tag[start:end] not in known:
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = [*before, tag[start:end]]
    words = best[-1]
    return "".join(word.capitalize() for word in words) if words and len(words) > 1 else tag


def tags_with_capitals(text: str, context: str) -> str:
    """Every long tag in small letters with capitals, where they can be told; `context` is all the post says."""
    for tag in long_low_tags(text):
        text = regex.sub(rf"#{regex.escape(tag)}\b", f"#{with_capitals(tag, context)}", text)
    return text


def _between(text: str, change: Callable[[str], str], *, leave_out: bool = False) -> str:
    """The text with what stands between its links and tags changed; or only that, with `leave_out`."""
    spans = sorted([*links(text), *hashtags(text)], key=lambda span: span.start)
    out, at = [], 0
    for span in spans:
        if span.start < at:
            continue
        out += [change(text[at : span.start]), " " if leave_out else text[span.start : span.end]]
        at = span.end
    return "".join([*out, change(text[at:])])
