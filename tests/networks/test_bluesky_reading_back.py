"""Whether a doubtful post is there, and what an error of Bluesky's means."""

from __future__ import annotations

from datetime import timedelta

import pytest

from networks.bluesky.api import refine
from networks.errors import ErrorKind, NetworkError
from networks.types import (
    Absent,
    Draft,
    Found,
    Undecided,
)
from tests.networks.bluesky_double import (
    DID,
    KEY,
    POST_ID,
    SENT_AT,
    Start,
    commit,
    error,
    picture,
    plays,
    query,
    recorded,
    verify,
)
from tests.networks.peers import answers


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
