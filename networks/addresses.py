"""The addresses people copy out of a network: does this one name a post there, or an account? Pure; asks nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from networks.known import KNOWN, Known, Shape

LONGEST = 500
_BARE_NAME = re.compile(r"@?([\w.-]{1,100}(?:@[\w.-]{3,100})?)")
# Words that stand where an account's name would.
_NOT_A_NAME = frozenset(
    {"p", "reel", "reels", "stories", "explore", "watch", "home", "feed", "share", "pin", "search", "i", "login", "t"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """What an address names: the network's own id, and the address itself without what only tracks who clicked."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a person names it; `url` is empty where its name does not lead to an address."""

    id: str
    handle: str
    url: str


def post_address(network: str, text: str) -> Address | None:
    """The post that an address names on that network, or None for anything else. KeyError for an unknown network."""
    return _recognised(KNOWN[network].posts, text)


def account_of(network: str, text: str) -> Account | None:
    """The account that a name, a handle or an address stands for, or None. KeyError for an unknown network."""
    known = KNOWN[network]
    address = _recognised(known.accounts, text)
    if address is not None and address.id.lower() not in _NOT_A_NAME:
        return Account(address.id.lower(), _handle(known, address), address.url)
    bare = _BARE_NAME.fullmatch(text.strip())
    if bare is None or (not known.has_at and not known.profile):
        return None
    name = bare.group(1)
    if known.profile == "" and "@" not in name:
        return None  # on a network of many servers a name alone is nobody
    if known.profile:
        return Account(
            name.lower(), ("@" if known.has_at else "") + name, known.profile.format(name)
        )
    user, _, host = name.partition("@")
    return Account(name.lower(), f"@{name}", f"https://{host}/@{user}")


def _handle(known: Known, address: Address) -> str:
    name = unquote(address.id).replace("+", " ") if not known.profile else address.id
    if not known.has_at:
        return name
    if known.slug == "mastodon" and "@" not in name:
        name = f"{name}@{urlsplit(address.url).netloc}"
    return "@" + name


def _recognised(shapes: tuple[Shape, ...], text: str) -> Address | None:
    text = text.strip()
    if len(text) > LONGEST or any(char.isspace() or ord(char) < 32 for char in text):
        return None
    if "://" not in text:
        if "/" not in text:
            return None
        text = "https://" + text
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "." not in host or port or "@" in parts.netloc:
        return None
    path = parts.path.rstrip("/")
    for shape in shapes:
        if shape.hosts and not any(
            host == each or host.endswith("." + each) for each in shape.hosts
        ):
            continue
        match = re.fullmatch(shape.path, path)
        if match is None:
            continue
        if not shape.query:
            return Address(match.group("id")[:200], f"https://{host}{parts.path}")
        named = parse_qs(parts.query).get(shape.query, [""])[0]
        if named:
            kept = _kept(parts.query, shape.query)
            return Address(named[:200], f"https://{host}{parts.path}?{kept}")
    return None


def _kept(query: str, name: str) -> str:
    """The parameters without which the address leads elsewhere: the one that names the post, and whose it is."""
    values = parse_qs(query)
    kept = [(key, values[key][0]) for key in (name, "id") if key in values]
    return urlencode(dict(kept))
