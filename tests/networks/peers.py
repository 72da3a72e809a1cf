"""Badly behaved servers on loopback: raw sockets, so that they can do what no web server would."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

Script = Callable[[socket.socket, bytes], None]


class Peer:
    """Listens on a free port and plays one script to everyone who connects; counts them and keeps what they sent."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(64)
        self.port: int = self._socket.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.requests: list[bytes] = []
        self.n_connections = 0
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        # A thread that waits in accept keeps the port open: wake it first.
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._accepting.join(5)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.n_connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(20)
            while True:
                request = read_request(connection)
                if not request:
                    return
                self.requests.append(request)
                self._script(connection, request)


def read_request(connection: socket.socket) -> bytes:
    """One whole request, or nothing when the other side hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    wanted = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            wanted = int(line.split(b":")[1])
    while len(body) < wanted:
        more = connection.recv(65536)
        if not more:
            return b""
        body += more
    return head + b"\r\n\r\n" + body


def answers(
    body: bytes,
    *,
    status: str = "200 OK",
    kind: str = "application/json",
    headers: str = "",
    claim: int | None = None,
) -> Script:
    """Answer this; `claim` is the length that the head tells, which may be a lie."""
    length = len(body) if claim is None else claim
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{headers}\r\n".encode()

    def play(connection: socket.socket, request: bytes) -> None:
        connection.sendall(head + body)
        if claim is not None:
            hang_up(connection, request)

    return play


def hang_up(connection: socket.socket, request: bytes) -> None:
    """Close in the face of whoever asked."""
    connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def drips(seconds: float, pause: float = 0.05) -> Script:
    """Answer one byte at a time, each well within any read timeout."""

    def play(connection: socket.socket, request: bytes) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
        )
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(b" ")
            time.sleep(pause)

    return play


def is_silent(seconds: float) -> Script:
    """Take the request and say nothing."""

    def play(connection: socket.socket, request: bytes) -> None:
        time.sleep(seconds)

    return play
