"""An open internet that a peer plays: every public name leads to it, and what it says is asked for by path."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from networks import http
from networks.http import Http
from tests.networks.peers import Peer, Script, answers

PUBLIC_ADDRESS = "93.184.216.34"
Web = Callable[[dict[str, Script]], Peer]


@contextmanager
def public_web(
    monkeypatch: pytest.MonkeyPatch,
    *,
    allow_origins: Sequence[str] = (),
    unknown: Sequence[str] = (),
) -> Iterator[Web]:
    """Starts the peer once its pages are named: 404 for all others. The names in `unknown` stand for nothing."""
    started: list[Peer] = []
    real = socket.create_connection

    def start(pages: dict[str, Script]) -> Peer:
        def play(connection: Any, request: bytes) -> None:
            path = request.split(b" ", 2)[1].decode()
            pages.get(path, answers(b"no", status="404 Not Found"))(connection, request)

        started.append(Peer(play))
        return started[0]

    def connect(address: tuple[str, int], *args: Any, **more: Any) -> socket.socket:
        place = ("127.0.0.1", started[0].port) if address[0] == PUBLIC_ADDRESS else address
        return real(place, *args, **more)

    def resolve(host: str, port: int) -> list[str]:
        if host in unknown:
            raise socket.gaierror(f"no such name: {host}")
        return [PUBLIC_ADDRESS]

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(http, "_door", Http(allow_origins=allow_origins, resolve=resolve))
    yield start
    for one in started:
        one.close()
