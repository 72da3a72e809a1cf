"""Videos on Bluesky: by the network's video service where there is one, else to the account's own server."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest

from networks.bluesky import video
from networks.bluesky.connector import Bluesky
from networks.errors import ErrorKind, NetworkError
from networks.types import Draft, Media, Published
from tests.networks.bluesky_double import (
    DID,
    KEY,
    SENT_AT,
    Start,
    line,
    me,
    plays,
    query,
    recorded,
    sent,
)
from tests.networks.peers import Peer

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 400
CID = "bafkreibrjafszpthrcucdreg2dcit2wh7umyycaro7u3detdvnhwuedsxa"
BLOB = {"$type": "blob", "ref": {"$link": CID}, "mimeType": "video/mp4", "size": len(FILM)}
PDS = {
    "describeServer": {"did": "did:web:pds.trecorvi.example", "availableUserDomains": []},
    "getUploadLimits": {"token": "token.for-limits"},
    "lxm=com.atproto.repo.uploadBlob": {"token": "token.for-upload"},
    "putRecord": recorded("put_record"),
}
MAY = {"canUpload": True, "remainingDailyVideos": 25, "remainingDailyBytes": 10_000_000_000}


def film(data: bytes = FILM, alt: str = "Il torchio") -> Media:
    return Media(
        hashlib.sha256(data).hexdigest(), "video/mp4", 640, 360, alt, lambda: io.BytesIO(data),
        len(data), 12.0,
    )  # fmt: skip


def job(**more: Any) -> dict[str, Any]:
    return {"jobStatus": {"jobId": "job-1", "did": DID, "state": "JOB_STATE_CREATED", **more}}


def start(peer: Start, **answers: Any) -> tuple[Bluesky, Peer, Peer]:
    """The connector, the account's server and a video service that answers so."""
    table = {"getUploadLimits": MAY, "uploadVideo": job(), "getJobStatus": job(), **answers}
    service, server = peer(plays(table)), peer(plays(PDS))
    return Bluesky("bluesky", "Bluesky", videos=service.origin), server, service


def step(bluesky: Bluesky, server: Peer, state: Any, draft: Draft | None = None) -> Any:
    shown = draft or Draft("Il torchio", media=(film(),))
    done = bluesky.prepare(me(server.origin), shown, state=state, timeout_s=60)
    return done.is_ready, done.next_check_s, json.loads(json.dumps(done.refs))


def bearer(request: bytes) -> str:
    head = request.partition(b"\r\n\r\n")[0].decode()
    found = [one for one in head.split("\r\n") if one.lower().startswith("authorization:")]
    return found[0].partition("Bearer ")[2] if found else ""


def test_the_service_gets_the_file_with_a_token_of_its_own_and_is_asked_until_it_is_done(
    peer: Start,
) -> None:
    bluesky, server, service = start(peer)
    is_ready, wait_s, refs = step(bluesky, server, {})
    assert (is_ready, wait_s) == (False, 4.0)
    limits, described, upload = server.requests
    assert "describeServer" in line(described)
    assert query(limits)["aud"] == [f"did:web:127.0.0.1%3A{service.port}"]
    assert query(limits)["lxm"] == ["app.bsky.video.getUploadLimits"]
    assert query(upload)["aud"] == ["did:web:pds.trecorvi.example"]
    until = int(SENT_AT.timestamp()) + 1 + 25 * 60
    assert query(upload)["exp"] == [str(until)]
    asked, handed = service.requests
    assert bearer(asked) == "token.for-limits"
    assert bearer(handed) == "token.for-upload"
    assert query(handed) == {"did": [DID], "name": [f"{film().sha256[:16]}.mp4"]}
    assert handed.endswith(FILM)
    assert b"content-type: video/mp4" in handed.lower()

    waits = []
    for _ in range(4):
        is_ready, wait_s, refs = step(bluesky, server, refs)
        assert not is_ready
        waits.append(wait_s)
    assert waits == [8.0, 15.0, 15.0, 15.0]
    assert query(service.requests[-1]) == {"jobId": ["job-1"]}
    assert len(server.requests) == 3
    assert not any(b"canary-token" in request for request in service.requests)


