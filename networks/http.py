"""The one door to the web: one shared pool per process, one total deadline per call, guarded hosts, sorted errors.

It is used from threads. No cookies are kept, no redirect is followed at an API, no proxy is read from the environment,
no token reaches an error. The only clock read here is the monotonic one, to keep the deadline.
"""

from __future__ import annotations

import os
import threading
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, Final, cast
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from networks.answers import Refine, Response, error_of
from networks.errors import ErrorKind, NetworkError
from networks.types import Secret
from networks.wire import (
    AddressRefused,
    Call,
    Connections,
    DeadlinePassed,
    GuardedBackend,
    NameUnknown,
    Release,
    Resolve,
    chunks,
    look_up,
)

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ERROR_BYTES: Final = 64 * 1024
FilePart = tuple[str, BinaryIO, str]


class Deadline:
    """One budget of seconds shared by several calls."""

    def __init__(self, timeout_s: float) -> None:
        self._ends_at = time.monotonic() + timeout_s

    def left(self) -> float:
        """Seconds left; raises transient:timeout, nothing sent, when there are none."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise NetworkError(ErrorKind.TRANSIENT, "timeout")
        return left


class Http:
    """Calls to networks. `allow_origins` are the addresses of our own that the guard lets through, exactly."""

    def __init__(
        self,
        *,
        allow_origins: Sequence[str] = (),
        user_agent: str = "Palinsesto",
        resolve: Resolve = look_up,
        ports: frozenset[int] = frozenset({80, 443}),
    ) -> None:
        self.allow_origins = tuple(origin.rstrip("/") for origin in allow_origins)
        self._trusted = frozenset(map(_origin_key, self.allow_origins))
        self._user_agent = user_agent
        self._resolve = resolve
        self._ports = ports
        self._lock = threading.Lock()
        self._pid = 0
        self._connections: Connections | None = None
        self._tls: Any = None

    def request(
        self,
        method: str,
        url: str,
        *,
        token: Secret | None = None,
        headers: Mapping[str, str] | None = None,
        params: Sequence[tuple[str, str]] | Mapping[str, str] | None = None,
        json: Any = None,
        form: Mapping[str, str | Secret] | None = None,
        files: Mapping[str, FilePart] | None = None,
        content: bytes | BinaryIO | None = None,
        hidden: Sequence[Secret] = (),
        timeout_s: float,
        is_irreversible: bool = False,
        max_bytes: int = MAX_BYTES,
        refine: Refine | None = None,
    ) -> Response:
        """One call, over within `timeout_s` whatever the peer does; raises NetworkError for all but a 2xx.

        `is_irreversible` makes everything that may have happened at the other side unknown_outcome. `content` is a
        body as it is, read piece by piece where it is a file; `hidden` are secrets inside `json`, which reach no error either.
        """
        call = Call(time.monotonic() + timeout_s, is_trusted=self._is_trusted(url))
        secrets = _secrets(token, form) + tuple(secret.reveal() for secret in hidden)
        head = {"user-agent": self._user_agent, "accept": "application/json"}
        head["accept-encoding"] = "gzip"
        head.update(headers or {})
        if token is not None:
            head["authorization"] = f"Bearer {token.reveal()}"
        plain = {name: _plain(value) for name, value in form.items()} if form is not None else None
        try:
            request = httpx.Request(
                method,
                _address(url),
                headers=head,
                params=dict(params) if isinstance(params, Mapping) else list(params or ()) or None,
                json=json,
                data=plain,
                files=files,
                content=content,
            )
        except (httpx.InvalidURL, ValueError, TypeError):
            raise NetworkError(ErrorKind.NOT_SUPPORTED, "bad_url") from None
        if not call.is_trusted:
            self._check_url(request.url, schemes=("https",))
        status, answer_headers, body, is_whole = self._exchange(
            request, call, max_bytes, is_irreversible
        )
        response = Response(status, answer_headers, body, is_irreversible, secrets)
        if not 200 <= status < 300:
            raise error_of(response, refine)
        if not is_whole:
            raise response.unreadable("too_large")
        return response

    def fetch_public(
        self,
        url: str,
        *,
        timeout_s: float,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        max_redirects: int = 3,
    ) -> Response:
        """GET any public page or feed: http(s), usual ports, each hop guarded anew, no token, no cookie."""
        deadline = Deadline(timeout_s)
        for _ in range(max_redirects + 1):
            call = Call(time.monotonic() + deadline.left(), is_trusted=False)
            head = {"user-agent": self._user_agent, "accept": "*/*", "accept-encoding": "gzip"}
            try:
                request = httpx.Request("GET", url, headers={**head, **(headers or {})})
            except (httpx.InvalidURL, ValueError, TypeError):
                raise NetworkError(ErrorKind.NOT_SUPPORTED, "bad_url") from None
            self._check_url(request.url, schemes=("https", "http"))
            status, answer_headers, body, is_whole = self._exchange(request, call, max_bytes, False)
            response = Response(status, answer_headers, body)
            if status in (301, 302, 303, 307, 308) and "location" in answer_headers:
                try:
                    url = urljoin(url, answer_headers["location"])
                except ValueError:
                    raise response.unreadable("bad_redirect") from None
                continue
            if status == 304:
                return response
            if not 200 <= status < 300:
                raise error_of(response, None)
            if not is_whole:
                raise response.unreadable("too_large")
            return response
        raise NetworkError(ErrorKind.PROVIDER_CHANGED, "too_many_redirects", was_sent=True)

    def close(self) -> None:
        """Close idle connections."""
        if self._connections is not None and self._pid == os.getpid():
            self._connections.close()

    def _exchange(
        self, request: httpx.Request, call: Call, max_bytes: int, is_irreversible: bool
    ) -> tuple[int, dict[str, str], bytes, bool]:
        url = request.url
        wire_request = httpcore.Request(
            method=request.method.encode("ascii"),
            url=httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=cast("Iterable[bytes]", request.stream),
        )
        release: Release | None = None
        try:
            response, release = self._pool().send(wire_request, call)
            head = {
                name.decode("latin-1").lower(): value.decode("latin-1")
                for name, value in response.headers
            }
            cap = max_bytes if response.status < 400 else min(max_bytes, MAX_ERROR_BYTES)
            body, is_whole = _read(response, head.get("content-encoding", ""), cap)
            if is_whole:
                release.done(response)
            else:
                release.abandon()
            return response.status, head, body, is_whole
        except BaseException as error:
            if release is not None:
                release.abandon()
            if isinstance(error, _FAILURES):
                raise _failure(error, call, is_irreversible) from error
            raise

    def _pool(self) -> Connections:
        if self._pid != os.getpid():
            # After a fork the sockets belong to the parent: start anew and touch none of them.
            with self._lock:
                if self._pid != os.getpid():
                    self._connections = Connections(GuardedBackend(self._resolve), self._context)
                    self._pid = os.getpid()
        assert self._connections is not None
        return self._connections

    def _context(self) -> Any:
        if self._tls is None:  # built once: loading the certificates takes tens of milliseconds
            self._tls = httpx.create_ssl_context()
        return self._tls

    def _is_trusted(self, url: str) -> bool:
        return bool(self._trusted) and _origin_key(url) in self._trusted

    def _check_url(self, url: httpx.URL, schemes: tuple[str, ...]) -> None:
        port = url.port or (443 if url.scheme == "https" else 80)
        if url.scheme not in schemes:
            raise NetworkError(ErrorKind.NOT_SUPPORTED, "scheme")
        if url.userinfo or not url.host or port not in self._ports:
            raise NetworkError(ErrorKind.NOT_SUPPORTED, "host_refused")


def _read(response: httpcore.Response, encoding: str, cap: int) -> tuple[bytes, bool]:
    """The decoded body up to `cap`, and whether that was all of it. A bomb is never inflated past the cap."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise httpcore.RemoteProtocolError("unasked content encoding")
    inflate = zlib.decompressobj(31) if encoding.endswith("gzip") else None
    parts: list[bytes] = []
    n = 0
    for chunk in chunks(response):
        if inflate is not None:
            try:
                chunk = inflate.decompress(chunk, cap - n + 1)
            except zlib.error:
                raise httpcore.RemoteProtocolError("broken gzip") from None
        parts.append(chunk)
        n += len(chunk)
        if n > cap:
            return b"".join(parts)[:cap], False
    if inflate is not None and n and not inflate.eof:
        raise httpcore.RemoteProtocolError("cut gzip")
    return b"".join(parts), True


