"""The Bluesky connector against recorded answers: the contract of all connectors, then what is Bluesky's own.

The same code against a whole real network: tests/live.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from networks import roles
from networks.bluesky import card, facets, identity, page_head
from networks.bluesky.api import refine
from networks.bluesky.connector import BLUESKY, Bluesky
from networks.bluesky.cursor import MAX_REMEMBERED, OVERLAP, Mark, Seen
from networks.bluesky.records import born_at, rkey_of
from networks.errors import ErrorKind, NetworkError
from networks.limits import check
from networks.types import (
    Absent,
    Credentials,
    Draft,
    Found,
    IncomingKind,
    Media,
    Poll,
    Secret,
    Undecided,
)
from people.ids import uuid7
from tests.networks import contract
from tests.networks.peers import Peer, Script, answers

RECORDED = Path(__file__).parent / "bluesky"
SENT_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DID = "did:plc:arti4rpug6eu4evggopwrpfl"
BRUNO = "did:plc:uimpbc7qwlgsv2ob7gmacsg3"
KEY = "019ca000-0000-7000-8000-000000000001:0"
POST_ID = f"at://{DID}/app.bsky.feed.post/3mfu62skvvrgx"
PASSWORD = Secret("abcd-efgh-2345-zzzz")
Start = Callable[[Script], Peer]


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text("utf-8"))


def raw(value: Any) -> bytes:
    return json.dumps(value).encode()


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

    def parent_id(self) -> str:
        return f"at://{BRUNO}/app.bsky.feed.post/3n346sfwk7e2o"

    def look_answer(self, request: bytes) -> bytes | None:
        if b"getPosts" not in request.split(b"\r\n", 1)[0]:
            return None
        cid = recorded("get_record")["cid"]
        return raw({"posts": [{"uri": self.parent_id(), "cid": cid, "record": {"text": "sopra"}}]})


class TestContractByKey(TestContract):
    """The same when read-back knows the key, as the publisher gives it."""

    def host_answer(self, request: bytes) -> bytes:
        return (RECORDED / "get_record.json").read_bytes()

    def verify(self, connector: Any, host: str, draft: Draft) -> Any:
        return connector.verify(
            self.credentials(host), draft, first_sent_at=SENT_AT,
            known_remote_ids=frozenset(), timeout_s=5, key=KEY,
        )  # fmt: skip


def me(host: str, **more: Any) -> Credentials:
    return Credentials(host, DID, Secret("canary-token"), **more)


def plays(table: dict[str, Any]) -> Script:
    """Answer by method name; a value may be (status, body) or bytes; anything else is a 404."""

    def play(connection: Any, request: bytes) -> None:
        path = request.split(b" ", 2)[1].decode()
        for name, value in table.items():
            if name in path:
                status, body = value if isinstance(value, tuple) else (200, value)
                words = "OK" if status == 200 else "Bad"
                answers(
                    raw(body), status=f"{status} {words}",
                    headers="Date: Mon, 02 Mar 2026 09:00:00 GMT\r\n",
                )(connection, request)  # fmt: skip
                return
        answers(b'{"error":"NotFound"}', status="404 Not Found")(connection, request)

    return play


def error(name: str) -> tuple[int, Any]:
    found = recorded("errors")[name]
    return found["status"], found["body"]


def sent(request: bytes) -> Any:
    return json.loads(request.partition(b"\r\n\r\n")[2])


def line(request: bytes) -> str:
    return request.split(b"\r\n", 1)[0].decode()


def query(request: bytes) -> dict[str, list[str]]:
    return parse_qs(urlsplit(line(request).split(" ")[1]).query)


def commit(host: str, draft: Draft, **more: Any) -> Any:
    given: dict[str, Any] = {"key": KEY, "refs": {}, "timeout_s": 5, "sent_at": SENT_AT, **more}
    return BLUESKY.commit(me(host), draft, **given)


def test_bluesky_has_every_role_but_those_it_does_not_offer() -> None:
    for role in contract.ROLES:
        wanted = role not in (roles.Connects, roles.Amends, roles.Trends)
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


def picture(alt: str, data: bytes = b"png") -> Media:
    return Media(hashlib.sha256(data).hexdigest(), "image/png", 40, 30, alt, lambda: io.BytesIO(data), 3)  # fmt: skip


def prepare_all(host: str, draft: Draft) -> tuple[dict[str, Any], int]:
    refs: dict[str, Any] = {}
    for n in range(1, 20):
        done = BLUESKY.prepare(me(host), draft, state=refs, timeout_s=5)
        refs = json.loads(json.dumps(done.refs))
        if done.is_ready:
            return refs, n
        assert done.next_check_s == 0.0
    raise AssertionError("never ready")


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
    assert BLUESKY.prepare(me(double.origin), draft, state=refs, timeout_s=5).is_ready
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
    BLUESKY.prepare(me(double.origin), changed, state=refs, timeout_s=5)
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
    BLUESKY.reply(me(double.origin), draft, key=f"{uuid7()}", timeout_s=5)
    assert sent(double.requests[-1])["record"]["reply"] == {
        "root": reply["record"]["reply"]["root"],
        "parent": {"uri": reply["uri"], "cid": reply["cid"]},
    }
    with pytest.raises(ValueError, match="in_reply_to"):
        BLUESKY.reply(me(double.origin), Draft("a chi?"), key="k", timeout_s=5)


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
        lambda: BLUESKY.prepare(me(double.origin), asked, state={}, timeout_s=5),
    ):
        with pytest.raises(NetworkError) as caught:
            ask()
        assert (caught.value.kind, caught.value.code) == (ErrorKind.NOT_SUPPORTED, "poll")
    assert double.requests == []


# Link cards


PAGE = """<!doctype html><html><head><title> Tenuta
 Trecorvi </title><meta property="og:title" content="La potatura &amp; il gelo">
