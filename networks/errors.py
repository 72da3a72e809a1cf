"""What can go wrong at a network, sorted by what the caller must do next.

No sentence for people lives here: `kind`, `code` and `params` are turned into words by the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

MAX_RAW = 4096


class ErrorKind(StrEnum):
    """What an error means for the one who must act on it."""

    TRANSIENT = "transient"  # nothing was created: try again later
    UNKNOWN_OUTCOME = "unknown_outcome"  # it may have been created: read back, never resend blindly
    RATE_LIMITED = "rate_limited"  # nothing was created: wait for retry_at_s
    QUOTA_EXHAUSTED = "quota_exhausted"
    AUTH_EXPIRED = "auth_expired"
    PERMISSION_DENIED = "permission_denied"
    CONTENT_REJECTED = "content_rejected"
    MEDIA_FETCH_FAILED = "media_fetch_failed"
    ACCOUNT_RESTRICTED = "account_restricted"
    NOT_FOUND = "not_found"
    PROVIDER_CHANGED = "provider_changed"
    NOT_SUPPORTED = "not_supported"
    DUPLICATE = "duplicate"  # evidence that the same post is there already: read back


class NetworkError(Exception):
    """A call to a network that did not end well.

    `was_sent` is False only when not one byte of the request left this machine. `retry_at_s` counts seconds from now.
    `raw` is at most 4 KB of the answer, with tokens removed.
    """

    def __init__(
        self,
        kind: ErrorKind,
        code: str = "",
        params: Mapping[str, str | int | float] | None = None,
        *,
        http_status: int | None = None,
        retry_at_s: float | None = None,
        was_sent: bool = False,
        request_id: str = "",
        raw: str = "",
    ) -> None:
        self.kind = kind
        self.code = code
        self.params = dict(params or {})
        self.http_status = http_status
        self.retry_at_s = retry_at_s
        self.was_sent = was_sent
        self.request_id = request_id
        self.raw = raw[:MAX_RAW]
        super().__init__(kind, code)

    def __str__(self) -> str:
        status = f" {self.http_status}" if self.http_status else ""
        return f"{self.kind.value}:{self.code}{status}"

    def __repr__(self) -> str:
        return f"NetworkError({self}, was_sent={self.was_sent}, params={self.params!r})"


class HostProblem(StrEnum):
    """Why a host that a person typed cannot be used."""

    EMPTY = "empty"
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    SCHEME = "scheme"
    USERINFO = "userinfo"
    PORT = "port"
    PRIVATE = "private"
    NOT_CONFIGURED = "not_configured"


class HostError(ValueError):
    """A host that is refused before anything is sent."""

    def __init__(self, kind: HostProblem, host: str = "") -> None:
        self.kind = kind
        self.host = host[:255]
        super().__init__(kind.value)
