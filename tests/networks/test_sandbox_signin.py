"""The sandbox from joining to leaving: its sign-in page, and what it refuses."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime

import pytest

from networks import oauth2
from networks.errors import ErrorKind, NetworkError
from networks.sandbox.process import SandboxProcess
from networks.types import Draft, Found, IncomingKind
from tests.networks.sandbox_visits import BACK, SANDBOX, authorise, browse, connect


def test_the_whole_loop_from_joining_to_leaving(sandbox: SandboxProcess) -> None:
    app, credentials = connect(sandbox, "trecorvi")
    who = SANDBOX.profile(credentials, timeout_s=60)
    assert who.handle == "@trecorvi@127.0.0.1"
    assert all(ability.is_granted for ability in SANDBOX.abilities(credentials, timeout_s=60))
    assert SANDBOX.limits_of(credentials.host, timeout_s=60).max_chars == 500

    draft = Draft("Domenica apriamo alle 10. https://example.com/visite #vigna", language="it")
    began = datetime.now(UTC)
    first = SANDBOX.commit(credentials, draft, key="loop-1", refs={}, timeout_s=60)
    again = SANDBOX.commit(credentials, draft, key="loop-1", refs={}, timeout_s=60)
    assert first == again
    lines = [line for line in sandbox.ask("ledger") if line["key"] == "loop-1"]
    assert [line["is_replay"] for line in lines] == [False, True]
    verdict = SANDBOX.verify(
        credentials, draft, first_sent_at=began, known_remote_ids=frozenset(), timeout_s=60
    )
    assert verdict == Found(first)

    sandbox.order("clock", offset_s=86_400)
    (measured,) = SANDBOX.measure(credentials, [first.remote_id], timeout_s=60)
    assert measured.values["likes"] >= 2
    assert SANDBOX.measure_profile(credentials, timeout_s=60).values["followers"] > 0

    comments = [
        one
        for one in SANDBOX.notifications(credentials, cursor=None, timeout_s=60).items
        if one.parent_id == first.remote_id
    ]
    thread = SANDBOX.thread(credentials, first.remote_id, timeout_s=60)
    assert len(thread.items) == len(comments) == measured.values["comments"]

    answer = Draft("Grazie a tutti", in_reply_to=first.remote_id)
    if comments:
        assert comments[0].kind is IncomingKind.COMMENT
        answer = SANDBOX.address(comments[0], "Ci vediamo domenica", language="it")
        SANDBOX.like(credentials, comments[0].remote_id, timeout_s=60)
    reply = SANDBOX.reply(credentials, answer, key="loop-2", timeout_s=60)
    assert reply.remote_id in {
        one.remote_id
        for one in SANDBOX.thread(credentials, first.remote_id, timeout_s=60).items
        if one.is_own
    }

    SANDBOX.amend(
        credentials, first.remote_id, Draft("Domenica apriamo alle 11."), refs={}, timeout_s=60
    )
    _, _, page = browse(first.url)
    assert "alle 11" in page
    SANDBOX.remove(credentials, first.remote_id, timeout_s=60)
    SANDBOX.remove(credentials, first.remote_id, timeout_s=60)
    assert SANDBOX.measure(credentials, [first.remote_id], timeout_s=60) == []
    assert browse(first.url)[0] == 404

    SANDBOX.revoke(app, credentials, timeout_s=60)
    SANDBOX.revoke(app, credentials, timeout_s=60)
    with pytest.raises(NetworkError) as caught:
        SANDBOX.profile(credentials, timeout_s=60)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED


def test_a_wrong_verifier_gets_no_token(sandbox: SandboxProcess) -> None:
    host = SANDBOX.normalise_host("")
    app = SANDBOX.register_app(host, redirect_uri=BACK, timeout_s=60)
    journey = oauth2.begin(BACK)
    there = SANDBOX.authorization(
        app, redirect_uri=BACK, state=journey.state, code_verifier=journey.code_verifier
    )
    _, headers, _ = browse(f"{host}/oauth/authorize", authorise(browse(there.url)[2], "marta"))
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(headers["location"]).query)["code"][0]
    with pytest.raises(NetworkError) as caught:
        SANDBOX.exchange(app, code=code, code_verifier="x" * 43, redirect_uri=BACK, timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.AUTH_EXPIRED, "invalid_grant")


def test_the_page_refuses_an_address_that_was_not_registered(sandbox: SandboxProcess) -> None:
    app = SANDBOX.register_app(sandbox.origin, redirect_uri=BACK, timeout_s=60)
    url = f"{sandbox.origin}/oauth/authorize?client_id={app.client_id}&response_type=code&redirect_uri=https://evil.example/"
    status, headers, page = browse(url)
    assert status == 400
    assert "evil.example" not in headers["content-security-policy"] + page


def test_refusing_goes_back_with_the_refusal(sandbox: SandboxProcess) -> None:
    app = SANDBOX.register_app(sandbox.origin, redirect_uri=BACK, timeout_s=60)
    there = SANDBOX.authorization(app, redirect_uri=BACK, state="s-1", code_verifier="v" * 43)
    form = {**authorise(browse(there.url)[2], ""), "decision": "refuse"}
    assert (
        browse(f"{sandbox.origin}/oauth/authorize", form)[1]["location"]
        == f"{BACK}?error=access_denied&state=s-1"
    )


def test_the_page_speaks_italian_and_english(sandbox: SandboxProcess) -> None:
    app = SANDBOX.register_app(sandbox.origin, redirect_uri=BACK, timeout_s=60)
    there = SANDBOX.authorization(app, redirect_uri=BACK, state="s", code_verifier="v" * 43)
    assert '<html lang="it">' in (italian := browse(there.url, language="it-IT,it;q=0.9")[2])
    assert "Autorizza" in italian
    assert "Authorise" in browse(there.url, language="en-GB")[2]