<meta name="description" content="Sei gradi alle sei."><meta property="og:image" content="/foto.jpg">
</head><body><title>no</title><meta property="og:title" content="no"></body></html>"""


def test_a_page_is_read_for_its_card() -> None:
    assert page_head.read(PAGE) == {
        "title": "La potatura & il gelo",
        "description": "Sei gradi alle sei.",
        "image": "/foto.jpg",
    }
    assert page_head.read("<title>Solo <b>questo</title>")["title"] == "Solo"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<META CONTENT='Uno' PROPERTY=og:title>", {"title": "Uno"}),
        ('<meta property="og:title" content="a > b"/><title>c</title>', {"title": "a > b"}),
        ('<meta name=description content=breve><title lang="it">T</title>', {"title": "T", "description": "breve"}),
        ("<!-- <title>no</title> --><title>s\u00ec</title>", {"title": "s\u00ec"}),
        ("<script>'<title>no</title>'</script><title>s\u00ec</title>", {"title": "s\u00ec"}),
        ("<style>a{}</style><metadata><titles>x", {}),
        ('<meta property="og:title" content="uno"><meta property="og:title" content="due">', {"title": "uno"}),
        ('<meta property="og:title" content=" ">', {}),
        ("<title>a\u202eb\x00c</title>", {"title": "abc"}),
        ("<body><title>no</title>", {}),
        ("<title>", {}),
        ("<meta", {}),
        ("<title>" + "x" * 9000, {"title": "x" * 300}),
    ],
)  # fmt: skip
def test_heads_of_every_make_are_read(html: str, said: dict[str, str]) -> None:
    assert page_head.read(html) == said


@pytest.mark.parametrize(
    "piece",
    ["<", "<meta ", "<meta a='", "<meta a=b ", "<title>", "<!--", "<script ", "<style>", "&#", "</", "<meta content=\"", "<m", "a b "],
)  # fmt: skip
def test_a_page_made_to_be_slow_is_read_at_once(piece: str) -> None:
    page = piece * (1_500_000 // len(piece))
    began = time.process_time()
    assert not page_head.read(page).get("description")
    assert time.process_time() - began < 1


def test_a_page_that_cannot_be_read_costs_the_card_and_not_the_post(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    draft = Draft("Leggi https://127.0.0.1/pagina e https://trecorvi.invalid/")
    assert check(draft, BLUESKY.limits) == []
    refs, n_calls = prepare_all(double.origin, Draft("Leggi https://trecorvi.invalid/due"))
    assert (refs["card"]["card"], n_calls) == ({}, 1)
    commit(double.origin, Draft("Leggi https://trecorvi.invalid/due"), refs=refs)
    assert "embed" not in sent(double.requests[-1])["record"]


def test_a_card_goes_out_as_it_was_prepared(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    link = "https://trecorvi.example/a"
    made = {
        "uri": link,
        "title": "La potatura",
        "description": "",
        "thumb": recorded("blob")["blob"],
    }
    commit(double.origin, Draft(f"Leggi {link}"), refs={"card": {"of": link, "card": made}})
    assert sent(double.requests[-1])["record"]["embed"] == {
        "$type": "app.bsky.embed.external",
        "external": made,
    }


def test_the_link_that_was_chosen_gets_the_card_and_pictures_leave_it_no_room() -> None:
    text = "Leggi https://trecorvi.example/a e https://trecorvi.example/b"
    assert card.link_of(Draft(text)) == "https://trecorvi.example/a"
    chosen = "https://trecorvi.example/b"
    assert card.link_of(Draft(text, link=chosen)) == chosen
    assert card.link_of(Draft(text, link=chosen, media=(picture("x"),))) == ""
    for strange in ("javascript:alert(1)", "", "file:///etc/passwd", "trecorvi.example"):
        assert card.link_of(Draft(text, link=strange)) == "https://trecorvi.example/a"


def test_a_post_that_was_not_prepared_looks_for_its_card_and_goes_out_without(peer: Start) -> None:
    double = peer(plays({"putRecord": recorded("put_record")}))
    commit(double.origin, Draft("Leggi https://trecorvi.invalid/tre"))
    (request,) = double.requests
    assert "embed" not in sent(request)["record"]


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
        BLUESKY.prepare(me(double.origin), Draft("x", media=(picture("x"),)), state={}, timeout_s=5)
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


# Read-back


def test_by_its_words_an_answer_is_found_below_its_own_parent_alone(peer: Start) -> None:
    (record, *_) = recorded("list_records")["records"]
    place = {"uri": POST_ID, "cid": recorded("get_record")["cid"]}
    value = {**record["value"], "text": "Grazie", "reply": {"root": place, "parent": place}}
    value.pop("embed", None)
    body = {"records": [{**record, "value": value}]}
    host = peer(plays({"listRecords": body})).origin
    since = SENT_AT - timedelta(days=3650)
    reply = Draft("Grazie", in_reply_to=POST_ID)
    assert isinstance(verify(host, reply, first_sent_at=since), Found)
    elsewhere = Draft("Grazie", in_reply_to=POST_ID + "z")
    assert verify(host, elsewhere, first_sent_at=since) == Absent()
    assert verify(host, Draft("Grazie"), first_sent_at=since) == Absent()


def verify(host: str, draft: Draft, **more: Any) -> Any:
    given: dict[str, Any] = {"first_sent_at": SENT_AT, "known_remote_ids": frozenset(), **more}
    return BLUESKY.verify(me(host), draft, timeout_s=5, **given)


def test_by_its_name_a_post_is_there_or_not(peer: Start) -> None:
    double = peer(plays({"getRecord": recorded("get_record")}))
    found = verify(double.origin, Draft("?"), key=KEY)
    assert isinstance(found, Found)
    assert query(double.requests[0]) == {
        "repo": [DID],
        "collection": ["app.bsky.feed.post"],
        "rkey": ["3mfu62skvvrgx"],
    }
    nothing = peer(plays({"getRecord": error("no_record")}))
    assert verify(nothing.origin, Draft("?"), key=KEY) == Absent()
    for other in ((400, {"error": "InvalidRequest"}), (404, {}), (502, {})):
        with pytest.raises(NetworkError):
            verify(peer(plays({"getRecord": other})).origin, Draft("?"), key=KEY)


def test_by_its_words_a_post_is_found_once_or_a_person_must_look(peer: Start) -> None:
    body = recorded("list_records")
    wanted = Draft("Sei gradi alle sei. Si pota lo stesso.")
    last_page = {**body, "cursor": None}
    host = peer(plays({"listRecords": last_page})).origin
    assert isinstance(verify(host, wanted), Found)
    assert verify(host, wanted, known_remote_ids=frozenset({POST_ID})) == Absent()
    assert verify(host, wanted, first_sent_at=SENT_AT + timedelta(hours=1)) == Absent()
    assert verify(host, Draft(wanted.text, media=(picture("x"),))) == Absent()
    assert verify(host, Draft("Con foto", media=(picture("x"),))).published.remote_id.endswith("oaw")  # fmt: skip
    assert verify(host, Draft(""), known_remote_ids=frozenset()) == Undecided("no_text")
    twice = {
        **last_page,
        "records": [body["records"][2], {**body["records"][2], "uri": POST_ID + "z"}],
    }
    verdict = verify(peer(plays({"listRecords": twice})).origin, wanted)
    assert isinstance(verdict, Undecided)
    assert verdict.reason == "several_matches"
    endless = peer(plays({"listRecords": body}))
    assert verify(endless.origin, Draft("mai scritto")) == Undecided("too_many_posts")
    assert len(endless.requests) == 3


# Errors


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("expired", ErrorKind.AUTH_EXPIRED),
        ("no_record", ErrorKind.NOT_FOUND),
        ("no_thread", ErrorKind.NOT_FOUND),
        ("no_handle", ErrorKind.NOT_FOUND),
        ("no_blob", ErrorKind.MEDIA_FETCH_FAILED),
        ("swap", ErrorKind.DUPLICATE),
        ("wrong_password", ErrorKind.AUTH_EXPIRED),
    ],
)
def test_a_recorded_error_is_sorted_by_its_name(name: str, kind: ErrorKind) -> None:
    status, body = error(name)
    found = refine(status, body)
    assert found is not None
    assert found[0] is kind


def test_an_error_without_a_known_name_is_sorted_by_its_number(peer: Start) -> None:
    assert refine(400, {"error": "InvalidRequest"}) is None
    assert refine(500, {"error": "ExpiredToken"}) is None
    assert refine(400, ["ExpiredToken"]) is None
    with pytest.raises(NetworkError) as caught:
        commit(peer(plays({"putRecord": error("too_long")})).origin, Draft("x"))
    assert caught.value.kind is ErrorKind.CONTENT_REJECTED


def test_a_limit_says_when_it_ends_by_the_servers_own_clock(peer: Start) -> None:
    headers = (
        "Date: Mon, 02 Mar 2026 09:00:00 GMT\r\n"
        f"RateLimit-Remaining: 0\r\nRateLimit-Reset: {int(SENT_AT.timestamp()) + 41}\r\n"
    )
    double = peer(answers(b'{"error":"RateLimitExceeded"}', status="429 x", headers=headers))
    with pytest.raises(NetworkError) as caught:
        commit(double.origin, Draft("x"))
    assert (caught.value.kind, caught.value.retry_at_s) == (ErrorKind.RATE_LIMITED, 41.0)


# Measuring


def test_posts_are_measured_twenty_five_a_call_and_missing_ones_are_absent(peer: Start) -> None:
    double = peer(plays({"getPosts": recorded("posts")}))
    ids = [POST_ID, *(f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z{n:02d}" for n in range(22, 72))]
    measured = BLUESKY.measure(me(double.origin), ids, timeout_s=5)
    assert [len(query(request)["uris"]) for request in double.requests] == [25, 25, 1]
    values = {one.remote_id: one.values for one in measured}
    assert values == {POST_ID: {"likes": 1, "shares": 1, "comments": 1, "quotes": 1, "saves": 0}}


def test_counters_that_are_not_numbers_are_missing(peer: Start) -> None:
    post = {
        "uri": POST_ID,
        "likeCount": "9",
        "repostCount": -1,
        "replyCount": True,
        "quoteCount": 3,
    }
    double = peer(plays({"getPosts": {"posts": [None, {"uri": 7}, post]}}))
    (measured,) = BLUESKY.measure(me(double.origin), [POST_ID], timeout_s=5)
    assert measured.values == {"quotes": 3}


def test_the_account_is_measured(peer: Start) -> None:
    double = peer(plays({"getProfile": recorded("profile")}))
    measured = BLUESKY.measure_profile(me(double.origin), timeout_s=5)
    assert measured.account_id == DID
    assert measured.values == {"followers": 1, "following": 0, "n_posts": 3}


# Community


def test_notifications_with_words_come_oldest_first_and_once(peer: Start) -> None:
    double = peer(plays({"listNotifications": recorded("notifications")}))
    page = BLUESKY.notifications(me(double.origin), cursor=None, timeout_s=5)
    assert query(double.requests[0])["reasons"] == ["reply", "mention", "quote"]
    kinds = [item.kind for item in page.items]
    assert sorted(kinds) == [IncomingKind.COMMENT, IncomingKind.MENTION, IncomingKind.QUOTE]
    assert [one.created_at for one in page.items] == sorted(one.created_at for one in page.items)
    reply = next(item for item in page.items if item.kind is IncomingKind.COMMENT)
    assert (reply.text, reply.author_handle) == ("Anche qui da noi 🍷", "@bruno2.test")
    assert (reply.thread_id, reply.parent_id) == (POST_ID, POST_ID)
    assert reply.url == f"https://bsky.app/profile/{BRUNO}/post/3n346sfwk7e2o"
    again = BLUESKY.notifications(me(double.origin), cursor=page.cursor, timeout_s=5)
    assert again.items == ()
    assert len(double.requests) == 2


def test_a_late_notification_that_claims_to_be_older_still_comes(peer: Start) -> None:
    body = recorded("notifications")
    first = {**body, "notifications": body["notifications"][:1]}
    page = BLUESKY.notifications(me(peer(plays({"listNot": first})).origin), cursor=None, timeout_s=5)  # fmt: skip
    late = BLUESKY.notifications(
        me(peer(plays({"listNot": body})).origin), cursor=page.cursor, timeout_s=5
    )
    assert sorted(item.kind for item in late.items) == [IncomingKind.MENTION, IncomingKind.QUOTE]


def test_notifications_are_read_back_to_where_we_were(peer: Start) -> None:
    one = recorded("notifications")["notifications"][0]

    def page(n: int) -> dict[str, Any]:
        at = (datetime(2026, 11, 25, 3, 0, tzinfo=UTC) - timedelta(hours=n)).isoformat()
        uri = f"at://{BRUNO}/app.bsky.feed.post/3n346sfwk7e{n:02d}"
        return {"cursor": str(n + 1), "notifications": [{**one, "uri": uri, "indexedAt": at}]}

    def play(connection: Any, request: bytes) -> None:
        n = int(query(request).get("cursor", ["0"])[0])
        answers(raw(page(n)))(connection, request)

    double = peer(play)
    cursor = f"{datetime(2026, 11, 24, 22, 30, tzinfo=UTC).isoformat()} abcd1234"
    found = BLUESKY.notifications(me(double.origin), cursor=cursor, timeout_s=5)
    assert len(found.items) == 5
    assert len(double.requests) == 6


def test_a_cursor_holds_what_stood_near_the_end_and_no_more() -> None:
    at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    marks = [Mark(at, f"at://x/{n}") for n in range(5)]
    seen = Seen.of(Seen().after(marks))
    assert not any(seen.is_new(mark) for mark in marks)
    assert seen.is_new(Mark(at, "at://x/nuovo"))
    assert seen.is_new(Mark(at - OVERLAP / 2, "at://x/tardi"))
    assert not seen.is_new(Mark(at - 2 * OVERLAP, "at://x/vecchio"))
    assert Seen.of(seen.after([])) == seen
    many = Seen().after(Mark(at, str(n)) for n in range(500))
    assert many is not None
    assert len(many) < 700
    assert len(Seen.of(many).fingerprints) == MAX_REMEMBERED
    for foreign in (None, "", "109", "ieri abc", "2026-03-02T09:00:00 x"):
        assert Seen.of(foreign) == Seen()


def test_a_thread_is_all_that_hangs_below(peer: Start) -> None:
    body = recorded("thread")
    body["thread"]["replies"] += [
        {"$type": "app.bsky.feed.defs#blockedPost", "blocked": True},
        {"post": {"uri": 1}},
        None,
    ]
    page = BLUESKY.thread(me(peer(plays({"getPostThread": body})).origin), POST_ID, timeout_s=5)
    assert [(one.text, one.is_own) for one in page.items] == [
        ("Anche qui da noi 🍷", False),
        ("Grazie", True),
    ]
    assert {one.thread_id for one in page.items} == {POST_ID}
    with pytest.raises(NetworkError) as caught:
        BLUESKY.thread(me(peer(plays({"getPostThread": error("no_thread")})).origin), POST_ID, timeout_s=5)  # fmt: skip
    assert caught.value.kind is ErrorKind.NOT_FOUND


def test_a_search_reads_only_what_is_new(peer: Start) -> None:
    double = peer(plays({"searchPosts": recorded("search")}))
    page = BLUESKY.search(me(double.origin), "Tenuta", cursor=None, timeout_s=5)
    (found,) = page.items
    assert (found.text, found.language) == ("Cito la Tenuta", "it")
    assert BLUESKY.search(me(double.origin), "Tenuta", cursor=page.cursor, timeout_s=5).items == ()
    assert query(double.requests[0])["sort"] == ["latest"]
    assert query(double.requests[1])["since"][0].endswith("Z")


def test_a_like_is_one_record_per_post(peer: Start) -> None:
    post = recorded("posts")["posts"][0]
    double = peer(plays({"getPosts": {"posts": [post]}, "putRecord": error("swap")}))
    BLUESKY.like(me(double.origin), POST_ID, timeout_s=5)
    body = sent(double.requests[1])
    assert body["collection"] == "app.bsky.feed.like"
    assert body["record"]["subject"] == {"uri": POST_ID, "cid": post["cid"]}
    liked = {**post, "viewer": {"like": f"at://{DID}/app.bsky.feed.like/3jzfcijpj2z2a"}}
    double = peer(plays({"getPosts": {"posts": [liked]}}))
    BLUESKY.like(me(double.origin), POST_ID, timeout_s=5)
    assert len(double.requests) == 1


def test_only_our_own_posts_are_removed(peer: Start) -> None:
    double = peer(plays({"deleteRecord": {}}))
    BLUESKY.remove(me(double.origin), POST_ID, timeout_s=5)
    assert sent(double.requests[0]) == {
        "repo": DID, "collection": "app.bsky.feed.post", "rkey": "3mfu62skvvrgx",
    }  # fmt: skip
    for other in (f"at://{BRUNO}/app.bsky.feed.post/3jzfcijpj2z2a", "109", "at://x/../y"):
        with pytest.raises(NetworkError):
            BLUESKY.remove(me(double.origin), other, timeout_s=5)
    assert len(double.requests) == 1


# Joining


def aimed(origin: str) -> Bluesky:
    return Bluesky("bluesky", "Bluesky", resolver=origin, directory=origin + "/plc")


def network(origin: list[str], **more: Any) -> Script:
    """Resolver, directory and server in one; `origin` is filled once it is known."""

    def play(connection: Any, request: bytes) -> None:
        document = recorded("did_document")
        document["service"][0]["serviceEndpoint"] = origin[0]
        table = {
            "resolveHandle": recorded("resolve_handle"),
            "/plc/": document,
            "createSession": recorded("session"),
            **more,
        }
        plays(table)(connection, request)

    return play


def start_network(peer: Start, **more: Any) -> tuple[Peer, Bluesky]:
    origin: list[str] = []
    double = peer(network(origin, **more))
    origin.append(double.origin)
    return double, aimed(double.origin)


def test_signing_in_asks_whose_handle_it_is_and_then_that_accounts_own_server(peer: Start) -> None:
    double, bluesky = start_network(peer)
    found = bluesky.sign_in("@Tenuta-Trecorvi1.test", PASSWORD, timeout_s=5)
    assert [unquote(line(one).split(" ")[1]).rpartition("/")[2] for one in double.requests] == [
        "com.atproto.identity.resolveHandle?handle=tenuta-trecorvi1.test",
        DID,
        "com.atproto.server.createSession",
    ]
    assert sent(double.requests[2]) == {"identifier": DID, "password": "abcd-efgh-2345-zzzz"}
    assert (found.host, found.account_id) == (double.origin, DID)
    assert found.scopes == {"com.atproto.appPass"}
    assert found.expires_at == datetime.fromtimestamp(1795583519, UTC)
    assert found.refresh_token


def test_the_accounts_own_password_never_leaves(peer: Start) -> None:
    double, bluesky = start_network(peer)
    for password in ("la mia password", "correct-horse-battery", "", "abcd-efgh-ijkl-mnop-qrst"):
        with pytest.raises(NetworkError) as caught:
            bluesky.sign_in("tenuta-trecorvi1.test", Secret(password), timeout_s=5)
        assert (caught.value.code, caught.value.was_sent) == ("not_app_password", False)
    assert double.requests == []


def test_a_session_with_full_access_is_ended_and_refused(peer: Start) -> None:
    session = recorded("session")
    head, _, tail = session["accessJwt"].split(".")
    full = "eyJzY29wZSI6ImNvbS5hdHByb3RvLmFjY2VzcyJ9"
    double, bluesky = start_network(
        peer, createSession={**session, "accessJwt": f"{head}.{full}.{tail}"}, deleteSession={}
    )
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("tenuta-trecorvi1.test", PASSWORD, timeout_s=5)
    assert caught.value.code == "not_app_password"
    assert "deleteSession" in line(double.requests[-1])


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (error("wrong_password"), ErrorKind.AUTH_EXPIRED, "wrong_password"),
        ((401, {"error": "AuthFactorTokenRequired"}), ErrorKind.NOT_SUPPORTED, "not_app_password"),
        ((401, {"error": "AccountTakedown"}), ErrorKind.ACCOUNT_RESTRICTED, "account_takedown"),
        ((429, {"error": "RateLimitExceeded"}), ErrorKind.RATE_LIMITED, "rate_limit_exceeded"),
    ],
)
def test_a_refused_sign_in_says_why_and_leaks_no_password(
    peer: Start, answer: Any, kind: ErrorKind, code: str
) -> None:
    status, body = answer
    _, bluesky = start_network(peer, createSession=(status, {**body, "echo": PASSWORD.reveal()}))
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("tenuta-trecorvi1.test", PASSWORD, timeout_s=5)
    assert (caught.value.kind, caught.value.code) == (kind, code)
    assert PASSWORD.reveal() not in f"{caught.value!r}{caught.value.raw}"


def test_a_handle_that_its_account_does_not_claim_gets_no_password(peer: Start) -> None:
    double, bluesky = start_network(peer)
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("qualcun.altro.example", PASSWORD, timeout_s=5)
    assert caught.value.code == "handle_unknown"
    assert not any(b"createSession" in request for request in double.requests)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://127.0.0.1:5432",
        "https://localhost",
        "https://10.0.0.1",
        "ftp://pds.example",
        7,
        None,
    ],
)
def test_a_document_cannot_send_a_password_to_an_inner_address(peer: Start, endpoint: Any) -> None:
    document = recorded("did_document")
    document["service"][0]["serviceEndpoint"] = endpoint
    double, bluesky = start_network(peer, **{"/plc/": document})
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in("tenuta-trecorvi1.test", PASSWORD, timeout_s=5)
    assert caught.value.code == "no_server"
    assert not any(b"createSession" in request for request in double.requests)


def test_a_document_of_somebody_else_is_not_believed(peer: Start) -> None:
    document = {**recorded("did_document"), "id": BRUNO}
    _, bluesky = start_network(peer, **{"/plc/": document})
    with pytest.raises(NetworkError) as caught:
        bluesky.sign_in(DID, PASSWORD, timeout_s=5)
    assert caught.value.kind is ErrorKind.PROVIDER_CHANGED


@pytest.mark.parametrize(
    ("typed", "account"),
    [
        ("@Trecorvi.bsky.social ", "trecorvi.bsky.social"),
        ("trecorvi", "trecorvi.bsky.social"),
        ("https://bsky.app/profile/trecorvi.example.it", "trecorvi.example.it"),
        (f"https://bsky.app/profile/{DID}/post/3x", DID),
        (DID, DID),
        ("did:web:trecorvi.example", "did:web:trecorvi.example"),
    ],
)
def test_an_account_may_be_typed_in_many_ways(typed: str, account: str) -> None:
    assert identity.typed_account(typed) == account


@pytest.mark.parametrize(
    "typed",
    ["", "a b", "127.0.0.1", "did:web:10.0.0.1", "did:plc:short", "x@y.z", "http://a.b/c", "a..b", "-a.b", "a" * 300],
)  # fmt: skip
def test_what_cannot_be_an_account_is_refused_before_anything_is_sent(typed: str) -> None:
    with pytest.raises(NetworkError) as caught:
        identity.typed_account(typed)
    assert (caught.value.code, caught.value.was_sent) == ("handle_unknown", False)


def test_refreshing_asks_with_the_refresh_token_and_refuses_half_a_pair(peer: Start) -> None:
    double = peer(plays({"refreshSession": recorded("session")}))
    old = me(double.origin, refresh_token=Secret("refresh-1"))
    fresh = BLUESKY.refresh(old, timeout_s=5)
    assert b"authorization: bearer refresh-1" in double.requests[0].lower()
    assert fresh.access_token != old.access_token
    assert fresh.account_id == DID
    for broken in ({"refreshJwt": ""}, {"accessJwt": None}, {"did": BRUNO}):
        double = peer(plays({"refreshSession": {**recorded("session"), **broken}}))
        with pytest.raises(NetworkError) as caught:
            BLUESKY.refresh(me(double.origin, refresh_token=Secret("r")), timeout_s=5)
        assert caught.value.kind is ErrorKind.PROVIDER_CHANGED
    for answer, kind in (
        ((400, {"error": "ExpiredToken"}), ErrorKind.AUTH_EXPIRED),
        ((502, {}), ErrorKind.TRANSIENT),
    ):
        double = peer(plays({"refreshSession": answer}))
        with pytest.raises(NetworkError) as caught:
            BLUESKY.refresh(me(double.origin, refresh_token=Secret("r")), timeout_s=5)
        assert caught.value.kind is kind


def test_a_new_account_that_is_not_indexed_yet_has_the_names_of_its_session(peer: Start) -> None:
    session = {"getSession": recorded("get_session")}
    full = peer(plays({**session, "getProfile": recorded("profile")}))
    who = BLUESKY.profile(me(full.origin), timeout_s=5)
    assert (who.remote_id, who.handle, who.name) == (
        DID,
        "@tenuta-trecorvi1.test",
        "Tenuta Trecorvi 🍇",
    )
    new = peer(plays({**session, "getProfile": (400, {"error": "InvalidRequest"})}))
    assert BLUESKY.profile(me(new.origin), timeout_s=5).name == "@tenuta-trecorvi1.test"
    dead = peer(plays({"getSession": error("expired")}))
    with pytest.raises(NetworkError) as caught:
        BLUESKY.profile(me(dead.origin), timeout_s=5)
    assert caught.value.kind is ErrorKind.AUTH_EXPIRED
