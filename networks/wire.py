"""Sockets under the HTTP door: who may be connected to, one deadline for a whole call, and reuse of connections.

Three things a stock client does not give us, at no thread per call:
- the total deadline: every read and write gets what is left of it, so a peer that drips bytes cannot hold a worker;
- the address guard: a name is resolved once, judged, and *that* address is connected to (no second look-up to rebind);
- whether a byte of the request left: the difference between "try again" and "it may be out there".
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore

from networks.hosts import is_public

CONNECT_S = 5.0
IDLE_S = 30.0
MAX_IDLE = 64
_COALESCE = 64 * 1024

Resolve = Callable[[str, int], list[str]]
OriginKey = tuple[bytes, bytes, int]


class AddressRefused(Exception):
    """The name stands for an address that is not on the open internet."""


class DeadlinePassed(Exception):
    """The total time of the call is over."""


class NameUnknown(Exception):
    """The name could not be resolved, or not in time."""


class Call:
    """What is true of the call that this thread is making."""

    __slots__ = ("ends_at", "is_trusted", "was_sent")

    def __init__(self, ends_at: float, is_trusted: bool) -> None:
        self.ends_at = ends_at
        self.is_trusted = is_trusted
        self.was_sent = False

    def left(self) -> float:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise DeadlinePassed
        return left


_here = threading.local()


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class _Stream(httpcore.NetworkStream):
    """A socket whose every operation obeys the call's deadline. Small writes wait for the next read, so that head and
    body of a request travel in one packet."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._waiting = bytearray()
        self._is_tls = isinstance(sock, ssl.SSLSocket)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._waiting += buffer
        if len(self._waiting) >= _COALESCE:
            self._flush()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._waiting:
            self._flush()
        try:
            self._sock.settimeout(_here.call.left())
            return self._sock.recv(max_bytes)
        except TimeoutError:
            raise DeadlinePassed from None
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    def _flush(self) -> None:
        call: Call = _here.call
        waiting = memoryview(bytes(self._waiting))
        self._waiting.clear()
        try:
            while waiting:
                self._sock.settimeout(call.left())
                # TLS may have put part of a record on the wire before it fails; plain TCP has not.
                call.was_sent = call.was_sent or self._is_tls
                n = self._sock.send(waiting)
                call.was_sent = True
                waiting = waiting[n:]
        except TimeoutError:
            raise DeadlinePassed from None
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        try:
            self._sock.settimeout(min(_here.call.left(), 2 * CONNECT_S))
            return _Stream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname))
        except BaseException:
            self._sock.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object" and isinstance(self._sock, ssl.SSLSocket):
            return self._sock
        if info == "is_readable":
            return _is_readable(self._sock)
        return None


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, unless the call is to a trusted origin."""

    def __init__(self, resolve: Resolve = look_up) -> None:
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        call: Call = _here.call
        addresses = self._addresses(host, port, call)
        if not addresses:
            raise NameUnknown(host)
        if not call.is_trusted and not all(map(_is_public_text, addresses)):
            # One bad address among good ones is how rebinding looks: refuse the name, not the address.
            raise AddressRefused(host)
        failure: OSError = OSError("no address")
        for address in addresses[:4]:
            try:
                sock = socket.create_connection((address, port), min(CONNECT_S, call.left()))
            except OSError as error:
                failure = error
                continue
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _Stream(sock)
        raise httpcore.ConnectError(str(failure)) from failure

    def _addresses(self, host: str, port: int, call: Call) -> list[str]:
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        answer: list[list[str] | OSError | UnicodeError] = []

        def ask() -> None:
            try:
                answer.append(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answer.append(error)

        # The system's resolver knows no time limit; connections are kept, so this is not once per call.
        thread = threading.Thread(target=ask, name="resolve", daemon=True)
        thread.start()
        try:
            thread.join(min(CONNECT_S, call.left()))
        except DeadlinePassed:
            raise NameUnknown(host) from None
        if not answer or isinstance(answer[0], Exception):
            raise NameUnknown(host)
        return answer[0]


def _is_public_text(address: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False


def _is_readable(sock: socket.socket) -> bool:
    """Whether an idle socket has something to read, which on an idle connection means: the peer hung up."""
    if sock.fileno() < 0:
        return True
    sock.settimeout(0)
    try:
        if isinstance(sock, ssl.SSLSocket):
            return bool(sock.recv(1)) or True
        return sock.recv(1, socket.MSG_PEEK) is not None
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True


class Connections:
    """Idle connections by origin, newest first. Threads hold one each while they call; at most MAX_IDLE wait here.

    httpcore's own pool looks at every connection on every request; with 32 busy threads that alone cost a fifth of
    the calls per second.
    """

    def __init__(self, backend: httpcore.NetworkBackend, tls: Callable[[], ssl.SSLContext]) -> None:
        self._backend = backend
        self._tls = tls
        self._lock = threading.Lock()
        self._idle: dict[OriginKey, deque[httpcore.HTTPConnection]] = {}
        self._n_idle = 0

    def send(self, request: httpcore.Request, call: Call) -> tuple[httpcore.Response, Release]:
        """Send on a kept connection or a new one. A kept one that turns out dead before a byte left is replaced."""
        _here.call = call
        wire_origin = request.url.origin
        origin = (wire_origin.scheme, wire_origin.host, wire_origin.port)
        while (connection := self._take(origin)) is not None:
            try:
                return connection.handle_request(request), Release(self, origin, connection)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                connection.close()
                if call.was_sent:
                    raise
            except BaseException:
                connection.close()
                raise
        connection = httpcore.HTTPConnection(
            wire_origin,
            ssl_context=self._tls() if wire_origin.scheme == b"https" else None,
            keepalive_expiry=IDLE_S,
            network_backend=self._backend,
        )
        try:
            return connection.handle_request(request), Release(self, origin, connection)
        except BaseException:
            connection.close()
            raise

    def _take(self, origin: OriginKey) -> httpcore.HTTPConnection | None:
        while True:
            with self._lock:
                idle = self._idle.get(origin)
                if not idle:
                    return None
                connection = idle.pop()
                self._n_idle -= 1
            if connection.is_idle() and not connection.has_expired():
                return connection
            connection.close()

    def give_back(self, origin: OriginKey, connection: httpcore.HTTPConnection) -> None:
        """Keep the connection for the next call, or close it."""
        surplus: httpcore.HTTPConnection | None = None
        if not connection.is_idle():
            surplus = connection
        else:
            with self._lock:
                self._idle.setdefault(origin, deque()).append(connection)
                self._n_idle += 1
                if self._n_idle > MAX_IDLE:
                    surplus = self._oldest()
        if surplus is not None:
            surplus.close()

    def _oldest(self) -> httpcore.HTTPConnection | None:
        for origin in list(self._idle):
            idle = self._idle[origin]
            if idle:
                self._n_idle -= 1
                connection = idle.popleft()
                if not idle:
                    del self._idle[origin]
                return connection
        return None

    def close(self) -> None:
        """Close what waits."""
        with self._lock:
            waiting = [connection for idle in self._idle.values() for connection in idle]
            self._idle.clear()
            self._n_idle = 0
        for connection in waiting:
            connection.close()


class Release:
    """Reads an answer and then lets its connection go: back to the others when whole, closed when not."""

    def __init__(
        self, owner: Connections, origin: OriginKey, connection: httpcore.HTTPConnection
    ) -> None:
        self._owner = owner
        self._origin = origin
        self._connection = connection

    def done(self, response: httpcore.Response) -> None:
        """The answer was read to its end, or nobody wants the rest."""
        response.close()
        self._owner.give_back(self._origin, self._connection)

    def abandon(self) -> None:
        """Something went wrong: this connection is not used again."""
        self._connection.close()


def chunks(response: httpcore.Response) -> Iterator[bytes]:
    """The undecoded body, piece by piece, inside the call's deadline."""
    yield from response.iter_stream()
