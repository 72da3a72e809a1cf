"""Correcting, removing and listing on the sandbox, with the real connector: also when the answer is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from networks import registry
from networks.errors import ErrorKind, NetworkError
from networks.sandbox.process import SandboxProcess
from networks.types import Credentials, Draft, Published

SANDBOX = registry.connector("sandbox")
NEW = Draft("Si pota mercoledì.")


@pytest.fixture
def post(account: Credentials) -> Published:
    made: Published = SANDBOX.commit(
        account, Draft("Si pota martedì."), key=str(uuid4()), refs={}, timeout_s=60
    )
    return made


def amend(account: Credentials, post: Published) -> None:
    SANDBOX.amend(account, post.remote_id, NEW, refs={}, timeout_s=1)


@pytest.mark.parametrize("kind", ["reset_after", "cut_after", "error_after", "html_after", "drip"])
def test_a_correction_whose_answer_was_lost_is_read_back(
    account: Credentials, sandbox: SandboxProcess, post: Published, kind: str
) -> None:
    sandbox.order("faults", kind=kind, seconds=3, match="PUT", account_id=account.account_id)
    with pytest.raises(NetworkError) as caught:
        amend(account, post)
    assert caught.value.was_sent
    assert SANDBOX.says(account, post.remote_id, NEW, timeout_s=60)


@pytest.mark.parametrize("kind", ["reset_before", "error_before"])
def test_a_correction_that_was_not_made_is_seen_not_to_be(
    account: Credentials, sandbox: SandboxProcess, post: Published, kind: str
) -> None:
    sandbox.order("faults", kind=kind, match="PUT", account_id=account.account_id)
    with pytest.raises(NetworkError):
        amend(account, post)
    assert not SANDBOX.says(account, post.remote_id, NEW, timeout_s=60)


@pytest.mark.parametrize("kind", ["reset_after", "cut_after", "error_after", "reset_before"])
def test_a_removal_can_be_asked_for_again_whatever_became_of_the_first(
    account: Credentials, sandbox: SandboxProcess, post: Published, kind: str
) -> None:
    sandbox.order("faults", kind=kind, match="DELETE", account_id=account.account_id)
    try:
        SANDBOX.remove(account, post.remote_id, timeout_s=1)
    except NetworkError as error:
        assert error.was_sent  # noqa: PT017 (one kind tells by its status that it is done)
    SANDBOX.remove(account, post.remote_id, timeout_s=60)
    assert not SANDBOX.is_there(account, post.remote_id, timeout_s=60)
    with pytest.raises(NetworkError) as caught:
        amend(account, post)
    assert caught.value.kind is ErrorKind.NOT_FOUND


def test_the_newest_posts_are_listed_without_answers_and_older_ones(
    account: Credentials, post: Published
) -> None:
    SANDBOX.commit(
        account, Draft("Sotto", in_reply_to=post.remote_id), key="sotto", refs={}, timeout_s=60
    )
    now = datetime.now(UTC)
    listing = SANDBOX.newest(account, since=now - timedelta(hours=1), timeout_s=60)
    assert [(one.remote_id, one.text) for one in listing.posts] == [
        (post.remote_id, "Si pota martedì.")
    ]
    assert listing.is_whole
    assert SANDBOX.newest(account, since=now + timedelta(hours=1), timeout_s=60).posts == ()
