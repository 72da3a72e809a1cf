"""Signing in to Bluesky: the server of an account is found, and a password reaches no other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest

from networks.bluesky import identity
from networks.bluesky.connector import BLUESKY, Bluesky
from networks.errors import ErrorKind, NetworkError
from networks.types import (
    Secret,
)
from tests.networks.bluesky_double import (
    BRUNO,
    DID,
    PASSWORD,
    Start,
    error,
    line,
    me,
    plays,
    recorded,
    sent,
)
from tests.networks.peers import Peer, Script


def aimed(origin: str) -> Bluesky:
    return Bluesky("bluesky", "Bluesky", resolver=origin, directory=origin + "/plc")


def network(origin: list[str], **more: Any) -> Script:
    """Resolver, directory and server in one; `origin` is filled once it is known."""

    def play(connection: Any, request: bytes) -> None:
        document = recorded("did_document")
        document["service"][0]["serviceEndpoint"] = origin[0]
        table = {
            "resolveHandle": recorded("resolve_handle"),
            "/plc/": document,
            "createSession": recorded("session"),
            **more,
        }
        plays(table)(connection, request)

    return play


def start_network(peer: Start, **more: Any) -> tuple[Peer, Bluesky]:
    origin: list[str] = []
    double = peer(network(origin, **more))
    origin.append(double.origin)
    return double, aimed(double.origin)


def test_signing_in_asks_whose_handle_it_is_and_then_that_accounts_own_server(peer: Start) -> None:
    double, bluesky = start_network(peer)
    found = bluesky.sign_in("@Tenuta-Trecorvi1.test", PASSWORD, timeout_s=60)
    assert [unquote(line(one).split(" ")[1]).rpartition("/")[2] for one in double.requests] == [
        "com.atproto.identity.resolveHandle?handle=tenuta-trecorvi1.test",
        DID,
        "com.atproto.server.createSession",
    ]
    assert sent(double.requests[2]) == {"identifier": DID, "password": "abcd-efgh-2345-zzzz"}
    assert (found.host, found.account_id) == (double.origin, DID)
    assert found.scopes == {"com.atproto.appPass"}
    assert found.expires_at == datetime.fromtimestamp(1795583519, UTC)
    assert found.refresh_token


def test_the_accounts_own_password_never_leaves(peer: Start) -> None:
    double, bluesky = start_network(peer)
    for password in ("la mia password", "correct-horse-battery", "", "abcd-efgh-ijkl-mnop-qrst"):
        with pytest.raises(NetworkError) as caught:
            bluesky.sign_in("tenuta-trecorvi1.test", Secret(password), timeout_s=60)
        assert (caught.value.code, caught.value.was_sent) == ("not_app_password", False)
    assert double.requests == []


def test_a_session_with_full_access_is_ended_and_refused(peer: Start) -> None:
    session = recorded("session")
    head, _, tail = session["accessJwt"].split(".")
    full = "eyJzY29wZSI6ImNvbS5hdHByb3RvLmFjY2VzcyJ9"
    double, bluesky = start_network(
        peer, createSession={**session, "accessJwt": f"{head}.{full}.{tail}"}, deleteSession={}
    )
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("tenuta-trecorvi1.test", PASSWORD, timeout_s=60)
    assert caught.value.code == "not_app_password"
    assert "deleteSession" in line(double.requests[-1])


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error("wrong_password"), ErrorKind.AUTH_EXPIRED, "wrong_password"),
        ((401, {"error": "AuthFactorTokenRequired"}), ErrorKind.NOT_SUPPORTED, "not_app_password"),
        ((401, {"error": "AccountTakedown"}), ErrorKind.ACCOUNT_RESTRICTED, "account_takedown"),
        ((429, {"error": "RateLimitExceeded"}), ErrorKind.RATE_LIMITED, "rate_limit_exceeded"),
    ],
)
def test_a_refused_sign_in_says_why_and_leaks_no_password(
    peer: Start, answer: Any, kind: ErrorKind, code: str
) -> None:
    status, body = answer
    _, bluesky = start_network(peer, createSession=(status, {**body, "echo": PASSWORD.reveal()}))
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("tenuta-trecorvi1.test", PASSWORD, timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert PASSWORD.reveal() not in f"{caught.value!r}{caught.value.raw}"


def test_a_handle_that_its_account_does_not_claim_gets_no_password(peer: Start) -> None:
    double, bluesky = start_network(peer)
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("qualcun.altro.example", PASSWORD, timeout_s=60)
    assert caught.value.code == "handle_unknown"
    assert not any(b"createSession" in request for request in double.requests)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:5432",
        "https://localhost",
        "https://10.0.0.1",
        "ftp://pds.example",
        7,
        None,
    ],
)
def test_a_document_cannot_send_a_password_to_an_inner_address(peer: Start, endpoint: Any) -> None:
    document = recorded("did_document")
    document["service"][0]["serviceEndpoint"] = endpoint
    double, bluesky = start_network(peer, **{"/plc/": document})
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("tenuta-trecorvi1.test", PASSWORD, timeout_s=60)
    assert caught.value.code == "no_server"
    assert not any(b"createSession" in request for request in double.requests)


def test_a_document_of_somebody_else_is_not_believed(peer: Start) -> None:
    document = {**recorded("did_document"), "id": BRUNO}
    _, bluesky = start_network(peer, **{"/plc/": document})
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in(DID, PASSWORD, timeout_s=60)
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


@pytest.mark.parametrize(
    ("typed", "account"),
    [
        ("@Trecorvi.bsky.social ", "trecorvi.bsky.social"),
        ("trecorvi", "trecorvi.bsky.social"),
        ("https://bsky.app/profile/trecorvi.example.it", "trecorvi.example.it"),
        (f"https://bsky.app/profile/{DID}/post/3x", DID),
        (DID, DID),
        ("did:web:trecorvi.example", "did:web:trecorvi.example"),
    ],
)
def test_an_account_may_be_typed_in_many_ways(typed: str, account: str) -> None:
    assert identity.typed_account(typed) == account


@pytest.mark.parametrize(
    "typed",
    ["", "a b", "127.0.0.1", "did:web:10.0.0.1", "did:plc:short", "x@y.z", "http://a.b/c", "a..b", "-a.b", "a" * 300],
)  # fmt: skip
def test_what_cannot_be_an_account_is_refused_before_anything_is_sent(typed: str) -> None:
    with pytest.raises(NetworkError) as caught:
        identity.typed_account(typed)
    assert (caught.value.code, caught.value.was_sent) == ("handle_unknown", False)


def test_refreshing_asks_with_the_refresh_token_and_refuses_half_a_pair(peer: Start) -> None:
    double = peer(plays({"refreshSession": recorded("session")}))
    old = me(double.origin, refresh_token=Secret("refresh-1"))
    fresh = BLUESKY.refresh(old, timeout_s=60)
    assert b"authorization: bearer refresh-1" in double.requests[0].lower()
    assert fresh.access_token != old.access_token
    assert fresh.account_id == DID
    for broken in ({"refreshJwt": ""}, {"accessJwt": None}, {"did": BRUNO}):
        double = peer(plays({"refreshSession": {**recorded("session"), **broken}}))
        with pytest.raises(NetworkError) as caught:
            BLUESKY.refresh(me(double.origin, refresh_token=Secret("r")), timeout_s=60)
        assert caught.value.kind is ErrorKind.PROVIDER_CHANGED
    for answer, kind in (
        ((400, {"error": "ExpiredToken"}), ErrorKind.AUTH_EXPIRED),
        ((502, {}), ErrorKind.TRANSIENT),
    ):
        double = peer(plays({"refreshSession": answer}))
        with pytest.raises(NetworkError) as caught:
            BLUESKY.refresh(me(double.origin, refresh_token=Secret("r")), timeout_s=60)
        assert caught.value.kind is kind


def test_a_new_account_that_is_not_indexed_yet_has_the_names_of_its_session(peer: Start) -> None:
    session = {"getSession": recorded("get_session")}
    full = peer(plays({**session, "getProfile": recorded("profile")}))
    who = BLUESKY.profile(me(full.origin), timeout_s=60)
    assert (who.remote_id, who.handle, who.name) == (
        DID,
        "@tenuta-trecorvi1.test",
        "Tenuta Trecorvi 🍇",
    )
    new = peer(plays({**session, "getProfile": (400, {"error": "InvalidRequest"})}))
    assert BLUESKY.profile(me(new.origin), timeout_s=60).name == "@tenuta-trecorvi1.test"
    dead = peer(plays({"getSession": error("expired")}))
    with pytest.raises(NetworkError) as caught:
        BLUESKY.profile(me(dead.origin), timeout_s=60)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED
