"""Hosts that people type, and addresses we may talk to. Pure; the resolving is done in http.py."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import idna

from networks.errors import HostError, HostProblem

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HANDLE = re.compile(r"@?[A-Za-z0-9_]{1,60}@([^@\s/]+)")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_PRIVATE_SUFFIXES = (
    ".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home", ".corp",
    ".private", ".arpa", ".invalid", ".onion", ".test",
)  # fmt: skip
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_V4_COMPATIBLE = ipaddress.ip_network("::/96")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")


def is_public(address: Address) -> bool:
    """Whether the address, and every address wrapped in it, is a unicast one of the open internet."""
    return all(_is_plain_public(each) for each in _unwrapped(address))


def public_origin(text: str) -> str:
    """The https origin of a host, address or handle that a person typed; the host in ASCII (IDN as punycode).

    Refuses, by HostError: nothing, other schemes, user info, ports, numbers in any notation, names of private networks.
    """
    text = text.strip()
    if not text:
        raise HostError(HostProblem.EMPTY)
    if len(text) > 2000:
        raise HostError(HostProblem.TOO_LONG)
    return "https://" + _ascii_host(_typed_host(text))


def _typed_host(text: str) -> str:
    handle = _HANDLE.fullmatch(text)
    if handle:
        text = handle.group(1)
    if "://" in text or text.startswith("//"):
        scheme = text.partition("://")[0].lower() if "://" in text else ""
        if scheme not in ("https", "http", ""):
            raise HostError(HostProblem.SCHEME, text)
    else:
        text = "https://" + text
    if "\\" in text or any(char.isspace() or ord(char) < 32 for char in text):
        raise HostError(HostProblem.MALFORMED, text)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise HostError(HostProblem.MALFORMED, text) from None
    if "@" in parts.netloc:
        raise HostError(HostProblem.USERINFO, parts.netloc)
    if "%" in parts.netloc:
        raise HostError(HostProblem.MALFORMED, parts.netloc)
    if parts.netloc.startswith("["):
        raise HostError(HostProblem.PRIVATE, parts.netloc)
    if port is not None and port != 443:
        raise HostError(HostProblem.PORT, parts.netloc)
    return (parts.hostname or "").rstrip(".")


def _ascii_host(host: str) -> str:
    if not host:
        raise HostError(HostProblem.EMPTY)
    try:
        name = idna.encode(host, uts46=True).decode("ascii").lower().rstrip(".")
    except (idna.IDNAError, UnicodeError):
        raise HostError(HostProblem.MALFORMED, host) from None
    labels = name.split(".")
    if len(name) > 253:
        raise HostError(HostProblem.TOO_LONG, name)
    if _NUMERIC.fullmatch(labels[-1]):
        raise HostError(HostProblem.PRIVATE, name)
    if len(labels) < 2 or f".{name}".endswith(_PRIVATE_SUFFIXES):
        raise HostError(HostProblem.PRIVATE, name)
    if not all(_LABEL.fullmatch(label) for label in labels) or not _TOP.fullmatch(labels[-1]):
        raise HostError(HostProblem.MALFORMED, name)
    return name


def _unwrapped(address: Address) -> list[Address]:
    """The address itself or, for an IPv6 that carries IPv4 ones, those."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address.sixtofour is not None:
        return [address.sixtofour]
    if address.teredo is not None:
        return list(address.teredo)
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


def _is_plain_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address in _SITE_LOCAL:
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_private
    )
