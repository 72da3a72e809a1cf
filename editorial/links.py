"""The link of a post: what may be one. How it is tagged is the client's scheme (clients/tagging.py). Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

MOST_LINK = 2000


class NotALinkError(ValueError):
    """What was typed is no address of a web page."""


def clean_link(raw: str) -> str:
    """The address as typed, with https:// where no scheme was typed; empty for nothing.

    Raises NotALinkError for other schemes, for names and passwords in it, for hosts without a dot, for white space.
    """
    link = raw.strip()
    if not link:
        return ""
    if "://" not in link and not link.lower().startswith(("javascript:", "data:", "mailto:")):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotALinkError(link) from error
    is_page = parts.scheme.lower() in ("http", "https") and "@" not in parts.netloc
    if not is_page or "." not in host.strip(".") or len(link) > MOST_LINK:
        raise NotALinkError(link)
    if any(char.isspace() or char in '<>"\\' or not char.isprintable() for char in link):
        raise NotALinkError(link)
    return link
