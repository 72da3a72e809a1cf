"""The link of a post: what may be one, and the address that measures where its readers came from. Pure."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

MOST_LINK = 2000
# What every post of ours is, in the words that web statistics group by.
MEDIUM = "social"


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


def measured(link: str, *, source: str, campaign: str) -> str:
    """The link with utm_source, utm_medium and utm_campaign; what it has already stays. Without a campaign, unchanged."""
    if not link or not campaign.strip():
        return link
    parts = urlsplit(link)
    has = {name.lower() for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    ours = {"utm_source": source, "utm_medium": MEDIUM, "utm_campaign": campaign.strip()}
    added = urlencode({name: value for name, value in ours.items() if name not in has})
    query = "&".join(part for part in (parts.query, added) if part)
    return urlunsplit(parts._replace(query=query))
