"""A post as its network shows it: what becomes a link, a mention or a tag there, where "see more" cuts, which parts it has. Pure.

What each network does is written down in docs/networks; measured by its own text rules (networks/text.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from networks.known import KNOWN
from networks.text import Span, grapheme_start, hashtags, links, mentions

Kind = Literal["text", "link", "mention", "tag"]


@dataclass(frozen=True, slots=True)
class Fold:
    """What a feed shows before "see more": so many characters, and never more than so many lines of its column."""

    n_chars: int
    n_lines: int

    @property
    def line_chars(self) -> int:
        """How many characters fill a line."""
        return -(-self.n_chars // self.n_lines)


# What is not here shows all of a post, or folds it in ways nobody has measured.
FOLDS = {
    "facebook": Fold(477, 7),
    "google_business": Fold(100, 3),
    "instagram": Fold(125, 3),
    "linkedin": Fold(210, 3),
    "mastodon": Fold(32 * 66, 32),
    "sandbox": Fold(32 * 66, 32),
    "tiktok": Fold(100, 3),
    "youtube": Fold(157, 3),
}
# "Read more" stands on a line of its own; elsewhere "… more" ends the last line that is seen.
_FOLDS_BELOW = {"mastodon", "sandbox"}
# An address in the words stays plain words: nobody can press it.
_DEAD_LINKS = {"google_business", "instagram", "pinterest", "tiktok"}
_WITHOUT_TAGS = {"google_business", "whatsapp"}
_WITHOUT_MENTIONS = {"google_business", "whatsapp"}
# No card of the page is drawn for a link: there are no links, or they lie in a description.
_WITHOUT_CARDS = _DEAD_LINKS | {"youtube"}
# One picture at a time, pushed aside for the next.
_CAROUSELS = {"instagram", "pinterest", "tiktok"}
# The account's name stands over the picture and again before the words.
_NAMES_IN_CAPTIONS = {"instagram"}
# Readers see the account by its handle alone, without its @, or by its name alone.
_BY_HANDLE = {"instagram", "threads"}
_BY_NAME = {"facebook", "google_business", "linkedin", "whatsapp"}
# A globe says that everybody sees the post.
_WITH_GLOBE = {"facebook", "linkedin", "mastodon", "sandbox"}
# Mastodon leaves out the scheme of a link and shows thirty characters of the rest.
_SHORTENS = {"mastodon", "sandbox"}
_LINK_CHARS = 30


@dataclass(frozen=True, slots=True)
class Manner:
    """What a network's feed draws of a post, beside its words."""

    is_carousel: bool
    has_name_in_caption: bool
    is_by_handle: bool
    is_by_name: bool
    has_globe: bool
    is_folded_below: bool
    has_polls: bool
    has_threads: bool
    has_comments: bool


def manner_of(network: str) -> Manner:
    """How a network draws a post; what we do not know has every part."""
    known = KNOWN.get(network)
    return Manner(
        is_carousel=network in _CAROUSELS,
        has_name_in_caption=network in _NAMES_IN_CAPTIONS,
        is_by_handle=network in _BY_HANDLE,
        is_by_name=network in _BY_NAME,
        has_globe=network in _WITH_GLOBE,
        is_folded_below=network in _FOLDS_BELOW,
        has_polls=known is None or "poll" in known.formats,
        has_threads=known is None or "thread" in known.formats,
        has_comments=known is None or known.limits.is_first_comment_offered,
    )


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of the text, and what the network makes of it."""

    kind: Kind
    text: str


def marked(text: str, network: str) -> list[Bit]:
    """The text in runs, as the network's readers see them."""
    found: list[tuple[Span, Kind]] = [(span, "link") for span in links(text)]
    found += [(span, "mention") for span in mentions(text) if _is_mention(span, network)]
    if network not in _WITHOUT_TAGS:
        found += [(span, "tag") for span in hashtags(text)]
    bits: list[Bit] = []
    at = 0
    for span, kind in sorted(found, key=lambda each: each[0].start):
        if span.start < at:
            continue
        if span.start > at:
            bits.append(Bit("text", text[at : span.start]))
        is_dead = kind == "link" and network in _DEAD_LINKS
        shown = _shown(text[span.start : span.end], kind, network)
        bits.append(Bit("text" if is_dead else kind, shown))
        at = span.end
    if at < len(text):
        bits.append(Bit("text", text[at:]))
    return bits


def _is_mention(span: Span, network: str) -> bool:
    if network in _WITHOUT_MENTIONS:
        return False
    # On Bluesky a handle is a host name: @aldo alone stays plain words there.
    return network != "bluesky" or "." in span.value


def _shown(text: str, kind: Kind, network: str) -> str:
    if network not in _SHORTENS:
        return text
    if kind == "mention":
        user, _at, _host = text[1:].partition("@")
        return f"@{user}"
    if kind == "link":
        rest = text.partition("://")[2].removeprefix("www.")
        return rest if len(rest) <= _LINK_CHARS else f"{rest[:_LINK_CHARS]}…"
    return text


def folded(text: str, network: str) -> tuple[str, str]:
    """What is seen before "see more", and what is behind it; together they are the text."""
    fold = FOLDS.get(network)
    if fold is None:
        return text, ""
    at, n_left = 0, fold.n_lines
    for line in text.rstrip().split("\n"):
        room = min(n_left * fold.line_chars, fold.n_chars - at)
        if n_left == 0 or len(line) > room:
            cut = _between_words(text, at, at + room) if room > 0 else max(at - 1, 0)
            cut = len(text[:cut].rstrip())
            return text[:cut], text[cut:]
        n_left = max(0, n_left - max(1, -(-len(line) // fold.line_chars)))
        at += len(line) + 1
    return text, ""


def _between_words(text: str, start: int, most: int) -> int:
    """Where the line that begins at `start` is cut: behind its last whole word, or within a word as long as the line."""
    if most >= len(text) or text[most].isspace():
        return most
    end = most
    while end > start and not text[end - 1].isspace():
        end -= 1
    whole = text[start:end].rstrip()
    return start + len(whole) if whole else grapheme_start(text, most)


def host_of(link: str) -> str:
    """The site a card names."""
    return (urlsplit(link).hostname or "").removeprefix("www.")


def card_of(text: str, network: str, *, has_media: bool, has_poll: bool) -> str:
    """The link for which a network draws a card: the first one of a post without pictures and poll; empty for none."""
    if has_media or has_poll or network in _WITHOUT_CARDS:
        return ""
    found = links(text)
    return found[0].value if found else ""
