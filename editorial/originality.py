"""How alike two texts are, whatever stands around their words. Pure; a hint hangs on it, nothing is stopped by it.

What a second post of the same words usually has otherwise is taken out first: emoji, hashtags, links, mentions, signs,
capitals. Then words are compared in their order and as a set: a post whose sentences changed places is the same post. An
earlier post that stands whole inside a longer one is found too.
Why these rules and these bounds: docs/decisions/quality-figures.md.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

import regex  # type: ignore[import-untyped]

from networks.text import hashtags, links, mentions

# So many letters and digits must be left, or two texts are alike by chance ("Buon Natale").
LEAST = 24
# From here on a person would say "we have had this".
ALIKE = 0.75
# From here on it is the same text with a touch.
SAME = 0.95

# A text of so many letters that stands whole inside another, and is so much of it, has been said before whatever else is said.
WITHIN_LEAST = 2 * LEAST
WITHIN_SHARE = 0.4

# Two texts that are alike by three quarters share one of so many numbers but for one time in a hundred.
N_NUMBERS = 16

_NO_WORD = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
Key = TypeVar("Key")


def plain(text: str) -> str:
    """The words alone: small letters, one space between them, no tags, links, mentions, emoji or signs."""
    out, at = [], 0
    for span in sorted(
        [*links(text), *hashtags(text), *mentions(text)], key=lambda span: span.start
    ):
        if span.start >= at:
            out += [text[at : span.start], " "]
            at = span.end
    words = unicodedata.normalize("NFKC", "".join([*out, text[at:]])).casefold()
    return str(_NO_WORD.sub(" ", words)).strip()


def can_be_judged(words: str) -> bool:
    """Whether a plain text is long enough to say anything."""
    return len(words.replace(" ", "")) >= LEAST


def sketch(words: str, *, of: int) -> list[int]:
    """At most sixteen numbers of a plain text that a text which says nearly the same shares some of: the smallest hashes of its
    triples of words. `of` is the client: texts of others share none."""
    each = words.split()
    triples = {" ".join(each[at : at + 3]) for at in range(max(1, len(each) - 2))}
    return sorted(_number(f"{of} {triple}") for triple in triples)[:N_NUMBERS]


def _number(text: str) -> int:
    """32 bits with their sign, as PostgreSQL's integer has them."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), signed=True)


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: symmetric, 1 where the words are the same."""
    if one == other:
        return 1.0
    return _likeness(*map(plain, _without_shared_end(one, other)))


def _without_shared_end(one: str, other: str) -> tuple[str, str]:
    """Both without the lines they both end with, such as a funder's sentence, where enough is left of each to be judged:
    what every post of a client must say makes no two of them the same."""
    ours, theirs = one.split("\n"), other.split("\n")
    n = 0
    while n < min(len(ours), len(theirs)) and ours[-1 - n].strip() == theirs[-1 - n].strip():
        n += 1
    if not n:
        return one, other
    begins = "\n".join(ours[:-n]), "\n".join(theirs[:-n])
    return begins if all(can_be_judged(plain(each)) for each in begins) else (one, other)


def _likeness(one: str, other: str) -> float:
    # Loaded by whoever has two texts to compare: most pages have none.
    from rapidfuzz import fuzz  # noqa: PLC0415

    if one == other:
        return 1.0
    alike = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) / 100
    if alike < ALIKE and _may_hold(one, other) and fuzz.partial_ratio(one, other) >= 100 * SAME:
        return ALIKE
    return alike


def _may_hold(one: str, other: str) -> bool:
    """Whether the shorter is long enough, and enough of the longer, to be found again inside it."""
    shorter, longer = sorted(len(each.replace(" ", "")) for each in (one, other))
    return shorter >= max(WITHIN_LEAST, WITHIN_SHARE * longer)


def nearest(text: str, others: Iterable[tuple[Key, str]]) -> tuple[Key, float] | None:
    """The first of those most like `text`, with how alike it is, where that is enough to say so; the order of `others` decides between equals."""
    if not can_be_judged(plain(text)):
        return None
    best: tuple[Key, float] | None = None
    for key, other in others:
        alike = likeness(text, other)
        if alike >= ALIKE and (best is None or alike > best[1]):
            best = key, alike
    return best


def percent(alike: float) -> int:
    """As a whole percentage: 100 only for the very same words."""
    return 100 if alike >= 1 else min(99, round(alike * 100))
