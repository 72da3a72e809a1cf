"""What a page says of itself in its head: title, description, picture. Pure.

The page is a stranger's. It is read by hand and not by html.parser, which takes minutes over a page of a megabyte that
opens tags and closes none; this reader looks at every character once.
"""

from __future__ import annotations

import re
from html import unescape

from networks.bluesky import parse

MAX_PAGE = 400_000
MAX_TAG = 6_000
MAX_METAS = 200
LONGEST = {"title": 300, "description": 1000, "image": 2000}
_MEANT = {
    "og:title": "title",
    "twitter:title": "title",
    "og:description": "description",
    "description": "description",
    "twitter:description": "description",
    "og:image": "image",
    "twitter:image": "image",
}
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w-]{1,30})""", re.IGNORECASE | re.ASCII)
# Browsers read the first two of these as the third.
_CODECS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "windows-1252": "cp1252", "cp1252": "cp1252",
    "iso-8859-15": "iso8859-15", "us-ascii": "utf-8",
}  # fmt: skip
_OF_INTEREST = re.compile(
    r"<(!--|(?:title|meta|script|style|noscript|body)(?=[\s/>]))", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"""[\s/]+(?:([^\s"'<>/=]{1,60})(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?)?"""
)
_ENDS = {
    "script": re.compile(r"</script", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
    "noscript": re.compile(r"</noscript", re.IGNORECASE),
    "!--": re.compile(r"-->"),
}


def text_of(body: bytes, content_type: str) -> str:
    """The page as text: by what its answer or its head says of its letters, where that is one of a few; else UTF-8.

    Only these few: some of the codecs that a page could name take minutes over a megabyte.
    """
    told = _CHARSET.search(content_type) or _CHARSET.search(body[:2048].decode("latin-1"))
    name = told[1].lower() if told else "utf-8"
    return body.decode(_CODECS.get(name, "utf-8"), "replace")


def read(html: str) -> dict[str, str]:
    """Title, description and image, each on one line and of a bounded length; what is not said is missing.

    What a page tells social networks goes before what it tells everybody. Any input gives an answer.
    """
    html = html[:MAX_PAGE]
    said: dict[str, str] = {}
    title = ""
    n_metas, at = 0, 0
    while (found := _OF_INTEREST.search(html, at)) is not None:
        name, at = found[1].lower(), found.end()
        if name == "body":
            break
        if name in _ENDS:
            end = _ENDS[name].search(html, at)
            if end is None:
                break
            at = end.end()
        elif name == "title":
            end_of_tag = html.find(">", at, at + MAX_TAG)
            if end_of_tag >= 0 and not title:
                title, at = (
                    html[end_of_tag + 1 : end_of_tag + 1 + MAX_TAG].partition("<")[0],
                    end_of_tag,
                )
        else:
            n_metas += 1
            if n_metas > MAX_METAS:
                break
            at = _meta(html, at, said)
    said.setdefault("title", title)
    lines = {name: parse.line_of(unescape(value), LONGEST[name]) for name, value in said.items()}
    return {name: line for name, line in lines.items() if line}


def _meta(html: str, at: int, said: dict[str, str]) -> int:
    """Read one meta tag from behind its name; returns where its attributes end."""
    attributes: dict[str, str] = {}
    end = min(len(html), at + MAX_TAG)
    while (found := _ATTRIBUTE.match(html, at, end)) is not None:
        at = found.end()
        if found[1]:
            value = next((each for each in found.groups()[1:] if each is not None), "")
            attributes.setdefault(found[1].lower(), value)
    name = _MEANT.get((attributes.get("property") or attributes.get("name") or "").strip().lower())
    value = attributes.get("content", "")
    if name and value.strip():
        said.setdefault(name, value)
    return at
