"""The OAuth 2 dance that networks share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from networks import http, oauth2
from networks.errors import ErrorKind, NetworkError
from networks.types import AppRegistration, Secret
from tests.networks.peers import Peer, Script, answers

APP = AppRegistration("https://social.example", "cid", Secret("app-secret-1"))
BACK = "https://desk.example/connect/return/"


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """The example of RFC 7636, appendix B."""
    assert (
        oauth2.challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_every_journey_has_a_state_and_verifier_of_its_own() -> None:
    journeys = [oauth2.begin(BACK) for _ in range(50)]
    assert len({one.state for one in journeys} | {one.code_verifier for one in journeys}) == 100
    assert all(len(one.state) >= 43 and 43 <= len(one.code_verifier) <= 128 for one in journeys)


def test_states_are_compared_whole_and_an_empty_one_never_matches() -> None:
    assert oauth2.is_same_state("abc", "abc")
    assert not oauth2.is_same_state("abc", "abd")
    assert not oauth2.is_same_state("", "")


def test_the_address_carries_challenge_and_state_but_neither_verifier_nor_secret() -> None:
    journey = oauth2.begin(BACK)
    url = oauth2.authorization_url(
        "https://social.example/oauth/authorize", APP,
        redirect_uri=BACK, scope="read write:statuses", state=journey.state, code_verifier=journey.code_verifier,
    )  # fmt: skip
    query = parse_qs(urlsplit(url).query)
    assert query["code_challenge"] == [oauth2.challenge(journey.code_verifier)]
    assert (query["code_challenge_method"], query["state"], query["redirect_uri"]) == (
        ["S256"],
        [journey.state],
        [BACK],
    )
    assert journey.code_verifier not in url
    assert "app-secret-1" not in url


def exchange(double: Peer) -> oauth2.Grant:
    return oauth2.exchange(
        http.door(), double.origin + "/oauth/token", APP,
        code="the-code", code_verifier="the-verifier", redirect_uri=BACK, deadline=http.Deadline(5),
    )  # fmt: skip


def test_a_grant_is_read(peer: Callable[[Script], Peer]) -> None:
    double = peer(
        answers(
            b'{"access_token":"t-1","refresh_token":"r-1","scope":"read write","expires_in":3600}'
        )
    )
    grant = exchange(double)
    assert (grant.access_token, grant.refresh_token, grant.scopes, grant.expires_in_s) == (
        Secret("t-1"),
        Secret("r-1"),
        {"read", "write"},
        3600,
    )
    assert b"code_verifier=the-verifier" in double.requests[0]


@pytest.mark.parametrize("body", [b"{}", b'{"access_token":""}', b'{"access_token":7}', b"[]"])
def test_an_answer_without_a_token_is_refused(peer: Callable[[Script], Peer], body: bytes) -> None:
    with pytest.raises(NetworkError) as caught:
        exchange(peer(answers(body)))
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


def test_a_refused_exchange_leaks_neither_code_nor_secret(peer: Callable[[Script], Peer]) -> None:
    with pytest.raises(NetworkError) as caught:
        exchange(peer(answers(b"bad the-code the-verifier app-secret-1", status="400 Bad Request")))
    for secret in ("the-code", "the-verifier", "app-secret-1"):
        assert secret not in caught.value.raw


@pytest.mark.parametrize("lie", ["true", "-1", "1e9", "99999999999999", '"3600"', "null", "[]"])
def test_a_life_that_cannot_be_is_no_life(peer: Callable[[Script], Peer], lie: str) -> None:
    body = f'{{"access_token":"t-1","expires_in":{lie}}}'.encode()
    grant = exchange(peer(answers(body, headers="Date: Mon, 02 Mar 2026 09:00:00 GMT\r\n")))
    assert (grant.expires_in_s, grant.expires_at) == (None, None)


@pytest.mark.parametrize(
    ("date", "end"),
    [
        ("Date: Mon, 02 Mar 2026 09:00:00 GMT", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("Date: yesterday", None),
        ("X-Nothing: 1", None),
        ("Date: Fri, 31 Dec 9999 23:59:59 GMT", None),
    ],
)
def test_the_end_of_a_grant_is_by_the_servers_own_clock(
    peer: Callable[[Script], Peer], date: str, end: datetime | None
) -> None:
    body = b'{"access_token":"t-1","expires_in":3600}'
    assert exchange(peer(answers(body, headers=f"{date}\r\n"))).expires_at == end


def test_a_renewal_sends_the_refresh_token_and_leaks_it_to_no_error(
    peer: Callable[[Script], Peer],
) -> None:
    def renew(double: Peer) -> oauth2.Grant:
        return oauth2.renew(
            http.door(),
            double.origin + "/oauth/token",
            Secret("refresh-1"),
            deadline=http.Deadline(5),
        )

    good = peer(answers(b'{"access_token":"t-2","refresh_token":"r-2"}'))
    assert renew(good).refresh_token == Secret("r-2")
    assert b"grant_type=refresh_token&refresh_token=refresh-1" in good.requests[0]
    with pytest.raises(NetworkError) as caught:
        renew(peer(answers(b"bad refresh-1", status="400 Bad Request")))
    assert "refresh-1" not in caught.value.raw
