"""Short-lived tokens: renewed ahead, renewed once when they have ended, and never by two at a time.

The network is a server on the loopback that knows which tokens live; the connector is the product's own.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.utils import IntegrityError

from clients.actions import connecting
from clients.actions.connecting import refreshing
from clients.actions.connecting.keeping import store_credentials
from clients.models import Channel, Credential
from clients.tasks import renew_tokens
from networks import http
from networks.errors import ErrorKind, NetworkError
from networks.types import Credentials, Secret
from people.clock import database_now
from people.models import Notice
from tests import make
from tests.cast import Cast
from tests.clock import true_now
from tests.networks.peers import Peer, answers
from tests.waiting import PATIENCE_S

N_ROUNDS = 1000 if os.environ.get("FULL") == "1" else 50
DID = "did:plc:arti4rpug6eu4evggopwrpfl"


class Tokens:
    """A server of accounts: one pair lives at a time, and refreshing spends it."""

    takes_s = 0.2

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.generation = 1
        self.n_refreshes = 0
        self.n_refused = 0
        self.refuses_with: tuple[str, dict[str, str]] | None = None
        self.before_answering: Callable[[], None] = lambda: None
        self.peer = Peer(self.play)
        http.configure(allow_origins=[self.peer.origin])

    def play(self, line: Any, request: bytes) -> None:
        token = request.lower().split(b"authorization: bearer ")[1].split(b"\r\n")[0].decode()
        if b"refreshSession" in request.split(b"\r\n")[0]:
            status, body = self.refresh(token)
            self.before_answering()
        elif self.accepts(token):
            status, body = "200 OK", {"did": DID, "followersCount": 7}
        else:
            self.n_refused += 1
            status, body = "400 Bad Request", {"error": "ExpiredToken"}
        answers(json.dumps(body).encode(), status=status)(line, request)

    def accepts(self, token: str) -> bool:
        """Whether this access token lives."""
        return token == f"access-{self.generation}"

    def refresh(self, token: str) -> tuple[str, dict[str, str]]:
        time.sleep(self.takes_s)
        with self.lock:
            self.n_refreshes += 1
            if self.refuses_with is not None:
                return self.refuses_with
            if token != f"refresh-{self.generation}":
                return "400 Bad Request", {"error": "ExpiredToken"}
            self.generation += 1
            pair = {"accessJwt": f"access-{self.generation}", "refreshJwt": f"refresh-{self.generation}"}  # fmt: skip
            return "200 OK", {**pair, "did": DID, "handle": "trecorvi.example"}


@pytest.fixture
def tokens() -> Iterator[Tokens]:
    running = Tokens()
    yield running
    running.peer.close()
    http.configure()


def joined(cast: Cast, tokens: Tokens, *, access: str = "access-0", **more: Any) -> Channel:
    """A Bluesky channel whose access token has ended and whose refresh token is good."""
    host = tokens.peer.origin
    channel = make.channel(cast.client, network="bluesky", host=host, remote_id=DID)
    give(channel, Credentials(host, DID, Secret(access), Secret("refresh-1"), **more))
    return channel


def give(channel: Channel, credentials: Credentials) -> None:
    store_credentials(channel, credentials, database_now())


def measure(opened: connecting.OpenChannel) -> int:
    return int(
        connecting.asked(
            opened, lambda c: opened.connector.measure_profile(c, timeout_s=60)
        ).values["followers"]
    )


def test_twenty_threads_with_a_dead_token_refresh_it_once_and_disconnect_nobody(
    transactional_db: None, tokens: Tokens
) -> None:
    cast = make.cast()
    channel = joined(cast, tokens)
    opened = connecting.open_channel(channel)
    start = threading.Barrier(20)

    def work(_: int) -> int:
        start.wait(PATIENCE_S)
        try:
            return measure(opened)
        finally:
            assert connections["default"].connection is None, "a thread keeps no connection"

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(work, range(20))) == [7] * 20
    assert tokens.n_refreshes == 1
    channel.refresh_from_db()
    assert channel.health == "ok"
    assert not Notice.objects.exists()
    row = Credential.objects.get(channel=channel)
    assert (row.version, row.refresh_lease_until, row.refresh_problem) == (3, None, "")
    kept = connecting.open_channel(channel).credentials
    assert kept.access_token == Secret("access-2")
    assert kept.refresh_token == Secret("refresh-2")


class Family(Tokens):
    """Access ends when it is told to; a refresh token that is presented twice ends the whole family."""

    is_alive, has_ended, takes_s = True, True, 0.03

    def accepts(self, token: str) -> bool:
        return not self.has_ended and super().accepts(token)

    def refresh(self, token: str) -> tuple[str, dict[str, str]]:
        spent = self.generation
        self.is_alive = self.is_alive and token == f"refresh-{spent}"
        if not self.is_alive:
            return "400 Bad Request", {"error": "ExpiredToken"}
        answer = super().refresh(token)
        self.has_ended = False
        return answer


def test_round_after_round_twenty_workers_refresh_once_and_no_family_of_tokens_is_ended(
    transactional_db: None,
) -> None:
    tokens = Family()
    cast = make.cast()
    channel = joined(cast, tokens)
    start = threading.Barrier(20)

    def work(opened: connecting.OpenChannel) -> int:
        start.wait(PATIENCE_S)
        return measure(opened)

    with ThreadPoolExecutor(20) as pool:
        for _ in range(N_ROUNDS):
            opened = connecting.open_channel(channel)
            tokens.has_ended = True
            assert list(pool.map(work, [opened] * 20)) == [7] * 20

    tokens.peer.close()
    http.configure()
    assert tokens.n_refreshes == N_ROUNDS
    channel.refresh_from_db()
    assert (channel.health, tokens.is_alive) == ("ok", True)


def test_the_new_pair_is_sealed_and_stored_before_it_is_used(cast: Cast, tokens: Tokens) -> None:
    channel = joined(cast, tokens)
    opened = connecting.open_channel(channel)
    seen = []

    def ask(credentials: Credentials) -> None:
        stored = connecting.open_channel(channel).credentials
        seen.append((credentials.access_token, stored.access_token))
        if len(seen) == 1:
            raise NetworkError(ErrorKind.AUTH_EXPIRED, "expired_token")

    connecting.asked(opened, ask)
    assert seen[1] == (Secret("access-2"), Secret("access-2"))
    assert "access-2" not in Credential.objects.get(channel=channel).access


def test_a_right_that_has_ended_is_told_after_one_refresh_and_not_asked_again_at_once(
    cast: Cast, tokens: Tokens
) -> None:
    channel = joined(cast, tokens)
    tokens.refuses_with = ("400 Bad Request", {"error": "ExpiredToken"})
    for _ in range(3):
        with pytest.raises(NetworkError) as caught:
            measure(connecting.open_channel(channel))
        assert caught.value.kind is ErrorKind.AUTH_EXPIRED
    assert tokens.n_refreshes == 1
    assert connecting.check(channel, now=database_now()).problem == "auth_expired"
    channel.refresh_from_db()
    assert channel.health == "reconnect"


@pytest.mark.parametrize("status", ["500 Oops", "429 Too Many Requests", "404 Not Found"])
def test_a_refresh_that_fails_for_another_reason_disconnects_nobody(
    cast: Cast, tokens: Tokens, status: str
) -> None:
    channel = joined(cast, tokens)
    tokens.refuses_with = (status, {})
    for _ in range(3):
        with pytest.raises(NetworkError) as caught:
            measure(connecting.open_channel(channel))
        assert (caught.value.kind, caught.value.was_sent) == (ErrorKind.TRANSIENT, False)
    assert tokens.n_refreshes == 1
    connecting.check(channel, now=database_now())
    channel.refresh_from_db()
    assert channel.health == "ok"
    rested = true_now() - timedelta(seconds=1)
    Credential.objects.filter(channel=channel).update(refresh_lease_until=rested)
    tokens.refuses_with = None
    assert measure(connecting.open_channel(channel)) == 7


def test_a_refusal_is_not_believed_when_somebody_else_renewed_meanwhile(
    transactional_db: None, tokens: Tokens
) -> None:
    cast = make.cast()
    channel = joined(cast, tokens)
    opened = connecting.open_channel(channel)
    tokens.refuses_with = ("400 Bad Request", {"error": "ExpiredToken"})

    def connect_anew() -> None:
        tokens.generation = 9
        give(channel, Credentials(tokens.peer.origin, DID, Secret("access-9"), Secret("refresh-9")))
        connection.close()

    tokens.before_answering = connect_anew
    assert measure(opened) == 7
    assert connecting.open_channel(channel).credentials.access_token == Secret("access-9")


def test_a_lease_of_a_process_that_died_ends(cast: Cast, tokens: Tokens) -> None:
    channel = joined(cast, tokens)
    opened = connecting.open_channel(channel)
    held = Credential.objects.filter(channel=channel)
    began = time.monotonic()
    held.update(refresh_lease_until=true_now() + timedelta(seconds=0.5))
    assert measure(opened) == 7
    assert time.monotonic() - began > 0.4
    assert tokens.n_refreshes == 1


def test_a_network_without_refresh_tokens_is_asked_once(cast: Cast) -> None:
    opened = connecting.open_channel(cast.channel)
    n_asked = []

    def ask(_: Credentials) -> None:
        n_asked.append(1)
        raise NetworkError(ErrorKind.AUTH_EXPIRED)

    with pytest.raises(NetworkError):
        connecting.asked(opened, ask)
    assert len(n_asked) == 1


def test_tokens_are_renewed_ahead_of_their_end_and_not_before(cast: Cast, tokens: Tokens) -> None:
    now = database_now()
    channel = joined(cast, tokens, access="access-1", expires_at=now + timedelta(minutes=120))
    assert connecting.renew_ahead(now=now + timedelta(minutes=60)) == []
    assert tokens.n_refreshes == 0
    assert connecting.renew_ahead(now=now + timedelta(minutes=80)) == []
    assert tokens.n_refreshes == 1
    assert connecting.open_channel(channel).credentials.refresh_token == Secret("refresh-2")


def test_a_right_that_ended_is_found_ahead_and_people_are_told(cast: Cast, tokens: Tokens) -> None:
    expires: datetime = database_now() - timedelta(minutes=5)
    channel = joined(cast, tokens, expires_at=expires)
    tokens.refuses_with = ("401 Unauthorized", {"error": "InvalidToken"})
    renew_tokens()
    channel.refresh_from_db()
    assert (channel.health, channel.problem) == ("reconnect", "auth_expired")
    assert Notice.objects.filter(kind="channel.reconnect_needed").exists()
    renew_tokens()
    assert tokens.n_refreshes == 1


def test_a_channel_that_was_let_go_is_not_renewed(cast: Cast, tokens: Tokens) -> None:
    channel = joined(cast, tokens, expires_at=database_now())
    opened = connecting.open_channel(channel)
    connecting.disconnect(by=cast.rita, channel=channel, now=database_now())
    assert connecting.renew_ahead(now=database_now()) == []
    with pytest.raises(NetworkError) as caught:
        refreshing.renew(channel.pk, seen=opened.version)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED
    assert tokens.n_refreshes == 0


def test_the_database_keeps_a_problem_only_for_a_time(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="credential_problem_for_a_time"):
        Credential.objects.update(refresh_problem="transient")
