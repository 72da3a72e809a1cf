"""Calls to one server: XRPC over HTTP, the token, and one time budget for all calls of a method."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from networks import http
from networks.answers import Response
from networks.errors import ErrorKind, NetworkError
from networks.http import Deadline
from networks.types import Credentials, Secret

# https://docs.bsky.app/docs/api — the names of errors, whatever the status they come with.
_BY_NAME: dict[str, ErrorKind] = {
    "ExpiredToken": ErrorKind.AUTH_EXPIRED,
    "InvalidToken": ErrorKind.AUTH_EXPIRED,
    "AuthMissing": ErrorKind.AUTH_EXPIRED,
    "AuthenticationRequired": ErrorKind.AUTH_EXPIRED,
    "AuthFactorTokenRequired": ErrorKind.AUTH_EXPIRED,
    "AccountTakedown": ErrorKind.ACCOUNT_RESTRICTED,
    "AccountSuspended": ErrorKind.ACCOUNT_RESTRICTED,
    "AccountDeactivated": ErrorKind.ACCOUNT_RESTRICTED,
    "RepoTakendown": ErrorKind.ACCOUNT_RESTRICTED,
    "RepoSuspended": ErrorKind.ACCOUNT_RESTRICTED,
    "RepoDeactivated": ErrorKind.ACCOUNT_RESTRICTED,
    "RateLimitExceeded": ErrorKind.RATE_LIMITED,
    "BlobTooLarge": ErrorKind.CONTENT_REJECTED,
    "InvalidMimeType": ErrorKind.CONTENT_REJECTED,
    "InvalidRecord": ErrorKind.CONTENT_REJECTED,
    "InvalidSwap": ErrorKind.DUPLICATE,
    "BlobNotFound": ErrorKind.MEDIA_FETCH_FAILED,
    "RecordNotFound": ErrorKind.NOT_FOUND,
    "RepoNotFound": ErrorKind.NOT_FOUND,
    "NotFound": ErrorKind.NOT_FOUND,
    "HandleNotFound": ErrorKind.NOT_FOUND,
    "DidNotFound": ErrorKind.NOT_FOUND,
}
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def refine(status: int, body: Any) -> tuple[ErrorKind, str] | None:
    """What the error's name says; a 5xx is believed by its number alone."""
    name = body.get("error") if isinstance(body, Mapping) else None
    if status >= 500 or not isinstance(name, str) or name not in _BY_NAME:
        return None
    return _BY_NAME[name], _CAPITAL.sub("_", name).lower()


class Api:
    """One method's view of one server."""

    def __init__(self, host: str, timeout_s: float, token: Secret | None = None) -> None:
        self.host = host
        self.deadline = Deadline(timeout_s)
        self._token = token

    @classmethod
    def of(cls, credentials: Credentials, timeout_s: float) -> Api:
        """The server of these credentials, speaking for their account."""
        return cls(credentials.host, timeout_s, credentials.access_token)

    def get(self, method: str, *params: tuple[str, str]) -> Response:
        """A query. What concerns all of Bluesky (app.bsky.…) the server passes on to its AppView."""
        return http.door().request(
            "GET",
            f"{self.host}/xrpc/{method}",
            token=self._token,
            params=params,
            timeout_s=self.deadline.left(),
            refine=refine,
        )

    def post(
        self,
        method: str,
        json: Any = None,
        *,
        content: bytes | BinaryIO | None = None,
        mime: str = "",
        params: Sequence[tuple[str, str]] = (),
        hidden: Sequence[Secret] = (),
        is_irreversible: bool = False,
    ) -> Response:
        """A procedure, with a JSON body, the bytes of a file, or neither."""
        return http.door().request(
            "POST",
            f"{self.host}/xrpc/{method}",
            token=self._token,
            params=params,
            json=json,
            content=content,
            headers={"content-type": mime} if mime else None,
            hidden=hidden,
            timeout_s=self.deadline.left(),
            is_irreversible=is_irreversible,
            refine=refine,
        )


def told_at(response: Response) -> datetime:
    """The end of the second in which the server answered, by its own clock: not before what the answer shows."""
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC) + timedelta(
            seconds=1
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        raise response.unreadable("no_date") from None


def nothing_sent(error: NetworkError) -> NetworkError:
    """The same error of a read that only came before the one call that matters: nothing was created."""
    kind = error.kind
    if kind in (ErrorKind.PROVIDER_CHANGED, ErrorKind.UNKNOWN_OUTCOME):
        kind = ErrorKind.TRANSIENT
    return NetworkError(
        kind,
        error.code,
        error.params,
        retry_at_s=error.retry_at_s,
        was_sent=False,
        request_id=error.request_id,
        raw=error.raw,
    )