def test_a_finished_video_is_posted_by_its_name(peer: Start) -> None:
    done = job(state="JOB_STATE_COMPLETED", blob={**BLOB, "more": "x"})
    bluesky, server, _ = start(peer, getJobStatus=done)
    draft = Draft("Il torchio", media=(film(),))
    _, _, refs = step(bluesky, server, {})
    is_ready, wait_s, refs = step(bluesky, server, refs)
    assert (is_ready, wait_s) == (True, None)
    published = bluesky.commit(
        me(server.origin), draft, key=KEY, refs=refs, timeout_s=60, sent_at=SENT_AT
    )
    assert isinstance(published, Published)
    assert sent(server.requests[-1])["record"]["embed"] == {
        "$type": "app.bsky.embed.video",
        "video": BLOB,
        "alt": "Il torchio",
        "aspectRatio": {"width": 640, "height": 360},
    }


def test_a_video_still_in_work_is_never_posted(peer: Start) -> None:
    bluesky, server, _ = start(peer)
    _, _, refs = step(bluesky, server, {})
    with pytest.raises(NetworkError) as caught:
        bluesky.commit(
            me(server.origin), Draft("x", media=(film(),)), key=KEY, refs=refs, timeout_s=60,
            sent_at=SENT_AT,
        )  # fmt: skip
    assert (caught.value.code, caught.value.was_sent) == ("media_not_ready", False)


def test_an_account_alone_with_its_server_hands_the_file_to_that(peer: Start) -> None:
    server = peer(plays({"uploadBlob": {"blob": BLOB}, "putRecord": recorded("put_record")}))
    bluesky = Bluesky("bluesky", "Bluesky", videos="")
    is_ready, _, refs = step(bluesky, server, {})
    assert is_ready
    assert refs["0"]["blob"] == BLOB
    assert server.requests[0].endswith(FILM)
    too_large = peer(plays({"uploadBlob": (400, {"error": "BlobTooLarge", "message": "5 MB"})}))
    with pytest.raises(NetworkError) as caught:
        step(bluesky, too_large, {})
    assert (caught.value.kind, caught.value.code) == (ErrorKind.CONTENT_REJECTED, "blob_too_large")


def test_a_file_that_the_service_has_already_is_not_worked_on_twice(peer: Start) -> None:
    told = (409, {"error": "already_exists", "jobId": "job-7", "did": DID, "state": "JOB_STATE_ENCODING"})  # fmt: skip
    bluesky, server, _ = start(peer, uploadVideo=told)
    assert step(bluesky, server, {})[2]["0"]["job"] == "job-7"
    whole = job(state="JOB_STATE_FAILED", error="already_exists", blob=BLOB)
    bluesky, server, _ = start(peer, uploadVideo=whole)
    assert step(bluesky, server, {})[0]


@pytest.mark.parametrize(
    ("limits", "kind", "code"),
    [
        ({"canUpload": False}, ErrorKind.PERMISSION_DENIED, "video_not_allowed"),
        ({**MAY, "remainingDailyVideos": 0}, ErrorKind.QUOTA_EXHAUSTED, "video_quota"),
        ({"canUpload": False, "remainingDailyBytes": 9}, ErrorKind.QUOTA_EXHAUSTED, "video_quota"),
        ((401, {"error": "AuthMissing"}), ErrorKind.PERMISSION_DENIED, "video_not_allowed"),
        ((403, {"error": "Forbidden"}), ErrorKind.PERMISSION_DENIED, "video_not_allowed"),
        ((429, {"error": "RateLimitExceeded"}), ErrorKind.RATE_LIMITED, "rate_limit_exceeded"),
        ((503, {}), ErrorKind.TRANSIENT, ""),
        ({}, ErrorKind.PROVIDER_CHANGED, "malformed"),
        ([], ErrorKind.PROVIDER_CHANGED, "malformed"),
        ({"canUpload": "yes"}, ErrorKind.PROVIDER_CHANGED, "malformed"),
    ],
)
def test_what_the_service_does_not_allow_is_said_before_the_file_leaves(
    peer: Start, limits: Any, kind: ErrorKind, code: str
) -> None:
    bluesky, server, service = start(peer, getUploadLimits=limits)
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, {})
    assert caught.value.kind is kind
    assert not code or caught.value.code == code
    assert not any(FILM in request for request in service.requests)


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        ("validation_failure", ErrorKind.CONTENT_REJECTED, "video_unreadable"),
        ("encoding_failure", ErrorKind.CONTENT_REJECTED, "video_unreadable"),
        ("pds_upload_unsupported_blob_size", ErrorKind.CONTENT_REJECTED, "blob_too_large"),
    ],
)
def test_a_video_that_cannot_be_made_is_for_a_person(
    peer: Start, failure: str, kind: ErrorKind, code: str
) -> None:
    failed = job(state="JOB_STATE_FAILED", failureCode=failure)
    bluesky, server, _ = start(peer, getJobStatus=failed)
    _, _, refs = step(bluesky, server, {})
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, refs)
    assert (caught.value.kind, caught.value.code) == (kind, code)


