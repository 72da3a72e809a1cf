"""The OAuth 2 dance that networks share: PKCE S256, state, the address to send people to, the exchange of the code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from networks.answers import Refine, Response
from networks.errors import ErrorKind, NetworkError
from networks.http import Deadline, Http
from networks.types import AppRegistration, AuthRequest, Secret


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token endpoint answered; `expires_in_s` counts from the moment of the answer.

    `expires_at` is the same by the server's own clock; None where it does not tell the time.
    """

    access_token: Secret
    refresh_token: Secret | None
    scopes: frozenset[str]
    expires_in_s: int | None
    expires_at: datetime | None = None


def begin(redirect_uri: str) -> AuthRequest:
    """A fresh state and PKCE verifier (256 random bits each) for one journey."""
    return AuthRequest(redirect_uri, secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def is_same_state(expected: str, given: str) -> bool:
    """Compare states in constant time; an empty one never matches."""
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def challenge(code_verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(code_verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorization_url(
    endpoint: str,
    app: AppRegistration,
    *,
    redirect_uri: str,
    scope: str,
    state: str,
    code_verifier: str,
    extra: Mapping[str, str] | None = None,
) -> str:
    """The address of the page where the person says yes."""
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": redirect_uri,
        "scope": scope,
        "state": state,
        "code_challenge": challenge(code_verifier),
        "code_challenge_method": "S256",
        **(extra or {}),
    }
    return f"{endpoint}?{urlencode(query)}"


def exchange(
    http: Http,
    endpoint: str,
    app: AppRegistration,
    *,
    code: str,
    code_verifier: str,
    redirect_uri: str,
    deadline: Deadline,
    extra: Mapping[str, str] | None = None,
    refine: Refine | None = None,
) -> Grant:
    """Turn a code into a grant. Refuses an answer without an access token as provider_changed."""
    response = http.request(
        "POST",
        endpoint,
        form={
            "grant_type": "authorization_code",
            "code": Secret(code),
            "code_verifier": Secret(code_verifier),
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "redirect_uri": redirect_uri,
            **(extra or {}),
        },
        timeout_s=deadline.left(),
        refine=refine,
    )
    return _grant(response)


def renew(
    http: Http,
    endpoint: str,
    refresh_token: Secret,
    *,
    deadline: Deadline,
    refine: Refine | None = None,
) -> Grant:
    """Turn a refresh token into a new grant (RFC 6749, section 6); it may be spent by that."""
    response = http.request(
        "POST",
        endpoint,
        form={"grant_type": "refresh_token", "refresh_token": refresh_token},
        timeout_s=deadline.left(),
        refine=refine,
    )
    return _grant(response)


def _grant(response: Response) -> Grant:
    body: Any = response.json()
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token:
        raise NetworkError(ErrorKind.PROVIDER_CHANGED, "no_access_token", was_sent=True)
    refresh, expires = body.get("refresh_token"), body.get("expires_in")
    is_bounded = isinstance(expires, int) and not isinstance(expires, bool) and 0 < expires < 2**31
    return Grant(
        access_token=Secret(token),
        refresh_token=Secret(refresh) if isinstance(refresh, str) and refresh else None,
        scopes=frozenset(str(body.get("scope") or "").split()),
        expires_in_s=expires if is_bounded else None,
        expires_at=_end(response, expires) if is_bounded else None,
    )


def _end(response: Response, seconds: int) -> datetime | None:
    try:
        told = parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
        return told + timedelta(seconds=seconds)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
