"""Calls to one server of the Mastodon kind: its address, the token, and one time budget for all calls of a method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from networks import http
from networks.answers import Response
from networks.http import Deadline, FilePart
from networks.mastodon import parse
from networks.types import Credentials, Secret

STATUSES = "/api/v1/statuses"


class Api:
    """One method's view of one host."""

    def __init__(self, host: str, timeout_s: float, token: Secret | None = None) -> None:
        self.host = host
        self.deadline = Deadline(timeout_s)
        self._token = token

    @classmethod
    def of(cls, credentials: Credentials, timeout_s: float) -> Api:
        """The host of these credentials, speaking for their account."""
        return cls(credentials.host, timeout_s, credentials.access_token)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Sequence[tuple[str, str]] | None = None,
        json: Any = None,
        form: Mapping[str, str | Secret] | None = None,
        files: Mapping[str, FilePart] | None = None,
        headers: Mapping[str, str] | None = None,
        is_irreversible: bool = False,
    ) -> Response:
        """One call; raises NetworkError for all but a 2xx."""
        return http.door().request(
            method,
            self.host + path,
            token=self._token,
            params=params,
            json=json,
            form=form,
            files=files,
            headers=headers,
            timeout_s=self.deadline.left(),
            is_irreversible=is_irreversible,
            refine=parse.refine,
        )

    def get(self, path: str, *params: tuple[str, str]) -> Response:
        """A read."""
        return self.call("GET", path, params=params)


def me(api: Api) -> Response:
    """https://docs.joinmastodon.org/methods/accounts/#verify_credentials"""
    return api.get("/api/v1/accounts/verify_credentials")


def status_path(remote_id: str) -> str:
    """The path of one status; the id comes from a host and is quoted."""
    return f"{STATUSES}/{quote(remote_id, safe='')}"
