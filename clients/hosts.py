"""How a server's name is shown to somebody about to sign in there. Pure.

The registrable part (what somebody had to register, such as ``evil.example``) is what tells an
impostor from the real one. Without the public suffix list we know the common second-level
suffixes; for an unknown one we show less as registrable, never more than three labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_SECOND_LEVEL = frozenset(
    {"ac", "co", "com", "edu", "gob", "gov", "go", "gouv", "ltd", "mil", "ne", "net", "or", "org"}
)


@dataclass(frozen=True, kw_only=True)
class ShownHost:
    """A host in two parts: what comes before, and the registrable part to be set in bold."""

    before: str
    registrable: str


def host_name(origin: str) -> str:
    """``social.example`` for ``https://social.example``; the port is kept when there is one."""
    return urlsplit(origin).netloc or origin


def shown(url: str) -> ShownHost:
    """The host of an address, split for showing."""
    name = urlsplit(url).hostname or ""
    port = urlsplit(url).port
    labels = name.split(".")
    if len(labels) <= 2 or name.replace(".", "").isdigit() or ":" in name:
        return ShownHost(before="", registrable=name + (f":{port}" if port else ""))
    is_country = len(labels[-1]) == 2
    n_kept = 3 if is_country and labels[-2] in _SECOND_LEVEL else 2
    before = ".".join(labels[:-n_kept])
    registrable = ".".join(labels[-n_kept:])
    return ShownHost(
        before=before + "." if before else "",
        registrable=registrable + (f":{port}" if port else ""),
    )
