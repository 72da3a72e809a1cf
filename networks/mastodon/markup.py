"""Mastodon's HTML to plain text. The HTML comes from strangers: nothing of it but the words survives."""

from __future__ import annotations

from html.parser import HTMLParser

from networks.text import normalise

MAX_HTML = 200_000
_BREAKS = frozenset({"br"})
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "tr"}
)
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "title", "head", "iframe", "object", "svg", "math"}
)
# Direction overrides can make a stranger's name read as another one.
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202d\u202e\u202c\x00"))


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []
        self._n_blocks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif self._silent:
            return
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag in _BLOCKS:
            self._block(tag)
        elif tag == "img":
            # Custom emoji arrive as images whose alt is their :shortcode:.
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def _block(self, tag: str) -> None:
        if self._n_blocks or self.parts:
            self.parts.append("\n" if tag == "li" else "\n\n")
        self._n_blocks += 1


def text_of(html: object) -> str:
    """The words of a status, paragraphs apart by one empty line. Any input gives a text, never an exception."""
    if not isinstance(html, str):
        return ""
    words = _Words()
    try:
        words.feed(html[:MAX_HTML])
        words.close()
    except (AssertionError, ValueError):
        pass  # the parser gave up on broken markup: keep what it had read
    text = normalise("".join(words.parts)).translate(_OVERRIDES)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


def line_of(value: object, n: int = 200) -> str:
    """A name on one line: no control or direction marks, at most n characters."""
    if not isinstance(value, str):
        return ""
    text = normalise(value).translate(_OVERRIDES)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:n]
