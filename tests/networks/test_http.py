"""The door to the web: deadlines, caps, what is kept and what is never kept."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import pickle
import threading
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from networks import http
from networks.answers import redact
from networks.errors import ErrorKind, NetworkError
from networks.http import Http
from networks.types import Secret
from tests.networks.peers import Peer, Script, answers, drips, hang_up
from tests.waiting import PATIENCE_S

Start = Callable[[Script], Peer]


def ask(double: Peer, **more: Any) -> Any:
    return http.door().request(
        more.pop("method", "GET"), double.origin + "/x", **{"timeout_s": 60.0, **more}
    )


def test_gzip_is_read_and_asked_for(peer: Start) -> None:
    double = peer(answers(gzip.compress(b'{"a": 1}'), headers="Content-Encoding: gzip\r\n"))
    assert ask(double).json() == {"a": 1}
    assert b"accept-encoding: gzip" in double.requests[0].lower()


def test_a_bomb_is_never_inflated_past_the_cap(peer: Start) -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    double = peer(answers(bomb, headers="Content-Encoding: gzip\r\n"))
    tracemalloc.start()
    try:
        with pytest.raises(NetworkError) as caught:
            ask(double, max_bytes=1_000_000)
        _, most_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code == "too_large"
    assert most_bytes < 5_000_000


def test_the_deadline_is_total_and_costs_no_thread(peer: Start) -> None:
    double = peer(drips(60, pause=0.02))
    before = threading.active_count()
    began = time.monotonic()
    with pytest.raises(NetworkError) as caught:
        ask(double, timeout_s=0.4)
    assert 0.35 < time.monotonic() - began < 30, "it ended when the peer did"
    assert (caught.value.kind, caught.value.code) == (ErrorKind.TRANSIENT, "timeout")
    assert threading.active_count() <= before + 1  # the peer's own


def test_no_cookie_is_kept(peer: Start) -> None:
    double = peer(answers(b"{}", headers="Set-Cookie: session=1; Path=/\r\n"))
    ask(double)
    ask(double)
    assert b"cookie" not in double.requests[1].lower()


def test_a_kept_connection_that_died_before_a_byte_left_is_replaced(peer: Start) -> None:
    has_hung_up = threading.Semaphore(0)

    def once(connection: Any, request: bytes) -> None:
        answers(b"{}")(connection, request)
        hang_up(connection, request)
        has_hung_up.release()

    double = peer(once)
    for _ in range(4):
        assert ask(double, method="POST", json={}, is_irreversible=True).json() == {}
        assert has_hung_up.acquire(timeout=PATIENCE_S)
    assert (len(double.requests), double.n_connections) == (4, 4)


def test_a_request_travels_in_one_piece(peer: Start) -> None:
    double = peer(answers(b"{}"))
    ask(double, method="POST", json={"status": "x" * 500})
    assert json.loads(double.requests[0].partition(b"\r\n\r\n")[2]) == {"status": "x" * 500}


def test_threads_share_the_kept_connections(peer: Start) -> None:
    def slow(connection: Any, request: bytes) -> None:
        time.sleep(0.02)
        answers(b"{}")(connection, request)

    double = peer(slow)
    threads = [threading.Thread(target=lambda: [ask(double) for _ in range(5)]) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(double.requests) == 80
    assert double.n_connections <= 16


def _ask_in_child(door: Http, origin: str, said: Any) -> None:
    said.put(door.request("GET", origin, timeout_s=60).status)


def test_after_a_fork_connections_are_made_anew() -> None:
    double = Peer(answers(b"{}"))
    door = Http(allow_origins=[double.origin])
    door.request("GET", double.origin, timeout_s=60)
    context = multiprocessing.get_context("fork")
    said = context.Queue()
    child = context.Process(target=_ask_in_child, args=(door, double.origin, said))
    child.start()
    assert said.get(timeout=PATIENCE_S) == 200
    child.join(PATIENCE_S)
    assert double.n_connections == 2
    door.request("GET", double.origin, timeout_s=60)
    assert double.n_connections == 2
    double.close()


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ("Retry-After: 12\r\n", 12.0),
        (
            "Retry-After: Mon, 02 Mar 2026 09:01:00 GMT\r\nDate: Mon, 02 Mar 2026 09:00:00 GMT\r\n",
            60.0,
        ),
        (
            "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 2026-03-02T09:05:00.000Z\r\nDate: Mon, 02 Mar 2026 09:00:00 GMT\r\n",
            300.0,
        ),
        (
            "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 2026-03-02T08:00:00Z\r\nDate: Mon, 02 Mar 2026 09:00:00 GMT\r\n",
            0.0,
        ),
        ("Retry-After: 99999999999\r\n", 86_400.0),
        ("Retry-After: soon\r\n", None),
        ("", None),
    ],
)
def test_the_wait_is_told_in_seconds_without_reading_a_clock(
    peer: Start, headers: str, seconds: float | None
) -> None:
    with pytest.raises(NetworkError) as caught:
        ask(peer(answers(b"{}", status="429 Too Many Requests", headers=headers)))
    assert caught.value.kind is ErrorKind.RATE_LIMITED
    assert caught.value.retry_at_s == seconds


def test_a_redirect_is_not_followed_and_names_where_it_leads(peer: Start) -> None:
    double = peer(
        answers(b"", status="301 Moved", headers="Location: https://social.example/x\r\n")
    )
    with pytest.raises(NetworkError) as caught:
        ask(double)
    assert (caught.value.kind, caught.value.params) == (
        ErrorKind.PROVIDER_CHANGED,
        {"host": "social.example"},
    )
    assert len(double.requests) == 1


def test_the_request_id_is_kept_for_support(peer: Start) -> None:
    with pytest.raises(NetworkError) as caught:
        ask(peer(answers(b"{}", status="404 x", headers="X-Request-Id: r-77\r\n")))
    assert caught.value.request_id == "r-77"


@pytest.mark.parametrize(
    "leak",
    [
        b'{"access_token": "canary"}',
        b'{"client_secret":"canary"}',
        b"code=canary&state=1",
        b"Authorization: Bearer canary",
        b'{"refresh_token":  "canary"}',
        b"say canary twice canary",
    ],
)
def test_secrets_are_taken_out_of_answers(leak: bytes) -> None:
    assert "canary" not in redact(leak, ("canary",) if leak.startswith(b"say") else ())


def test_an_answer_is_kept_to_four_kilobytes() -> None:
    assert len(redact(b"x" * 100_000)) == 4096


def test_a_secret_shows_itself_to_nobody_by_accident() -> None:
    secret = Secret("canary")
    assert "canary" not in f"{secret} {secret!r} {[secret]} {secret:>10}"
    assert secret == Secret("canary") != Secret("other")
    assert secret.reveal() == "canary"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_plain_http_is_refused_for_an_api(peer: Start) -> None:
    double = peer(answers(b"{}"))
    for url in (
        "http://example.com/",
        f"http://127.0.0.2:{double.port}/",
        "ftp://example.com/",
        "https://a:b@example.com/",
        "https://example.com:22/",
    ):
        with pytest.raises(NetworkError) as caught:
            http.door().request("GET", url, timeout_s=1)
        assert caught.value.kind is ErrorKind.NOT_SUPPORTED
        assert not caught.value.was_sent


def test_a_name_that_does_not_resolve_in_time_is_not_sent() -> None:
    is_over = threading.Event()

    def never(host: str, port: int) -> list[str]:
        is_over.wait(PATIENCE_S)
        return []

    began = time.monotonic()
    with pytest.raises(NetworkError) as caught:
        Http(resolve=never).request("GET", "https://slow.example/", timeout_s=0.3)
    is_over.set()
    assert time.monotonic() - began < PATIENCE_S / 2, "it waited for the name"
    assert (caught.value.kind, caught.value.code, caught.value.was_sent) == (
        ErrorKind.TRANSIENT,
        "name_unknown",
        False,
    )


def test_a_header_that_http_forbids_is_never_sent(peer: Start) -> None:
    double = peer(answers(b"{}"))
    with pytest.raises((NetworkError, ValueError)):
        ask(double, headers={"idempotency-key": "a\r\nx-evil: 1"})
    assert double.requests == []


HEADERS = (
    "Location",
    "Retry-After",
    "Date",
    "X-RateLimit-Reset",
    "RateLimit-Reset",
    "X-Request-Id",
)
STRANGE = (
    "http://[bad/", "//[", "http://a:99999999/", "\u00b2", "\u00b2\u00b3", "-1", "1e9", "9" * 40, "99999999999999999999",
    "Mon, 99 Foo 2026 99:99:99 GMT", "Fri, 31 Dec 9999 23:59:59 -2359", "2026-03-02T09:00:00", "9999-12-31T23:59:59+14:00",
    "", " ", ",", "nan", "\xff\xfe", "x" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("value", STRANGE)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("302 Found", ErrorKind.UNKNOWN_OUTCOME),
        ("308 Permanent Redirect", ErrorKind.UNKNOWN_OUTCOME),
        ("503 x", ErrorKind.UNKNOWN_OUTCOME),
        ("429 x", ErrorKind.RATE_LIMITED),
        ("422 x", ErrorKind.CONTENT_REJECTED),
    ],
)
def test_no_header_however_strange_brings_up_anything_but_the_right_error(
    peer: Start, status: str, kind: ErrorKind, value: str
) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name in HEADERS).encode("latin-1", "replace")
    spent = b"RateLimit-Remaining: 0\r\nX-RateLimit-Remaining: 0\r\n"
    head = f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n".encode() + lines + spent + b"\r\n{}"
    double = peer(lambda connection, request: connection.sendall(head))
    with pytest.raises(NetworkError) as caught:
        ask(double, is_irreversible=True)
    assert caught.value.kind is kind
    assert caught.value.was_sent
    if caught.value.retry_at_s is not None:
        assert 0 <= caught.value.retry_at_s <= 86_400
