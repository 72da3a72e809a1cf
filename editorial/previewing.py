"""A text as its network shows it: what becomes a link, a mention or a tag there, and where "see more" cuts. Pure.

What each network does is written down in docs/networks; measured by its own text rules (networks/text.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from networks.text import Span, hashtags, links, mentions

Kind = Literal["text", "link", "mention", "tag"]
# Mastodon folds a post that is taller than 32 lines of its column; Bluesky shows all of its 300 characters.
FOLDED_AFTER = {"mastodon": 32, "sandbox": 32}
_CHARS_A_LINE = 66
# Mastodon leaves out the scheme of a link and shows thirty characters of the rest.
_SHORTENS = {"mastodon", "sandbox"}
_LINK_CHARS = 30


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of the text, and what the network makes of it."""

    kind: Kind
    text: str


def marked(text: str, network: str) -> list[Bit]:
    """The text in runs, as the network's readers see them."""
    found: list[tuple[Span, Kind]] = [(span, "link") for span in links(text)]
    found += [(span, "mention") for span in mentions(text) if _is_mention(span, network)]
    found += [(span, "tag") for span in hashtags(text)]
    bits: list[Bit] = []
    at = 0
    for span, kind in sorted(found, key=lambda each: each[0].start):
        if span.start < at:
            continue
        if span.start > at:
            bits.append(Bit("text", text[at : span.start]))
        bits.append(Bit(kind, _shown(text[span.start : span.end], kind, network)))
        at = span.end
    if at < len(text):
        bits.append(Bit("text", text[at:]))
    return bits


def _is_mention(span: Span, network: str) -> bool:
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


def folded(text: str, network: str) -> tuple[str, bool]:
    """What is seen before "see more", and whether anything is behind it."""
    most = FOLDED_AFTER.get(network)
    if most is None:
        return text, False
    seen: list[str] = []
    n = 0
    for line in text.split("\n"):
        n += max(1, -(-len(line) // _CHARS_A_LINE))
        if n > most:
            return "\n".join(seen).rstrip(), True
        seen.append(line)
    return text, False


def host_of(link: str) -> str:
    """The site a card names."""
    return (urlsplit(link).hostname or "").removeprefix("www.")


def card_of(text: str, *, has_media: bool, has_poll: bool) -> str:
    """The link for which networks draw a card: the first one of a post without pictures and poll; empty for none."""
    if has_media or has_poll:
        return ""
    found = links(text)
    return found[0].value if found else ""