@pytest.mark.parametrize("answer", [job(state="JOB_STATE_FAILED"), (404, {"error": "NotFound"})])
def test_a_mishap_of_the_service_starts_anew_and_not_for_ever(peer: Start, answer: Any) -> None:
    bluesky, server, service = start(peer, getJobStatus=answer)
    refs: dict[str, Any] = {}
    for _ in range(2 * video.MAX_TRIES - 1):
        is_ready, wait_s, refs = step(bluesky, server, refs)
        assert not is_ready
        assert wait_s >= 2.0
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, refs)
    assert (caught.value.kind, caught.value.code) == (ErrorKind.MEDIA_FETCH_FAILED, "video_failed")
    assert sum(FILM in request for request in service.requests) == video.MAX_TRIES


def test_waiting_for_the_service_has_an_end(peer: Start) -> None:
    bluesky, server, _ = start(peer)
    _, _, refs = step(bluesky, server, {})
    refs["0"]["n_looks"] = video.MAX_LOOKS
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, refs)
    assert caught.value.code == "processing_too_long"


@pytest.mark.parametrize(
    "answer",
    [
        [], None, 7, "x", {}, {"jobStatus": []}, {"jobStatus": {"jobId": 7}},
        {"jobStatus": {"jobId": "a b"}}, {"jobStatus": {"jobId": "x" * 201}},
        job(state="JOB_STATE_COMPLETED"), job(state="JOB_STATE_COMPLETED", blob=7),
        job(state="JOB_STATE_COMPLETED", blob={**BLOB, "size": -1}),
        job(state="JOB_STATE_COMPLETED", blob={**BLOB, "ref": CID}),
        job(jobId="job-2"),
    ],
)  # fmt: skip
def test_an_answer_of_the_service_that_makes_no_sense_is_not_believed(
    peer: Start, answer: Any
) -> None:
    bluesky, server, _ = start(peer, getJobStatus=answer)
    _, _, refs = step(bluesky, server, {})
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, refs)
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


@pytest.mark.parametrize(
    "answer", [{}, [], {"token": 7}, {"token": "a b"}, {"token": ""}, {"did": "x"}]
)
@pytest.mark.parametrize("method", ["lxm=com.atproto.repo.uploadBlob", "describeServer"])
def test_without_a_token_nothing_leaves(peer: Start, method: str, answer: Any) -> None:
    bluesky, _, service = start(peer)
    server = peer(plays({**PDS, method: answer}))
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, {})
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED
    assert not any(FILM in request for request in service.requests)


def test_that_the_session_has_ended_is_said_by_the_accounts_server_alone(peer: Start) -> None:
    bluesky, _, _ = start(peer)
    server = peer(plays({"getServiceAuth": (400, {"error": "ExpiredToken"})}))
    with pytest.raises(NetworkError) as caught:
        step(bluesky, server, {})
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED


def test_another_video_is_handed_over_anew(peer: Start) -> None:
    bluesky, server, service = start(peer)
    _, _, refs = step(bluesky, server, {})
    other = Draft("x", media=(film(b"ftyp altro"),))
    step(bluesky, server, refs, other)
    assert service.requests[-1].endswith(b"ftyp altro")
