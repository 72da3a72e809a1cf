"""The whole loop against the real sandbox process, with the real connector; and what the sandbox itself promises."""

from __future__ import annotations

import io
import re
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from networks.errors import ErrorKind, NetworkError
from networks.sandbox import process
from networks.sandbox.process import SandboxProcess
from networks.types import Absent, Credentials, Draft, Found, Media, Poll
from tests.networks.sandbox_visits import PNG, SANDBOX, browse
from tests.waiting import PATIENCE_S, eventually


@pytest.mark.parametrize("kind", ["error_after", "cut_after", "html_after", "reset_after"])
def test_a_lost_answer_is_found_by_reading_back(
    account: Credentials, sandbox: SandboxProcess, kind: str
) -> None:
    draft = Draft(f"Sei gradi alle sei ({kind})")
    began = datetime.now(UTC)
    sandbox.order("faults", kind=kind)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, draft, key=kind, refs={}, timeout_s=60)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    verdict = SANDBOX.verify(
        account, draft, first_sent_at=began, known_remote_ids=frozenset(), timeout_s=60
    )
    assert isinstance(verdict, Found)
    again = SANDBOX.commit(account, draft, key=kind, refs={}, timeout_s=60)
    assert again == verdict.published


def test_a_held_call_is_answered_once_it_is_let_go(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    sandbox.order("faults", kind="hold", n=2)
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(
            SANDBOX.commit, account, Draft("Trattenuto"), key="h", refs={}, timeout_s=PATIENCE_S
        )
        assert eventually(lambda: sandbox.ask("state")["n_held"] == 1)
        before = sandbox.ask("state")["n_creates"]
        sandbox.order("let-go")
        assert held.result().remote_id
    now = sandbox.ask("state")
    assert (now["n_held"], now["faults"], now["n_creates"]) == (0, [], before + 1)


@pytest.mark.parametrize("kind", ["error_before", "cut_before", "html_before", "reset_before"])
def test_an_answer_that_lies_about_nothing_is_absent(
    account: Credentials, sandbox: SandboxProcess, kind: str
) -> None:
    draft = Draft(f"Sei gradi alle sei ({kind})")
    sandbox.order("faults", kind=kind)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, draft, key=kind, refs={}, timeout_s=60)
    assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
    verdict = SANDBOX.verify(
        account, draft, first_sent_at=datetime.now(UTC), known_remote_ids=frozenset(), timeout_s=60
    )
    assert verdict == Absent()


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        ({"kind": "rate_limit", "seconds": 7}, ErrorKind.RATE_LIMITED),
        ({"kind": "forbidden"}, ErrorKind.ACCOUNT_RESTRICTED),
        ({"kind": "invalid"}, ErrorKind.CONTENT_REJECTED),
        ({"kind": "slow", "seconds": 2}, ErrorKind.UNKNOWN_OUTCOME),
        ({"kind": "drip", "seconds": 5}, ErrorKind.UNKNOWN_OUTCOME),
        ({"kind": "token_death"}, ErrorKind.AUTH_EXPIRED),
    ],
)
def test_a_fault_is_met_once_and_read_right(
    account: Credentials, sandbox: SandboxProcess, order: dict[str, Any], kind: ErrorKind
) -> None:
    sandbox.order("faults", account_id=account.account_id, **order)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, Draft("x"), key="k", refs={}, timeout_s=0.5)
    assert caught.value.kind is kind
    assert caught.value.retry_at_s == (7.0 if kind is ErrorKind.RATE_LIMITED else None)
    if order["kind"] != "token_death":
        SANDBOX.commit(account, Draft("x"), key="k", refs={}, timeout_s=60)


def test_lag_hides_a_new_post_from_reading_back(
    account: Credentials, sandbox: SandboxProcess
) -> None:
    sandbox.order("lag", seconds=60)
    began = datetime.now(UTC)
    SANDBOX.commit(account, Draft("nascosto"), key="lag", refs={}, timeout_s=60)
    look: dict[str, Any] = {
        "first_sent_at": began,
        "known_remote_ids": frozenset(),
        "timeout_s": 60,
    }
    assert SANDBOX.verify(account, Draft("nascosto"), **look) == Absent()
    sandbox.order("clock", offset_s=61)
    assert isinstance(SANDBOX.verify(account, Draft("nascosto"), **look), Found)


def test_a_key_is_forgotten_after_an_hour(account: Credentials, sandbox: SandboxProcess) -> None:
    first = SANDBOX.commit(account, Draft("x"), key="hour", refs={}, timeout_s=60)
    sandbox.order("clock", offset_s=3601)
    assert SANDBOX.commit(account, Draft("x"), key="hour", refs={}, timeout_s=60) != first


