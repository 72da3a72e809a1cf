"""Joining Bluesky: handles, app passwords and tokens, against a whole real network that nobody here wrote."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from networks.bluesky.connector import Bluesky
from networks.errors import ErrorKind, NetworkError
from networks.types import Credentials, Draft, Secret
from tests.live.acts import publish
from tests.live.network import Network, Person


def test_a_handle_and_an_app_password_lead_to_the_account_and_its_server(
    net: Network, bluesky: Bluesky, anna: Person
) -> None:
    for typed in (anna.handle, f"@{anna.handle.upper()}", anna.did):
        credentials = bluesky.sign_in(typed, Secret(anna.app_password), timeout_s=60)
        assert (credentials.host, credentials.account_id) == (net.pds, anna.did)
        assert credentials.refresh_token
        assert credentials.expires_at is not None
        left = credentials.expires_at - datetime.now(UTC)
        assert timedelta(minutes=100) < left < timedelta(minutes=125)
    who = bluesky.profile(credentials, timeout_s=60)
    assert (who.remote_id, who.handle) == (anna.did, f"@{anna.handle}")
    assert all(one.is_granted for one in bluesky.abilities(credentials, timeout_s=60))


def test_the_accounts_own_password_is_refused_even_if_it_looks_like_an_app_password(
    net: Network, bluesky: Bluesky
) -> None:
    made = net.call(
        "com.atproto.server.createAccount",
        {"handle": "sbadata.test", "email": "s@example.org", "password": "abcd-efgh-ijkl-mnop"},
    )
    for password in ("abcd-efgh-ijkl-mnop", "la-mia-password"):
        with pytest.raises(NetworkError) as caught:
            bluesky.sign_in(made["did"], Secret(password), timeout_s=60)
        assert caught.value.code == "not_app_password"


def test_a_wrong_password_and_an_unknown_handle_say_what_they_are(
    bluesky: Bluesky, anna: Person
) -> None:
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in(anna.handle, Secret("aaaa-bbbb-cccc-dddd"), timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.AUTH_EXPIRED, "wrong_password")
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", Secret(anna.app_password), timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_FOUND, "handle_unknown")


def test_refreshing_makes_a_new_pair_and_signing_out_ends_it(
    bluesky: Bluesky, me: Credentials
) -> None:
    fresh = bluesky.refresh(me, timeout_s=60)
    assert fresh.refresh_token != me.refresh_token
    assert (fresh.host, fresh.account_id, fresh.scopes) == (me.host, me.account_id, me.scopes)
    assert bluesky.profile(fresh, timeout_s=60).remote_id == me.account_id
    bluesky.sign_out(fresh, timeout_s=60)
    bluesky.sign_out(fresh, timeout_s=60)
    with pytest.raises(NetworkError) as caught:
        bluesky.refresh(fresh, timeout_s=60)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED


def test_a_dead_token_is_a_dead_token(bluesky: Bluesky, me: Credentials) -> None:
    dead = Credentials(me.host, me.account_id, Secret("e.e.e"))
    for ask in (
        lambda: bluesky.profile(dead, timeout_s=60),
        lambda: bluesky.measure_profile(dead, timeout_s=60),
        lambda: publish(bluesky, dead, Draft("no")),
    ):
        with pytest.raises(NetworkError) as caught:
            ask()
        assert caught.value.kind is ErrorKind.AUTH_EXPIRED
