"""From what a person typed to the account's id and its server, with every hop through the guarded door.

A handle is only a claim: the id it leads to must name the same handle back, or somebody's domain could collect passwords
for another account. https://atproto.com/specs/handle, https://atproto.com/specs/did
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from networks import http
from networks.bluesky import parse
from networks.bluesky.api import Api
from networks.errors import ErrorKind, HostError, NetworkError
from networks.hosts import public_origin
from networks.http import Deadline
from networks.reading import MalformedError, understood

USUAL_DOMAIN = "bsky.social"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HANDLE = re.compile(rf"(?:{_LABEL}\.){{1,10}}[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?")
_PLC = re.compile(r"did:plc:[a-z2-7]{24}")
_WEB = re.compile(rf"did:web:((?:{_LABEL}\.){{1,10}}[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?)")
_PROFILE = re.compile(r"https?://(?:www\.)?bsky\.app/profile/([^/?#]+).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """An account and the server it lives on."""

    did: str
    pds: str


def typed_account(text: str) -> str:
    """The handle or DID in what a person typed: with or without @, or the address of the profile.

    A bare name belongs to bsky.social. Raises not_found with code handle_unknown for what cannot be one.
    """
    text = text.strip()
    profile = _PROFILE.fullmatch(text)
    text = (profile.group(1) if profile else text).removeprefix("@")
    if _PLC.fullmatch(text) or _WEB.fullmatch(text):
        return text
    handle = text.lower().rstrip(".")
    if re.fullmatch(_LABEL, handle):
        handle = f"{handle}.{USUAL_DOMAIN}"
    if len(handle) > 253 or not _HANDLE.fullmatch(handle):
        raise unknown_handle()
    return handle


def unknown_handle() -> NetworkError:
    """No account has this name."""
    return NetworkError(ErrorKind.NOT_FOUND, "handle_unknown", was_sent=False)


def find(account: str, *, resolver: str, directory: str, deadline: Deadline) -> Place:
    """The account and its server; `account` comes from typed_account.

    Raises not_found: handle_unknown when nobody has the name, no_server when the id names no server we may talk to.
    """
    did = account if account.startswith("did:") else _did_of(account, resolver, deadline)
    document = _document(did, directory, deadline)
    if not account.startswith("did:") and f"at://{account}" not in _names(document):
        raise unknown_handle()
    return Place(did, _server(document))


def _did_of(handle: str, resolver: str, deadline: Deadline) -> str:
    try:
        return resolve(Api(resolver, deadline.left()), handle)
    except NetworkError as error:
        if error.kind is not ErrorKind.NOT_FOUND:
            raise
    try:
        response = http.door().request(
            "GET",
            f"https://{handle}/.well-known/atproto-did",
            headers={"accept": "text/plain"},
            timeout_s=deadline.left(),
            max_bytes=4096,
        )
        return parse.did(response.text.strip())
    except (NetworkError, MalformedError):
        raise unknown_handle() from None


def resolve(api: Api, handle: str) -> str:
    """https://docs.bsky.app/docs/api/com-atproto-identity-resolve-handle — not_found when nobody has the name."""
    try:
        response = api.get("com.atproto.identity.resolveHandle", ("handle", handle))
    except NetworkError as error:
        if error.http_status in (400, 404):
            raise unknown_handle() from None
        raise
    return understood(response, lambda body: parse.did(parse.mapping(body).get("did")))


def _document(did: str, directory: str, deadline: Deadline) -> Mapping[str, Any]:
    web = _WEB.fullmatch(did)
    if web:
        url = f"https://{web.group(1)}/.well-known/did.json"
    elif _PLC.fullmatch(did):
        url = f"{directory}/{did}"
    else:
        raise unknown_handle()
    try:
        response = http.door().request("GET", url, timeout_s=deadline.left(), max_bytes=200_000)
    except NetworkError as error:
        if error.kind is ErrorKind.NOT_FOUND:
            raise unknown_handle() from None
        raise
    document = understood(response, parse.mapping)
    if document.get("id") != did:
        raise response.unreadable("other_id")
    return document


def _names(document: Mapping[str, Any]) -> list[str]:
    names = document.get("alsoKnownAs")
    return [str(name).lower() for name in names] if isinstance(names, list) else []


def _server(document: Mapping[str, Any]) -> str:
    services = document.get("service")
    for service in services if isinstance(services, list) else []:
        if isinstance(service, Mapping) and str(service.get("id", "")).endswith("#atproto_pds"):
            return _origin(service.get("serviceEndpoint"))
    raise NetworkError(ErrorKind.NOT_FOUND, "no_server", was_sent=True)


def _origin(endpoint: object) -> str:
    """The server as an origin; one of our own only if the door lets it through, exactly."""
    text = endpoint.rstrip("/") if isinstance(endpoint, str) else ""
    if text in http.door().allow_origins:
        return text
    try:
        if not text.startswith("https://"):
            raise ValueError
        return public_origin(text)
    except (HostError, ValueError):
        raise NetworkError(ErrorKind.NOT_FOUND, "no_server", was_sent=True) from None