def test_media_go_up_are_processed_and_shown(account: Credentials, sandbox: SandboxProcess) -> None:
    sandbox.order("processing", seconds=30)
    media = Media("ab" * 32, "image/png", 1, 1, "Un <punto>", lambda: io.BytesIO(PNG), len(PNG))
    draft = Draft("Ecco", media=(media,))
    prepared = SANDBOX.prepare(account, draft, state={}, timeout_s=60)
    assert not prepared.is_ready
    sandbox.order("clock", offset_s=31)
    prepared = SANDBOX.prepare(account, draft, state=prepared.refs, timeout_s=60)
    assert prepared.is_ready
    published = SANDBOX.commit(account, draft, key="m", refs=prepared.refs, timeout_s=60)
    page = browse(published.url)[2]
    assert 'alt="Un &lt;punto&gt;"' in page
    picture = re.search(r'src="(/media/\d+)"', page)
    assert picture
    with urllib.request.urlopen(sandbox.origin + picture.group(1)) as answer:
        assert answer.read() == PNG


def test_a_poll_is_kept(account: Credentials) -> None:
    published = SANDBOX.commit(
        account, Draft("Quale?", poll=Poll(("Rosso", "Bianco"))), key="p", refs={}, timeout_s=60
    )
    assert "Bianco" in browse(published.url)[2]


@pytest.mark.parametrize("text", ["", "a" * 501])
def test_what_mastodon_would_refuse_is_refused(account: Credentials, text: str) -> None:
    with pytest.raises(NetworkError) as caught:
        SANDBOX.commit(account, Draft(text), key=f"no{len(text)}", refs={}, timeout_s=60)
    assert caught.value.kind is ErrorKind.CONTENT_REJECTED


def test_a_forgotten_account_leaves_nothing_in_memory_or_on_disk(tmp_path: Path) -> None:
    first = process.start(db=tmp_path / "n.sqlite3")
    gone, stays = first.order("accounts", usernames=["sparisce", "rimane"])
    for made, words in ((gone, "parole che spariscono"), (stays, "parole che rimangono")):
        at = "2026-03-02T09:00:00+00:00"
        row = {"account_id": made["id"], "text": words, "created_at": at}
        first.order("backdate", statuses=[row])
    first.order(
        "attachments",
        files=[{"account_id": gone["id"], "mime": "image/png", "body": "c3BhcmlzY2U="}],
    )
    assert "spariscono" in browse(f"{first.origin}/@sparisce")[2]
    assert first.order("forget", usernames=["sparisce", "nessuno"]) == {"n": 1}

    assert browse(f"{first.origin}/@sparisce")[0] == 404
    first.stop()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"rimangono" in kept
    assert b"sparisc" not in kept
    assert gone["token"].encode() not in kept
    second = process.start(db=tmp_path / "n.sqlite3")
    try:
        assert browse(f"{second.origin}/@sparisce")[0] == 404
        assert "parole che rimangono" in browse(f"{second.origin}/@rimane")[2]
    finally:
        second.stop()


def test_the_past_can_be_written(account: Credentials, sandbox: SandboxProcess) -> None:
    past = datetime.now(UTC) - timedelta(days=30)
    rows = [
        {"account_id": account.account_id, "text": "un mese fa", "created_at": past.isoformat()}
    ]
    (made,) = sandbox.order("backdate", statuses=rows)
    (measured,) = SANDBOX.measure(account, [made["id"]], timeout_s=60)
    assert measured.values["likes"] >= 2
    assert datetime.fromisoformat(made["created_at"]).date() == past.date()


def test_the_control_needs_json_and_an_invitation(sandbox: SandboxProcess, tmp_path: Path) -> None:
    assert browse(f"{sandbox.origin}/sandbox/clear", {})[0] == 415
    plain = process.start(db=tmp_path / "plain.sqlite3", has_control=False)
    try:
        assert browse(f"{plain.origin}/sandbox/ledger")[0] == 404
        assert browse(plain.origin)[0] == 200
    finally:
        plain.stop()


def test_what_was_posted_survives_a_restart(tmp_path: Path) -> None:
    first = process.start(db=tmp_path / "n.sqlite3")
    made = first.order("accounts", usernames=["resta"])[0]
    first.order(
        "backdate",
        statuses=[
            {
                "account_id": made["id"],
                "text": "resta qui",
                "created_at": "2026-03-02T09:00:00+00:00",
            }
        ],
    )
    first.stop()
    second = process.start(db=tmp_path / "n.sqlite3")
    try:
        assert "resta qui" in browse(f"{second.origin}/@resta")[2]
        assert [line["account_id"] for line in second.ask("ledger")] == [made["id"]]
    finally:
        second.stop()
