"""Recorded answers of Mastodon, and a host that plays them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from networks.types import Credentials, Secret
from tests.networks.peers import Peer, Script, answers

RECORDED = Path(__file__).parent / "mastodon"
Start = Callable[[Script], Peer]


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text("utf-8"))


def raw(value: Any) -> bytes:
    return json.dumps(value).encode()


def me(host: str, **more: Any) -> Credentials:
    return Credentials(host, "109", Secret("canary-token"), **more)


def plays(table: dict[str, Any], status: str = "200 OK") -> Script:
    """Answer by the beginning of the request line; anything else is a 404."""

    def play(connection: Any, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0].decode()
        for start, body in table.items():
            if line.startswith(start):
                answers(raw(body), status=status)(connection, request)
                return
        answers(b'{"error":"Record not found"}', status="404 Not Found")(connection, request)

    return play


def sent(request: bytes) -> Any:
    return json.loads(request.partition(b"\r\n\r\n")[2])


def status(text: str, **more: Any) -> dict[str, Any]:
    return {**recorded("status"), "content": text, **more}
