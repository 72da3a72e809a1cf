"""The card under a post with a link: title, words and picture of the page. Nobody but us makes it on this network.

A page that cannot be read costs the card, never the post.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from networks import http
from networks.bluesky import parse
from networks.bluesky.api import Api, understood
from networks.errors import NetworkError
from networks.text import links, normalise
from networks.types import Draft

MAX_PAGE = 1_500_000
MAX_THUMB = 1_000_000
PAGE_S = 8.0
_THUMBS = ("image/jpeg", "image/png", "image/webp")
_MEANT = {
    "og:title": "title",
    "twitter:title": "title",
    "og:description": "description",
    "description": "description",
    "twitter:description": "description",
    "og:image": "image",
    "twitter:image": "image",
}


def link_of(draft: Draft) -> str:
    """The link that gets the card: the one that was chosen, else the first of the text; none beside pictures."""
    if draft.media:
        return ""
    if draft.link and draft.link.startswith(("https://", "http://")):
        return draft.link
    found = links(normalise(draft.text))
    return found[0].value if found else ""


def make(api: Api, url: str) -> dict[str, Any]:
    """The card of a page with its picture uploaded; empty where the page has no title or does not answer."""
    try:
        page = http.door().fetch_public(
            url, timeout_s=min(PAGE_S, api.deadline.left()), max_bytes=MAX_PAGE
        )
    except NetworkError:
        return {}
    if "html" not in page.headers.get("content-type", ""):
        return {}
    said = read(page.text)
    if not said.get("title"):
        return {}
    card: dict[str, Any] = {
        "uri": url,
        "title": said["title"],
        "description": said.get("description", ""),
    }
    if thumb := _thumb(api, urljoin(url, said.get("image", "")) if said.get("image") else ""):
        card["thumb"] = thumb
    return card


def read(html: str) -> dict[str, str]:
    """Title, description and image of a page's head, each on one line."""
    reader = _Head()
    reader.feed(html[:MAX_PAGE])
    longest = {"title": 300, "description": 1000, "image": 2000}
    found = {name: parse.line_of(value, longest[name]) for name, value in reader.found.items()}
    if not found.get("title"):
        found["title"] = parse.line_of("".join(reader.title), 300)
    return found


def _thumb(api: Api, url: str) -> Any:
    if not url:
        return None
    try:
        picture = http.door().fetch_public(
            url, timeout_s=min(PAGE_S, api.deadline.left()), max_bytes=MAX_THUMB
        )
        mime = picture.headers.get("content-type", "").partition(";")[0].strip().lower()
        return upload(api, picture.body, mime) if mime in _THUMBS else None
    except NetworkError:
        return None


def upload(api: Api, content: bytes, mime: str) -> dict[str, Any]:
    """https://docs.bsky.app/docs/api/com-atproto-repo-upload-blob — forgotten by the server if no record names it."""
    response = api.post("com.atproto.repo.uploadBlob", content=content, mime=mime)
    return understood(response, lambda body: parse.blob(parse.mapping(body).get("blob")))


class _Head(HTMLParser):
    """Reads until the body begins; broken pages are what most pages are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self.title: list[str] = []
        self._in_title = False
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._is_over = True
        self._in_title = tag == "title" and not self._is_over
        if tag == "meta" and not self._is_over:
            said = {name: value or "" for name, value in attrs}
            name = _MEANT.get((said.get("property") or said.get("name") or "").lower(), "")
            if name and said.get("content", "").strip():
                self.found.setdefault(name, said["content"])

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
