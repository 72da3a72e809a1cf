"""The Mastodon connector against recorded answers: the contract of all connectors, then what is Mastodon's own."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest

from networks import roles
from networks.errors import ErrorKind, NetworkError
from networks.mastodon import media
from networks.mastodon.connector import MASTODON
from networks.mastodon.parse import refine
from networks.types import Draft, Media, Poll
from tests.networks import contract
from tests.networks.mastodon_double import RECORDED, Start, me, raw, recorded, sent
from tests.networks.peers import answers


class TestContract(contract.Contract):
    slug = "mastodon"

    def published_answer(self) -> bytes:
        return (RECORDED / "status.json").read_bytes()

    def host_answer(self, request: bytes) -> bytes:
        return (RECORDED / "account_statuses.json").read_bytes()

    def parent_id(self) -> str:
        return "114093100"


class TestContractOfTheSandbox(TestContract):
    slug = "sandbox"


def test_mastodon_has_every_role() -> None:
    for role in contract.ROLES:
        assert isinstance(MASTODON, role), role.__name__


def test_a_role_is_more_than_a_name() -> None:
    assert not isinstance(object(), roles.Publishes)


def test_a_commit_sends_everything_as_json_with_its_key(peer: Start) -> None:
    double = peer(answers(raw(recorded("status"))))
    poll = Poll(("Rosso", "Bianco"), expires_in_s=3600, is_multiple=True, hides_totals=True)
    draft = Draft(
        "Quale?", language="it", visibility="unlisted", spoiler="vino", poll=poll, in_reply_to="77"
    )
    MASTODON.commit(me(double.origin), draft, key="delivery-1", refs={}, timeout_s=60)
    (request,) = double.requests
    head = request.partition(b"\r\n\r\n")[0].lower()
    assert request.startswith(b"POST /api/v1/statuses HTTP/1.1\r\n")
    assert b"idempotency-key: delivery-1" in head
    assert b"content-type: application/json" in head
    assert b"authorization: bearer canary-token" in head
    assert sent(request) == {
        "status": "Quale?", "language": "it", "visibility": "unlisted", "spoiler_text": "vino", "sensitive": True,
        "poll": {"options": ["Rosso", "Bianco"], "expires_in": 3600, "multiple": True, "hide_totals": True},
        "in_reply_to_id": "77",
    }  # fmt: skip


def test_media_are_uploaded_one_a_call_and_awaited(peer: Start) -> None:
    looks: list[str] = []

    def play(connection: Any, request: bytes) -> None:
        line = request.split(b"\r\n", 1)[0].decode()
        looks.append(line)
        body = raw(recorded("media_processing"))
        if line.startswith("POST"):
            answers(body, status="202 Accepted")(connection, request)
        else:
            answers(body, status="206 Partial Content" if len(looks) < 3 else "200 OK")(
                connection, request
            )

    double = peer(play)
    picture = b"\xff\xd8jpeg" * 5000
    photo = Media(
        hashlib.sha256(picture).hexdigest(),
        "image/jpeg",
        10,
        10,
        "La vigna",
        lambda: io.BytesIO(picture),
        len(picture),
    )
    draft = Draft("x", media=(photo,))
    state: dict[str, Any] = {}
    seen = []
    for _ in range(3):
        prepared = MASTODON.prepare(me(double.origin), draft, state=state, timeout_s=60)
        state = json.loads(json.dumps(prepared.refs))
        seen.append((prepared.is_ready, prepared.next_check_s))
    assert seen == [(False, 2.0), (False, 2.0), (True, None)]
    assert [line.split()[0] for line in looks] == ["POST", "GET", "GET"]
    assert picture in double.requests[0]
    assert b"La vigna" in double.requests[0]
    assert MASTODON.prepare(me(double.origin), draft, state=state, timeout_s=60).is_ready
    assert len(looks) == 3


def film() -> Media:
    return Media("ab", "video/mp4", 640, 360, "", lambda: io.BytesIO(b"ftyp"), 4, 8.0)


def test_looks_at_a_video_grow_rare_and_end(peer: Start) -> None:
    body = raw(recorded("media_processing"))
    double = peer(answers(body, status="206 Partial Content"))
    ref = {"sha256": "ab", "id": recorded("media_processing")["id"], "is_ready": False}
    draft, waits = Draft("x", media=(film(),)), []
    state: dict[str, Any] = {"0": ref}
    for _ in range(8):
        prepared = MASTODON.prepare(me(double.origin), draft, state=state, timeout_s=60)
        state = json.loads(json.dumps(prepared.refs))
        waits.append(prepared.next_check_s)
    assert waits == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]
    last = {"0": {**ref, "n_looks": media.MAX_LOOKS - 1}}
    with pytest.raises(NetworkError) as caught:
        MASTODON.prepare(me(double.origin), draft, state=last, timeout_s=60)
    assert caught.value.kind is ErrorKind.MEDIA_FETCH_FAILED
    assert caught.value.code == "processing_too_long"
    done = peer(answers(body))
    assert MASTODON.prepare(me(done.origin), draft, state=last, timeout_s=60).is_ready


@pytest.mark.parametrize(
    "answer",
    [{}, [], None, "x", 7, {"id": None}, {"id": True}, {"id": ""}, {"id": []}, {"id": "x" * 201}],
)
@pytest.mark.parametrize("is_uploaded", [False, True], ids=["upload", "look"])
def test_an_answer_about_a_file_that_makes_no_sense_is_never_taken_for_ready(
    peer: Start, answer: Any, is_uploaded: bool
) -> None:
    double = peer(answers(raw(answer)))
    state = {"0": {"sha256": "ab", "id": "1", "is_ready": False}} if is_uploaded else {}
    with pytest.raises(NetworkError) as caught:
        MASTODON.prepare(me(double.origin), Draft("x", media=(film(),)), state=state, timeout_s=60)
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


def test_a_look_that_shows_another_file_is_not_believed(peer: Start) -> None:
    double = peer(answers(b'{"id": "2"}'))
    state = {"0": {"sha256": "ab", "id": "1", "is_ready": False}}
    with pytest.raises(NetworkError) as caught:
        MASTODON.prepare(me(double.origin), Draft("x", media=(film(),)), state=state, timeout_s=60)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.PROVIDER_CHANGED, "other_media")


def test_refs_of_another_make_do_not_stop_an_upload(peer: Start) -> None:
    double = peer(answers(raw(recorded("media_processing"))))
    for state in ({"0": "gone"}, {"0": {"sha256": "ab"}}, {"card": 1}):
        done = MASTODON.prepare(
            me(double.origin), Draft("x", media=(film(),)), state=state, timeout_s=60
        )
        assert done.is_ready


def test_a_text_needs_no_preparing(peer: Start) -> None:
    double = peer(answers(b"{}"))
    assert MASTODON.prepare(me(double.origin), Draft("x"), state={}, timeout_s=60).is_ready
    assert double.requests == []


def test_media_that_are_not_ready_are_never_committed(peer: Start) -> None:
    double = peer(answers(raw(recorded("status"))))
    photo = Media("ab", "image/jpeg", 1, 1, "", lambda: io.BytesIO(b"x"), 1)
    with pytest.raises(NetworkError) as caught:
        MASTODON.commit(
            me(double.origin),
            Draft("x", media=(photo,)),
            key="k",
            refs={"0": {"sha256": "ab", "id": "1", "is_ready": False}},
            timeout_s=60,
        )
    assert (caught.value.code, caught.value.was_sent) == ("media_not_ready", False)
    assert double.requests == []


@pytest.mark.parametrize(
    ("status", "error", "kind", "code"),
    [
        (401, "The access token is invalid", ErrorKind.AUTH_EXPIRED, "unauthorised"),
        (400, "The access token was revoked", ErrorKind.AUTH_EXPIRED, "unauthorised"),
        (400, "invalid_grant", ErrorKind.AUTH_EXPIRED, "invalid_grant"),
        (
            403,
            "Your login is currently disabled",
            ErrorKind.ACCOUNT_RESTRICTED,
            "account_restricted",
        ),
        (
            403,
            "This action is outside the authorized scopes",
            ErrorKind.PERMISSION_DENIED,
            "missing_scope",
        ),
        (
            422,
            "Cannot attach files that have not finished processing. Try again in a moment!",
            ErrorKind.TRANSIENT,
            "media_not_ready",
        ),
        (
            422,
            "Validation failed: Media attachments could not be found",
            ErrorKind.MEDIA_FETCH_FAILED,
            "media_gone",
        ),
        (
            422,
            "Validation failed: Text character limit of 500 exceeded",
            ErrorKind.CONTENT_REJECTED,
            "too_long",
        ),
    ],
)
def test_what_mastodon_says_decides_the_kind(
    status: int, error: str, kind: ErrorKind, code: str
) -> None:
    assert refine(status, {"error": error}) == (kind, code)


@pytest.mark.parametrize("body", [None, [], "x", {"error": 7}, {}])
def test_an_error_without_words_leaves_the_general_rule(body: Any) -> None:
    assert refine(403, body) is None
