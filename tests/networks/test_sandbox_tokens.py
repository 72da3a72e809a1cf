"""Short-lived tokens at the sandbox: renewed, spent, stolen, lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from networks import registry, roles
from networks.errors import ErrorKind, NetworkError
from networks.sandbox.process import SandboxProcess
from networks.types import Credentials, Secret
from tests.networks.sandbox_visits import connect

SANDBOX = registry.connector("sandbox")


def dead(credentials: Credentials) -> str:
    """The code of the refusal to renew these credentials."""
    with pytest.raises(NetworkError) as caught:
        SANDBOX.refresh(credentials, timeout_s=60)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED
    return caught.value.code


def works(credentials: Credentials) -> bool:
    """Whether the network still knows the access token."""
    try:
        return bool(SANDBOX.profile(credentials, timeout_s=60).remote_id)
    except NetworkError as error:
        if error.kind is ErrorKind.AUTH_EXPIRED:
            return False
        raise


@pytest.fixture
def short(sandbox: SandboxProcess) -> Credentials:
    """An account whose tokens live ten minutes."""
    sandbox.order("tokens", seconds=600)
    return connect(sandbox, "scadenza")[1]


def test_the_sandbox_renews_and_mastodon_needs_not() -> None:
    assert isinstance(SANDBOX, roles.Refreshes)
    assert not isinstance(registry.connector("mastodon"), roles.Refreshes)


def test_a_token_ends_when_it_said_and_its_pair_is_renewed_once(
    short: Credentials, sandbox: SandboxProcess
) -> None:
    assert short.refresh_token
    assert short.expires_at is not None
    assert abs(short.expires_at - datetime.now(UTC) - timedelta(minutes=10)) < timedelta(minutes=1)
    assert works(short)
    sandbox.order("clock", offset_s=601)
    assert not works(short)
    fresh = SANDBOX.refresh(short, timeout_s=60)
    assert fresh.refresh_token != short.refresh_token
    assert (fresh.account_id, fresh.host, fresh.scopes) == (
        short.account_id,
        short.host,
        short.scopes,
    )
    assert works(fresh)
    assert not works(short)


def test_a_refresh_token_that_is_presented_twice_ends_the_whole_family(short: Credentials) -> None:
    fresh = SANDBOX.refresh(short, timeout_s=60)
    assert dead(short) == "invalid_grant"
    assert not works(fresh)
    assert dead(fresh) == "invalid_grant"


@pytest.mark.parametrize("kind", ["reset_before", "error_before", "cut_before"])
def test_a_refresh_that_did_not_arrive_can_be_made_again(
    short: Credentials, sandbox: SandboxProcess, kind: str
) -> None:
    sandbox.order("faults", kind=kind, match="POST /oauth/token")
    with pytest.raises(NetworkError) as caught:
        SANDBOX.refresh(short, timeout_s=60)
    assert caught.value.kind is ErrorKind.TRANSIENT
    assert works(SANDBOX.refresh(short, timeout_s=60))


def test_a_refresh_whose_answer_was_lost_ends_the_connection(
    short: Credentials, sandbox: SandboxProcess
) -> None:
    sandbox.order("faults", kind="reset_after", match="POST /oauth/token")
    with pytest.raises(NetworkError) as caught:
        SANDBOX.refresh(short, timeout_s=60)
    assert caught.value.kind is ErrorKind.TRANSIENT
    assert dead(short) == "invalid_grant"


def test_credentials_without_a_refresh_token_ask_nobody(account: Credentials) -> None:
    assert account.refresh_token is None
    assert dead(account) == "no_refresh_token"
    assert dead(replace(account, refresh_token=Secret("invented"))) == "invalid_grant"


def test_short_lives_may_be_of_one_account(sandbox: SandboxProcess) -> None:
    made = sandbox.order("accounts", n=1)[0]
    assert made["refresh_token"] == ""
    sandbox.order("tokens", seconds=60, account_id=made["id"])
    again = sandbox.order("accounts", usernames=[made["username"]])[0]
    assert (again["id"], bool(again["refresh_token"])) == (made["id"], True)
    assert sandbox.order("accounts", n=1)[0]["refresh_token"] == ""
