"""What Bluesky's servers are made to say in the tests, and how the connector is asked."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from networks.bluesky.connector import BLUESKY
from networks.types import (
    Credentials,
    Draft,
    Media,
    Secret,
)
from tests.networks.peers import Peer, Script, answers

RECORDED = Path(__file__).parent / "bluesky"
SENT_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DID = "did:plc:arti4rpug6eu4evggopwrpfl"
BRUNO = "did:plc:uimpbc7qwlgsv2ob7gmacsg3"
KEY = "019ca000-0000-7000-8000-000000000001:0"
POST_ID = f"at://{DID}/app.bsky.feed.post/3mfu62skvvrgx"
PASSWORD = Secret("abcd-efgh-2345-zzzz")
Start = Callable[[Script], Peer]


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text("utf-8"))


def raw(value: Any) -> bytes:
    return json.dumps(value).encode()


def me(host: str, **more: Any) -> Credentials:
    return Credentials(host, DID, Secret("canary-token"), **more)


def plays(table: dict[str, Any]) -> Script:
    """Answer by method name; a value may be (status, body) or bytes; anything else is a 404."""

    def play(connection: Any, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode()
        for name, value in table.items():
            if name in path:
                status, body = value if isinstance(value, tuple) else (200, value)
                words = "OK" if status == 200 else "Bad"
                answers(
                    raw(body), status=f"{status} {words}",
                    headers="Date: Mon, 02 Mar 2026 09:00:00 GMT\r\n",
                )(connection, request)  # fmt: skip
                return
        answers(b'{"error":"NotFound"}', status="404 Not Found")(connection, request)

    return play


def error(name: str) -> tuple[int, Any]:
    found = recorded("errors")[name]
    return found["status"], found["body"]


def sent(request: bytes) -> Any:
    return json.loads(request.partition(b"\r\n\r\n")[2])


def line(request: bytes) -> str:
    return request.split(b"\r\n", 1)[0].decode()


def query(request: bytes) -> dict[str, list[str]]:
    return parse_qs(urlsplit(line(request).split(" ")[1]).query)


def commit(host: str, draft: Draft, **more: Any) -> Any:
    given: dict[str, Any] = {"key": KEY, "refs": {}, "timeout_s": 60, "sent_at": SENT_AT, **more}
    return BLUESKY.commit(me(host), draft, **given)


def picture(alt: str, data: bytes = b"png") -> Media:
    return Media(hashlib.sha256(data).hexdigest(), "image/png", 40, 30, alt, lambda: io.BytesIO(data), 3)  # fmt: skip


def prepare_all(host: str, draft: Draft) -> tuple[dict[str, Any], int]:
    refs: dict[str, Any] = {}
    for n in range(1, 20):
        done = BLUESKY.prepare(me(host), draft, state=refs, timeout_s=60)
        refs = json.loads(json.dumps(done.refs))
        if done.is_ready:
            return refs, n
        assert done.next_check_s == 0.0
    raise AssertionError("never ready")


def verify(host: str, draft: Draft, **more: Any) -> Any:
    given: dict[str, Any] = {"first_sent_at": SENT_AT, "known_remote_ids": frozenset(), **more}
    return BLUESKY.verify(me(host), draft, timeout_s=60, **given)
