"""The card under a post with a link: title, words and picture of the page. Nobody but us makes it on this network.

A page that cannot be read costs the card, never the post.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from networks import http
from networks.bluesky import page_head, parse
from networks.bluesky.api import Api
from networks.errors import NetworkError
from networks.reading import understood
from networks.text import links, normalise
from networks.types import Draft

MAX_PAGE = 1_500_000
MAX_THUMB = 1_000_000
PAGE_S = 8.0
_THUMBS = ("image/jpeg", "image/png", "image/webp")


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
    said = page_head.read(page_head.text_of(page.body, page.headers["content-type"]))
    if not said.get("title"):
        return {}
    card: dict[str, Any] = {
        "uri": url,
        "title": said["title"],
        "description": said.get("description", ""),
    }
    if thumb := _thumb(api, url, said.get("image", "")):
        card["thumb"] = thumb
    return card


def _thumb(api: Api, url: str, image: str) -> Any:
    """The picture that the page names, uploaded; None where there is none that can be taken."""
    if not image:
        return None
    try:
        # What a page names as its picture is anything: joining it may fail as well as reading it.
        picture = http.door().fetch_public(
            urljoin(url, image), timeout_s=min(PAGE_S, api.deadline.left()), max_bytes=MAX_THUMB
        )
        mime = picture.headers.get("content-type", "").partition(";")[0].strip().lower()
        return upload(api, picture.body, mime) if mime in _THUMBS else None
    except (NetworkError, ValueError):
        return None


def upload(api: Api, content: bytes, mime: str) -> dict[str, Any]:
    """https://docs.bsky.app/docs/api/com-atproto-repo-upload-blob — forgotten by the server if no record names it."""
    response = api.post("com.atproto.repo.uploadBlob", content=content, mime=mime)
    return understood(response, lambda body: parse.blob(parse.mapping(body).get("blob")))