_FAILURES: Final = (
    NetworkError,
    AddressRefused,
    DeadlinePassed,
    NameUnknown,
    OSError,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.RemoteProtocolError,
    httpcore.LocalProtocolError,
)


def _failure(error: Exception, call: Call, is_irreversible: bool) -> NetworkError:
    """What it means that no whole answer came (publishing: before a byte left, nothing was created)."""
    if isinstance(error, NetworkError):
        return error
    if isinstance(error, AddressRefused):
        return NetworkError(ErrorKind.NOT_SUPPORTED, "private_address")
    if isinstance(error, DeadlinePassed | httpcore.TimeoutException | TimeoutError):
        code = "timeout"
    elif isinstance(error, NameUnknown):
        code = "name_unknown"
    elif isinstance(error, httpcore.RemoteProtocolError):
        code = "cut"
    elif isinstance(error, httpcore.ConnectError):
        code = "connect"
    elif isinstance(error, httpcore.NetworkError):
        code = "reset"
    elif isinstance(error, OSError):
        code = "tls"
    else:
        code = "protocol"  # we would have sent what HTTP does not allow
    unknown = call.was_sent and is_irreversible
    kind = ErrorKind.UNKNOWN_OUTCOME if unknown else ErrorKind.TRANSIENT
    return NetworkError(kind, code, was_sent=call.was_sent)


@lru_cache(maxsize=1024)
def _address(url: str) -> httpx.URL:
    """The parsed address; the few that posts go to are asked for again and again."""
    return httpx.URL(url)


def _plain(value: str | Secret) -> str:
    return value.reveal() if isinstance(value, Secret) else value


def _secrets(token: Secret | None, form: Mapping[str, str | Secret] | None) -> tuple[str, ...]:
    found = [token] if token is not None else []
    found += [value for value in (form or {}).values() if isinstance(value, Secret)]
    return tuple(secret.reveal() for secret in found)


def _origin_key(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return ("", "", 0)
    if "@" in parts.netloc or not parts.hostname:
        return ("", "", 0)
    return (parts.scheme, parts.hostname, port)


_door = Http()


def configure(*, allow_origins: Sequence[str] = (), user_agent: str = "Palinsesto") -> None:
    """Called once by the composition root: the origins of our own that may be reached, and our name."""
    global _door
    _door = Http(allow_origins=allow_origins, user_agent=user_agent)


def door() -> Http:
    """The shared door of this process."""
    return _door
