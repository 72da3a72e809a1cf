"""Our connector's requests and our sandbox's answers against the public description of the Mastodon API.

The description is not ours to ship: API_SPECS_DIR says where it is. Without it these tests skip, and REQUIRE_SPECS=1
makes that a failure.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from networks import http as door
from networks import oauth2, registry
from networks.sandbox import process
from networks.types import AppRegistration, Credentials, Draft, Media, Poll, Secret
from tests.networks.description import Description
from tests.networks.peers import Peer, answers

BACK = "http://localhost:8000/connect/return/"


@dataclass(frozen=True)
class Exchange:
    method: str
    path: str
    query: str
    kind: str
    body: bytes
    status: int
    answer: Any

    def fields(self) -> dict[str, Any]:
        if self.kind.startswith("application/json"):
            return dict(json.loads(self.body))
        if self.kind.startswith("multipart/"):
            return {name.decode(): "x" for name in re.findall(rb' name="([^"]+)"', self.body)}
        return dict(parse_qsl(self.body.decode()))


@pytest.fixture(scope="module")
def description() -> Description:
    directory = os.environ.get("API_SPECS_DIR", "")
    path = Path(directory) / "mastodon" / "schema.json"
    if not directory or not path.is_file():
        reason = "API_SPECS_DIR does not name a directory with mastodon/schema.json"
        if os.environ.get("REQUIRE_SPECS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return Description(path)


@pytest.fixture(scope="module")
def exchanges(
    description: Description, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Exchange]]:
    """Everything that passes between the connector and the sandbox while each role is used once."""
    seen: list[Exchange] = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def relay(connection: socket.socket, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = line.split(" ")
        headers = {
            name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)
        }
        headers.pop("accept-encoding", None)
        inner = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        inner.request(method, target, body or None, headers)
        response = inner.getresponse()
        answer = response.read()
        inner.close()
        parts = urlsplit(target)
        if not parts.path.startswith("/sandbox/"):
            try:
                value = json.loads(answer)
            except ValueError:
                value = None
            seen.append(
                Exchange(
                    method,
                    parts.path,
                    parts.query,
                    headers.get("content-type", ""),
                    body,
                    response.status,
                    value,
                )
            )
        location = (
            f"Location: {response.headers['location']}\r\n" if response.headers["location"] else ""
        )
        answers(
            answer,
            status=f"{response.status} x",
            kind=str(response.headers["content-type"]),
            headers=location,
        )(connection, request)

    proxy = Peer(relay)
    running = process.start(
        db=tmp_path_factory.mktemp("described") / "n.sqlite3", port=port, origin=proxy.origin
    )
    door.configure(allow_origins=[proxy.origin])
    try:
        use_every_role(running)
        yield seen
    finally:
        door.configure()
        running.stop()
        proxy.close()


def use_every_role(running: process.SandboxProcess) -> None:
    sandbox = registry.connector("sandbox")
    host = sandbox.normalise_host("")
    app: AppRegistration = sandbox.register_app(host, redirect_uri=BACK, timeout_s=60)
    journey = oauth2.begin(BACK)
    there = sandbox.authorization(
        app, redirect_uri=BACK, state=journey.state, code_verifier=journey.code_verifier
    )
    form = {**dict(parse_qsl(urlsplit(there.url).query)), "new_username": "descritto"}
    location = _post_form(host, form)
    code = dict(parse_qsl(urlsplit(location).query))["code"]
    credentials: Credentials = sandbox.exchange(
        app, code=code, code_verifier=journey.code_verifier, redirect_uri=BACK, timeout_s=60
    )
    sandbox.limits_of(host, timeout_s=60)
    media = Media("cd" * 32, "image/png", 1, 1, "Un punto", lambda: io.BytesIO(b"\x89PNG"), 4)
    draft = Draft("Vedi https://example.com @ornella.v #vigna", media=(media,), spoiler="vino")
    refs = sandbox.prepare(credentials, draft, state={}, timeout_s=60).refs
    post = sandbox.commit(credentials, draft, key="d1", refs=refs, timeout_s=60)
    sandbox.commit(
        credentials, Draft("Quale?", poll=Poll(("a", "b"))), key="d2", refs={}, timeout_s=60
    )
    second = sandbox.commit(
        credentials, Draft("Parte due", in_reply_to=post.remote_id), key="d5", refs={}, timeout_s=60
    )
    sandbox.commit(
        credentials,
        Draft("https://example.com/visite", visibility="unlisted", in_reply_to=second.remote_id),
        key="d6",
        refs={},
        timeout_s=60,
    )
    film = Media("ef" * 32, "video/mp4", 4, 3, "Un film", lambda: io.BytesIO(b"ftyp"), 4, 2.0)
    shown = Draft("Guarda", media=(film,))
    uploaded = sandbox.prepare(credentials, shown, state={}, timeout_s=60).refs
    uploaded = sandbox.prepare(credentials, shown, state=uploaded, timeout_s=60).refs
    running.order("clock", offset_s=60)
    uploaded = sandbox.prepare(credentials, shown, state=uploaded, timeout_s=60).refs
    sandbox.commit(credentials, shown, key="d7", refs=uploaded, timeout_s=60)
    running.order("clock", offset_s=86_400)
    sandbox.verify(
        credentials,
        draft,
        first_sent_at=datetime.now(UTC),
        known_remote_ids=frozenset(),
        timeout_s=60,
    )
    sandbox.measure(credentials, [post.remote_id], timeout_s=60)
    sandbox.notifications(credentials, cursor="1", timeout_s=60)
    below = sandbox.thread(credentials, post.remote_id, timeout_s=60).items
    parent = below[0].remote_id if below else post.remote_id
    reply = sandbox.reply(credentials, Draft("Grazie", in_reply_to=parent), key="d3", timeout_s=60)
    sandbox.like(credentials, parent, timeout_s=60)
    sandbox.amend(
        credentials, post.remote_id, Draft("Corretto", media=(media,)), refs=refs, timeout_s=60
    )
    sandbox.says(credentials, post.remote_id, Draft("Corretto", media=(media,)), timeout_s=60)
    sandbox.is_there(credentials, post.remote_id, timeout_s=60)
    sandbox.newest(credentials, since=datetime.now(UTC), timeout_s=60)
    seen = sandbox.public_account("descritto")
    sandbox.public_profile(seen, timeout_s=60)
    sandbox.public_posts(
        seen, credentials.account_id, since=datetime.fromtimestamp(0, UTC), timeout_s=60
    )
    sandbox.search(credentials, "vino", cursor="1", timeout_s=60)
    sandbox.search(credentials, "#valdoppia", cursor="1", timeout_s=60)
    sandbox.trends(credentials, timeout_s=60)
    sandbox.remove(credentials, reply.remote_id, timeout_s=60)
    for bad in (Secret("nobody"), credentials.access_token):
        with pytest.raises(Exception, match=r"401|422"):
            sandbox.commit(
                Credentials(host, "1", bad), Draft("a" * 501), key="d4", refs={}, timeout_s=60
            )
    sandbox.revoke(app, credentials, timeout_s=60)


def _post_form(host: str, form: dict[str, str]) -> str:
    parts = urlsplit(host)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    body = json.dumps(form)
    connection.request("POST", "/oauth/authorize", body, {"content-type": "application/json"})
    response = connection.getresponse()
    response.read()
    connection.close()
    return str(response.headers["location"])


def _calls(exchanges: list[Exchange]) -> list[Exchange]:
    return [one for one in exchanges if one.path != "/oauth/authorize"]


def test_every_call_is_described(description: Description, exchanges: list[Exchange]) -> None:
    calls = _calls(exchanges)
    assert len(calls) > 25
    assert {one.status for one in calls} >= {200, 202, 206, 401, 422}
    assert [one for one in calls if description.operation(one.method, one.path) is None] == []


def test_every_request_says_only_what_is_described(
    description: Description, exchanges: list[Exchange]
) -> None:
    wrong = []
    for one in _calls(exchanges):
        operation = description.operation(one.method, one.path)
        assert operation
        wrong += [
            f"{one.method} {one.path}: {what}"
            for what in description.wrong_query(operation, one.query)
        ]
        if one.body:
            wrong += [
                f"{one.method} {one.path}: {what}"
                for what in description.wrong_body(operation, one.fields())
            ]
    # Servers before 4.3 know only the text form of it, and newer ones still take it.
    wrong.remove("POST /api/v1/apps: body.redirect_uris is str, not ['array']")
    assert wrong == []


def test_every_answer_of_the_sandbox_is_as_described(
    description: Description, exchanges: list[Exchange]
) -> None:
    wrong = []
    for one in _calls(exchanges):
        operation = description.operation(one.method, one.path)
        assert operation
        wrong += [
            f"{one.method} {one.path} {one.status}: {what}"
            for what in description.wrong_answer(operation, one.status, one.answer)
        ]
    assert wrong == []


def test_the_checker_does_see_what_is_wrong(description: Description) -> None:
    operation = description.operation("POST", "/api/v1/statuses")
    assert operation
    assert list(description.wrong_body(operation, {"status": 7, "invented": "x"}))
    assert list(description.wrong_answer(operation, 200, {"id": 5}))
