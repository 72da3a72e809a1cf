"""What an answer over HTTP means: a good one, or the error that it stands for. Pure."""

from __future__ import annotations

import json as jsonlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

from networks.errors import MAX_RAW, ErrorKind, NetworkError

_TOKENS = re.compile(
    r'(?i)("?(?:access_token|refresh_token|accessJwt|refreshJwt|client_secret|code_verifier|code|id_token|token|password)"?\s*[:=]\s*)'
    r'("[^"]*"|[^\s&",}]+)|(bearer\s+)[\w.~+/=-]+'
)


# What a connector may say about its network's error before the general rule does: (kind, code), or None.
Refine = Callable[[int, Any], "tuple[ErrorKind, str] | None"]


@dataclass(frozen=True, slots=True)
class Response:
    """A good answer, read whole. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    is_irreversible: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 becomes a mark."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. Anything else is unknown_outcome after an irreversible call, else provider_changed."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            raise self.unreadable("not_json") from None

    def unreadable(self, code: str) -> NetworkError:
        """The error for a 2xx that does not say what it should."""
        kind = ErrorKind.UNKNOWN_OUTCOME if self.is_irreversible else ErrorKind.PROVIDER_CHANGED
        return NetworkError(
            kind,
            code,
            http_status=self.status,
            was_sent=True,
            request_id=self.headers.get("x-request-id", ""),
            raw=redact(self.body, self.secrets),
        )


def redact(body: bytes, secrets: Sequence[str] = ()) -> str:
    """At most 4 KB of an answer with the known secrets, and whatever looks like one, taken out."""
    text = body[: 2 * MAX_RAW].decode("utf-8", "replace")
    for secret in secrets:
        if len(secret) >= 4:
            text = text.replace(secret, "[secret]")
    return _TOKENS.sub(lambda m: f"{m[1] or m[3]}[secret]", text)[:MAX_RAW]


_BY_STATUS: Final = {
    400: (ErrorKind.CONTENT_REJECTED, "bad_request"),
    401: (ErrorKind.AUTH_EXPIRED, "unauthorised"),
    403: (ErrorKind.PERMISSION_DENIED, "forbidden"),
    404: (ErrorKind.NOT_FOUND, "not_found"),
    409: (ErrorKind.CONTENT_REJECTED, "conflict"),
    410: (ErrorKind.NOT_FOUND, "gone"),
    413: (ErrorKind.CONTENT_REJECTED, "too_large"),
    415: (ErrorKind.CONTENT_REJECTED, "media_type"),
    422: (ErrorKind.CONTENT_REJECTED, "invalid"),
    429: (ErrorKind.RATE_LIMITED, "rate_limited"),
}


def error_of(response: Response, refine: Refine | None) -> NetworkError:
    """The error of an answer that is no 2xx: what the connector makes of it, else the general rule."""
    status = response.status
    params: dict[str, str | int | float] = {}
    refined = refine(status, _json_or_none(response.body)) if refine else None
    if refined is not None:
        kind, code = refined
    elif status in _BY_STATUS:
        kind, code = _BY_STATUS[status]
    elif status >= 500 or status == 408:
        kind, code = ErrorKind.TRANSIENT, "server"
        if response.is_irreversible:
            kind = ErrorKind.UNKNOWN_OUTCOME
    elif 300 <= status < 400:
        kind, code = ErrorKind.PROVIDER_CHANGED, "redirect"
        params["host"] = host_of(response.headers.get("location", ""))
        if response.is_irreversible:
            kind = ErrorKind.UNKNOWN_OUTCOME
    else:
        kind, code = ErrorKind.PROVIDER_CHANGED, "status"
        if response.is_irreversible:
            kind = ErrorKind.UNKNOWN_OUTCOME
    return NetworkError(
        kind,
        code,
        params,
        http_status=status,
        retry_at_s=_retry_at(response.headers),
        was_sent=True,
        request_id=response.headers.get("x-request-id", "")[:100],
        raw=redact(response.body, response.secrets),
    )


def host_of(url: str) -> str:
    """The host of an address that a stranger wrote; empty where it has none or is no address."""
    try:
        return (urlsplit(url).hostname or "")[:253]
    except ValueError:
        return ""


def _retry_at(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait. Instants are compared with the answer's own Date, never with our clock."""
    value = headers.get("retry-after", "")
    # Only the ten digits: a raised two is a digit too, and no number.
    if value.strip().isascii() and value.strip().isdigit():
        return float(min(int(value.strip()[:9]), 86_400))
    try:
        sent_at = parsedate_to_datetime(headers["date"])
        if value:
            until = parsedate_to_datetime(value)
        elif headers.get("x-ratelimit-remaining") == "0":
            until = datetime.fromisoformat(headers["x-ratelimit-reset"])
        elif headers.get("ratelimit-remaining") == "0":
            until = datetime.fromtimestamp(int(headers["ratelimit-reset"]), UTC)
        else:
            return None
        return min(max((until - sent_at).total_seconds(), 0.0), 86_400.0)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _json_or_none(body: bytes) -> Any:
    try:
        return jsonlib.loads(body)
    except (ValueError, RecursionError):
        return None
