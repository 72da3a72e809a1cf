"""Mastodon: joining a host, its limits, what we may do there, whose account it is."""

from __future__ import annotations

import pytest

from networks.errors import HostError, HostProblem, NetworkError
from networks.mastodon.connector import MASTODON, SANDBOX
from networks.types import Secret
from tests.networks.mastodon_double import Start, me, plays, recorded
from tests.networks.peers import answers


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://evil.example/oauth/authorize", "evil.example"),
        ("https://[evil/oauth/authorize", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_registering_refuses_a_host_that_sends_people_elsewhere(
    peer: Start, endpoint: str, host: str
) -> None:
    metadata = {**recorded("metadata"), "authorization_endpoint": endpoint}
    double = peer(
        plays(
            {
                "GET /.well-known/oauth-authorization-server": metadata,
                "POST /api/v1/apps": recorded("application"),
            }
        )
    )
    with pytest.raises(NetworkError) as caught:
        MASTODON.register_app(
            double.origin, redirect_uri="https://desk.example/connect/return/", timeout_s=60
        )
    assert (caught.value.code, caught.value.params) == (
        "foreign_endpoint",
        {"host": host},
    )
    assert not any(request.startswith(b"POST") for request in double.requests)


def test_an_older_server_has_no_metadata_and_is_fine(peer: Start) -> None:
    double = peer(plays({"POST /api/v1/apps": recorded("application")}))
    app = MASTODON.register_app(
        double.origin, redirect_uri="https://desk.example/connect/return/", timeout_s=60
    )
    assert (app.host, app.client_id, app.client_secret) == (
        double.origin,
        "cid",
        Secret("very-secret-value"),
    )
    assert "very-secret" not in repr(app)


def test_the_limits_are_those_of_the_host_or_the_usual_ones(peer: Start) -> None:
    assert (
        MASTODON.limits_of(
            peer(plays({"GET /api/v2/instance": recorded("instance")})).origin, timeout_s=60
        ).max_chars
        == 1000
    )
    assert MASTODON.limits_of(peer(plays({})).origin, timeout_s=60) == MASTODON.limits


def test_abilities_name_the_missing_permission(peer: Start) -> None:
    double = peer(
        plays({"GET /api/v1/accounts/verify_credentials": recorded("verify_credentials")})
    )
    abilities = MASTODON.abilities(
        me(double.origin, scopes=frozenset({"read", "write:statuses"})), timeout_s=60
    )
    assert {one.name: one.missing_scope for one in abilities if not one.is_granted} == {
        "publish_media": "write:media",
        "like": "write:favourites",
    }


def test_a_profile_shows_handle_with_host(peer: Start) -> None:
    double = peer(
        plays({"GET /api/v1/accounts/verify_credentials": recorded("verify_credentials")})
    )
    who = MASTODON.profile(me(double.origin), timeout_s=60)
    assert (who.handle, who.name, who.n_followers) == (
        "@trecorvi@127.0.0.1",
        "Tenuta Trecorvi 🍇",
        1284,
    )


def test_only_the_sandbox_has_a_host_of_its_own(peer: Start) -> None:
    double = peer(answers(b"{}"))
    assert not SANDBOX.needs_host
    assert SANDBOX.normalise_host("mastodon.social") == double.origin
    with pytest.raises(HostError) as caught:
        MASTODON.normalise_host(double.origin)
    assert caught.value.kind in (HostProblem.PRIVATE, HostProblem.PORT)


def test_the_sandbox_without_an_address_says_so() -> None:
    with pytest.raises(HostError) as caught:
        SANDBOX.normalise_host("")
    assert caught.value.kind is HostProblem.NOT_CONFIGURED
