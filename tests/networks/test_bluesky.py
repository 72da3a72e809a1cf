"""The Bluesky connector against recorded answers: the contract of all connectors, then how a post is made and sent.

The same code against a whole real network: tests/live.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from networks import roles
from networks.bluesky import facets
from networks.bluesky.connector import BLUESKY
from networks.bluesky.records import born_at, rkey_of
from networks.errors import ErrorKind, NetworkError
from networks.limits import check
from networks.types import (
    Credentials,
    Draft,
    Media,
    Poll,
)
from people.ids import uuid7
from tests.networks import contract
from tests.networks.bluesky_double import (
    BRUNO,
    DID,
    KEY,
    POST_ID,
    RECORDED,
    SENT_AT,
    Start,
    commit,
    error,
    line,
    me,
    picture,
    plays,
    prepare_all,
    query,
    raw,
    recorded,
    sent,
)
from tests.networks.peers import answers


class TestContract(contract.Contract):
    slug = "bluesky"

    def published_answer(self) -> bytes:
        return (RECORDED / "put_record.json").read_bytes()

    def published_id(self) -> str:
        return POST_ID

    def host_answer(self, request: bytes) -> bytes:
        # Every page names where to go on, the last is empty.
        if "cursor" in query(request):
            return b'{"records": []}'
        return (RECORDED / "list_records.json").read_bytes()

    def owner_of_the_post(self, host: str) -> Credentials:
        return me(host)

    def shown_answer(self) -> bytes:
        return (RECORDED / "get_record.json").read_bytes()

    def gone_answer(self) -> Any:
        gone = recorded("errors")["no_record"]
        return answers(raw(gone["body"]), status="400 Bad Request")

    def parent_id(self) -> str:
        return f"at://{BRUNO}/app.bsky.feed.post/3n346sfwk7e2o"

    def look_answer(self, request: bytes) -> bytes | None:
        if b"getPosts" not in request.split(b"\r\n", 1)[0]:
            return None
        cid = recorded("get_record")["cid"]
        return raw({"posts": [{"uri": self.parent_id(), "cid": cid, "record": {"text": "sopra"}}]})


class TestContractByKey(TestContract):
    """The same when read-back knows the key, as the publisher gives it."""

    test_what_stands_on_the_account_is_listed_and_found = None  # type: ignore[assignment]

    def host_answer(self, request: bytes) -> bytes:
        return (RECORDED / "get_record.json").read_bytes()

    def verify(self, connector: Any, host: str, draft: Draft) -> Any:
        return connector.verify(
            self.credentials(host), draft, first_sent_at=SENT_AT,
            known_remote_ids=frozenset(), timeout_s=60, key=KEY,
        )  # fmt: skip


def test_bluesky_has_every_role_but_those_it_does_not_offer() -> None:
    for role in contract.ROLES:
        wanted = role not in (roles.Connects, roles.Amends)
        assert isinstance(BLUESKY, role) == wanted, role.__name__
    assert isinstance(BLUESKY, roles.ConnectsByPassword)
    assert isinstance(BLUESKY, roles.Refreshes)


# Names of records


def test_a_key_always_makes_the_same_name_and_another_key_another() -> None:
    assert rkey_of(KEY) == rkey_of(KEY) == "3mfu62skvvrgx"
    made = {rkey_of(f"{uuid7()}:{step}") for _ in range(400) for step in range(5)}
    made |= {rkey_of(f"risposta {n}") for n in range(2000)}
    assert len(made) == 4000
    for rkey in made:
        assert len(rkey) == 13
        assert rkey[0] in "234567abcdefghij"
        assert set(rkey) <= set("234567abcdefghijklmnopqrstuvwxyz")


def test_the_instant_inside_a_key_is_read_only_from_a_uuid_of_version_seven() -> None:
    born = born_at(f"{uuid7()}:2")
    assert born is not None
    assert abs(born - datetime.now(UTC)) < timedelta(minutes=1)
    assert born_at("k-1") is None
    assert born_at("9f1c2d3e-0000-4000-8000-000000000001") is None


# Publishing


def test_a_post_is_one_record_that_may_not_be_written_over(peer: Start) -> None:
    double = peer(answers(raw(recorded("put_record"))))
    published = commit(double.origin, Draft("Sei gradi alle sei. Si pota lo stesso."))
    (request,) = double.requests
    assert line(request) == "POST /xrpc/com.atproto.repo.putRecord HTTP/1.1"
    assert b"authorization: bearer canary-token" in request.lower()
    assert sent(request) == {
        "repo": DID,
        "collection": "app.bsky.feed.post",
        "rkey": "3mfu62skvvrgx",
        "validate": True,
        "swapRecord": None,
        "record": {
            "$type": "app.bsky.feed.post",
            "text": "Sei gradi alle sei. Si pota lo stesso.",
            "createdAt": "2026-03-02T09:00:00.000Z",
            "langs": ["it"],
        },
    }
    assert published.remote_id == POST_ID
    assert published.url == f"https://bsky.app/profile/{DID}/post/3mfu62skvvrgx"


def test_every_try_of_a_delivery_sends_the_same_bytes(peer: Start) -> None:
    double = peer(answers(raw(recorded("put_record"))))
    for _ in range(2):
        commit(double.origin, Draft("uguale"))
    assert double.requests[0] == double.requests[1]


def test_another_record_of_that_name_is_evidence_and_not_a_failure(peer: Start) -> None:
    with pytest.raises(NetworkError) as caught:
        commit(peer(plays({"putRecord": error("swap")})).origin, Draft("altro"))
    assert caught.value.kind is ErrorKind.DUPLICATE


def test_facets_count_bytes_and_not_characters() -> None:
    text = "🍇 Perché @anna.example.it vede https://trecorvi.example/à, #vendemmia2026 (#1) @nessuno.example"
    found = facets.facets(text, {"anna.example.it": DID, "nessuno.example": ""})
    data = text.encode()
    assert [
        (
            data[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(),
            one["features"][0],
        )
        for one in found
    ] == [
        ("@anna.example.it", {"$type": "app.bsky.richtext.facet#mention", "did": DID}),
        (
            "https://trecorvi.example/à",
            {"$type": "app.bsky.richtext.facet#link", "uri": "https://trecorvi.example/à"},
        ),
        ("#vendemmia2026", {"$type": "app.bsky.richtext.facet#tag", "tag": "vendemmia2026"}),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Anna.Example.it, ciao", ["anna.example.it"]),
        ("(@a.example.) @a.example", ["a.example"]),
        ("info@trecorvi.example", []),
        ("@trecorvi @senza_dominio", []),
        ("https://bsky.app/@a.example", []),
        ("@user@mastodon.example", []),
        ("@a.example @b.example " * 3, ["a.example", "b.example"]),
        (" ".join(f"@a{n}.example" for n in range(40)), [f"a{n}.example" for n in range(20)]),
        ("@" + "a-" * 50_000, []),
    ],
)
def test_handles_are_found_where_people_mean_them(text: str, found: list[str]) -> None:
    assert facets.handles(text) == found


def test_preparing_is_one_step_a_call_and_nothing_is_done_twice(peer: Start) -> None:
    double = peer(
        plays(
            {
                "uploadBlob": recorded("blob"),
                "resolveHandle": recorded("resolve_handle"),
                "getRecord": recorded("get_record"),
                "putRecord": recorded("put_record"),
            }
        )
    )
    draft = Draft(
        "Con @bruno2.test", media=(picture("uno"), picture("due", b"gif")), in_reply_to=POST_ID
    )
    refs, n_calls = prepare_all(double.origin, draft)
    assert n_calls == 4
    assert [line(one).split(" ")[1].partition("?")[0].rpartition(".")[2] for one in double.requests] == [
        "uploadBlob", "uploadBlob", "getRecord", "resolveHandle",
    ]  # fmt: skip
    assert double.requests[0].endswith(b"\r\n\r\npng")
    assert b"content-type: image/png" in double.requests[0].lower()
    assert BLUESKY.prepare(me(double.origin), draft, state=refs, timeout_s=60).is_ready
    commit(double.origin, draft, refs=refs)
    assert len(double.requests) == 5
    record = sent(double.requests[-1])["record"]
    blob = recorded("blob")["blob"]
    assert record["embed"] == {
        "$type": "app.bsky.embed.images",
        "images": [
            {"image": blob, "alt": alt, "aspectRatio": {"width": 40, "height": 30}}
            for alt in ("uno", "due")
        ],
    }
    place = {"uri": POST_ID, "cid": recorded("get_record")["cid"]}
    assert record["reply"] == {"root": place, "parent": place}
    assert record["facets"][0]["features"][0]["did"] == DID


def test_a_changed_picture_is_uploaded_again_and_a_missing_one_is_not_sent_without(
    peer: Start,
) -> None:
    double = peer(plays({"uploadBlob": recorded("blob")}))
    refs, _ = prepare_all(double.origin, Draft("x", media=(picture("uno"),)))
    changed = Draft("x", media=(picture("uno", b"altra"),))
    with pytest.raises(NetworkError) as caught:
        commit(double.origin, changed, refs=refs)
    assert (caught.value.code, caught.value.was_sent) == ("media_not_ready", False)
    BLUESKY.prepare(me(double.origin), changed, state=refs, timeout_s=60)
    assert double.requests[-1].endswith(b"altra")


def test_what_was_not_prepared_is_looked_up_before_and_a_failed_look_created_nothing(
    peer: Start,
) -> None:
    draft = Draft("Con @bruno2.test", in_reply_to=f"at://{BRUNO}/app.bsky.feed.post/3n346sfwk7e2o")
    for answer in ((503, {}), (429, {"error": "RateLimitExceeded"}), (200, ["?"])):
        double = peer(plays({"getPosts": answer, "putRecord": recorded("put_record")}))
        with pytest.raises(NetworkError) as caught:
            commit(double.origin, draft)
        assert caught.value.kind in (ErrorKind.TRANSIENT, ErrorKind.RATE_LIMITED)
        assert (caught.value.was_sent, caught.value.http_status) == (False, None)
        assert not any(b"putRecord" in request for request in double.requests)


def test_a_reply_hangs_below_its_parent_in_the_thread_of_the_first_post(peer: Start) -> None:
    reply = recorded("thread")["thread"]["replies"][0]["post"]
    double = peer(plays({"getPosts": {"posts": [reply]}, "putRecord": recorded("put_record")}))
    draft = Draft("Grazie", in_reply_to=reply["uri"])
    BLUESKY.reply(me(double.origin), draft, key=f"{uuid7()}", timeout_s=60)
    assert sent(double.requests[-1])["record"]["reply"] == {
        "root": reply["record"]["reply"]["root"],
        "parent": {"uri": reply["uri"], "cid": reply["cid"]},
    }
    with pytest.raises(ValueError, match="in_reply_to"):
        BLUESKY.reply(me(double.origin), Draft("a chi?"), key="k", timeout_s=60)


def test_without_an_instant_the_network_is_asked_for_the_time(peer: Start) -> None:
    double = peer(
        plays({"getSession": recorded("get_session"), "putRecord": recorded("put_record")})
    )
    commit(double.origin, Draft("quando?"), key="k-1", sent_at=None)
    assert sent(double.requests[1])["record"]["createdAt"] == "2026-03-02T09:00:01.000Z"


def test_the_text_has_two_limits_and_no_warning_line() -> None:
    assert check(Draft("à" * 300), BLUESKY.limits) == []
    assert [p.rule for p in check(Draft("à" * 301), BLUESKY.limits)] == ["too_long"]
    (heavy,) = check(Draft("👨‍👩‍👧‍👦" * 121), BLUESKY.limits)
    assert (heavy.rule, heavy.limit, heavy.actual) == ("too_many_bytes", 3000, 3025)
    assert not BLUESKY.limits.counts_spoiler
    big = Media("0", "image/png", 1, 1, "x", io.BytesIO, 2_000_001)
    assert {p.rule for p in check(Draft("x", media=(big,)), BLUESKY.limits)} == {"bytes"}


def test_one_video_of_three_minutes_and_no_polls() -> None:
    def broken(*files: Media) -> set[str]:
        return {p.rule for p in check(Draft("x", media=files), BLUESKY.limits)}

    film = Media("0", "video/mp4", 1, 1, "x", io.BytesIO, 10, 180.0)
    assert broken(film) == set()
    assert broken(replace(film, duration_s=181.0)) == {"seconds"}
    assert broken(replace(film, n_bytes=300_000_001)) == {"bytes"}
    assert broken(replace(film, alt="x" * 1001)) == {"too_long"}
    assert broken(replace(film, mime="video/webm")) == {"type"}
    assert broken(film, film) == {"too_many_videos"}
    assert broken(film, picture("x")) == {"mixed"}
    asked = Draft("Quale?", poll=Poll(("Rosso", "Bianco")))
    assert [(p.field, p.rule) for p in check(asked, BLUESKY.limits)] == [("poll", "not_offered")]


def test_a_poll_never_leaves_as_a_post_without_its_poll(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    asked = Draft("Quale?", poll=Poll(("Rosso", "Bianco")))
    for ask in (
        lambda: commit(double.origin, asked),
        lambda: BLUESKY.prepare(me(double.origin), asked, state={}, timeout_s=60),
    ):
        with pytest.raises(NetworkError) as caught:
            ask()
        assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_SUPPORTED, "poll")
    assert double.requests == []


# Link cards


@pytest.mark.parametrize(
    "answer",
    [
        {}, [], None, {"blob": None}, {"blob": {"ref": {}}}, {"blob": {"ref": {"$link": 7}}},
        {"blob": {"ref": {"$link": "../x"}, "mimeType": "image/png", "size": 1}},
        {"blob": {"ref": {"$link": "b" * 40}, "mimeType": 7, "size": 1}},
        {"blob": {"ref": {"$link": "b" * 40}, "mimeType": "image/png", "size": "1"}},
        {"blob": {"ref": {"$link": "b" * 40}, "mimeType": "image/png", "size": True}},
    ],
)  # fmt: skip
def test_a_file_without_a_name_is_not_uploaded(peer: Start, answer: Any) -> None:
    double = peer(plays({"uploadBlob": answer}))
    with pytest.raises(NetworkError) as caught:
        BLUESKY.prepare(
            me(double.origin), Draft("x", media=(picture("x"),)), state={}, timeout_s=60
        )
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


# Read-back
