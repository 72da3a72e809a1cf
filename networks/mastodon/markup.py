"""Mastodon's HTML to plain text. The HTML comes from strangers: nothing of it but the words survives.

Read by hand and not by html.parser, which takes forty seconds over 120 kB of unclosed attributes; this reader looks at
every character once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from networks.text import normalise

MAX_HTML = 200_000
MAX_TAG = 4_000
_NAME = re.compile(r"/?([a-z][a-z0-9]*)", re.IGNORECASE)
_ALT = re.compile(r"""\salt=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "title",
        "iframe",
        "object",
        "svg",
        "math",
        "textarea",
    ]
)
# Direction overrides can make a stranger's name read as another one.
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202d\u202e\u202c\x00"))


def text_of(html: object) -> str:
    """The words of a status, paragraphs apart by one empty line. Any input gives a text, never an exception."""
    if not isinstance(html, str):
        return ""
    text = normalise("".join(_words(html[:MAX_HTML]))).translate(_OVERRIDES)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def line_of(value: object, n: int = 200) -> str:
    """A name on one line: no control or direction marks, at most n characters."""
    if not isinstance(value, str):
        return ""
    text = normalise(value).translate(_OVERRIDES)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:n]


def _words(html: str) -> Iterator[str]:
    at, has_block = 0, False
    while True:
        start = html.find("<", at)
        if start < 0:
            yield unescape(html[at:])
            return
        if start > at:
            has_block = True
            yield unescape(html[at:start])
        is_comment = html.startswith("<!--", start)
        end = html.find("-->" if is_comment else ">", start)
        if end < 0:
            # Nothing closes any more: a comment hides the rest, anything else was meant as text.
            if not is_comment:
                yield unescape(html[start:])
            return
        if is_comment:
            at = end + 3
            continue
        tag = html[start + 1 : end][:MAX_TAG]
        at = end + 1
        named = _NAME.match(tag)
        if named is None:
            if tag[:1] not in ("!", "?", "/"):
                yield unescape(html[start:at])  # "a < b > c"
            continue
        name = named.group(1).lower()
        if name == "br":
            yield "\n"
        elif name == "img" and (alt := _ALT.search(tag)):
            # Custom emoji arrive as images whose alt is their :shortcode:.
            yield unescape(alt.group(1) or alt.group(2) or "")
        elif tag.startswith("/"):
            continue
        elif name in _BLOCKS:
            if has_block:
                yield "\n" if name == "li" else "\n\n"
            has_block = True
        elif name in _SILENT and not tag.endswith("/"):
            at = _end_of(html, name, at)


def _end_of(html: str, name: str, at: int) -> int:
    """Where the content of a silent element ends; the end of everything when nobody closes it."""
    closing = re.compile(rf"</{name}[^>]*>", re.IGNORECASE).search(html, at)
    return closing.end() if closing else len(html)
