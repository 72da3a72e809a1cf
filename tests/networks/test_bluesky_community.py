"""What Bluesky tells of posts and people: figures, notifications, threads, search; likes and removals."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from networks.bluesky.connector import BLUESKY
from networks.bluesky.cursor import MAX_REMEMBERED, OVERLAP, Mark, Seen
from networks.errors import ErrorKind, NetworkError
from networks.types import (
    IncomingKind,
)
from tests.networks.bluesky_double import (
    BRUNO,
    DID,
    POST_ID,
    Start,
    error,
    me,
    plays,
    query,
    raw,
    recorded,
    sent,
)
from tests.networks.peers import answers


def test_posts_are_measured_twenty_five_a_call_and_missing_ones_are_absent(peer: Start) -> None:
    double = peer(plays({"getPosts": recorded("posts")}))
    ids = [POST_ID, *(f"at://{DID}/app.bsky.feed.post/3jzfcijpj2z{n:02d}" for n in range(22, 72))]
    measured = BLUESKY.measure(me(double.origin), ids, timeout_s=60)
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
    (measured,) = BLUESKY.measure(me(double.origin), [POST_ID], timeout_s=60)
    assert measured.values == {"quotes": 3}


def test_the_account_is_measured(peer: Start) -> None:
    double = peer(plays({"getProfile": recorded("profile")}))
    measured = BLUESKY.measure_profile(me(double.origin), timeout_s=60)
    assert measured.account_id == DID
    assert measured.values == {"followers": 1, "following": 0, "n_posts": 3}


# Community


def test_notifications_with_words_come_oldest_first_and_once(peer: Start) -> None:
    double = peer(plays({"listNotifications": recorded("notifications")}))
    page = BLUESKY.notifications(me(double.origin), cursor=None, timeout_s=60)
    assert query(double.requests[0])["reasons"] == ["reply", "mention", "quote"]
    kinds = [item.kind for item in page.items]
    assert sorted(kinds) == [IncomingKind.COMMENT, IncomingKind.MENTION, IncomingKind.QUOTE]
    assert [one.created_at for one in page.items] == sorted(one.created_at for one in page.items)
    reply = next(item for item in page.items if item.kind is IncomingKind.COMMENT)
    assert (reply.text, reply.author_handle) == ("Anche qui da noi 🍷", "@bruno2.test")
    assert (reply.thread_id, reply.parent_id) == (POST_ID, POST_ID)
    assert reply.url == f"https://bsky.app/profile/{BRUNO}/post/3n346sfwk7e2o"
    again = BLUESKY.notifications(me(double.origin), cursor=page.cursor, timeout_s=60)
    assert again.items == ()
    assert len(double.requests) == 2


def test_a_late_notification_that_claims_to_be_older_still_comes(peer: Start) -> None:
    body = recorded("notifications")
    first = {**body, "notifications": body["notifications"][:1]}
    page = BLUESKY.notifications(me(peer(plays({"listNot": first})).origin), cursor=None, timeout_s=60)  # fmt: skip
    late = BLUESKY.notifications(
        me(peer(plays({"listNot": body})).origin), cursor=page.cursor, timeout_s=60
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
    found = BLUESKY.notifications(me(double.origin), cursor=cursor, timeout_s=60)
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
    page = BLUESKY.thread(me(peer(plays({"getPostThread": body})).origin), POST_ID, timeout_s=60)
    assert [(one.text, one.is_own) for one in page.items] == [
        ("Anche qui da noi 🍷", False),
        ("Grazie", True),
    ]
    assert {one.thread_id for one in page.items} == {POST_ID}
    with pytest.raises(NetworkError) as caught:
        BLUESKY.thread(me(peer(plays({"getPostThread": error("no_thread")})).origin), POST_ID, timeout_s=60)  # fmt: skip
    assert caught.value.kind is ErrorKind.NOT_FOUND


def test_a_search_reads_only_what_is_new(peer: Start) -> None:
    double = peer(plays({"searchPosts": recorded("search")}))
    page = BLUESKY.search(me(double.origin), "Tenuta", cursor=None, timeout_s=60)
    (found,) = page.items
    assert (found.text, found.language) == ("Cito la Tenuta", "it")
    assert BLUESKY.search(me(double.origin), "Tenuta", cursor=page.cursor, timeout_s=60).items == ()
    assert query(double.requests[0])["sort"] == ["latest"]
    assert query(double.requests[1])["since"][0].endswith("Z")


def test_what_people_talk_about_leads_to_the_networks_own_pages(peer: Start) -> None:
    topics = [
        {"topic": "vendemmia", "displayName": "La  vendemmia\n2026", "link": "/profile/trending.bsky.app/feed/1"},
        {"topic": "Sanremo", "displayName": 7, "link": "https://bsky.app/search?q=Sanremo"},
        {"topic": "Altrove", "link": "//evil.example/x"},
        {"displayName": "  "}, None, "words",
    ]  # fmt: skip
    double = peer(plays({"getTrends": {"trends": topics}}))
    trends = BLUESKY.trends(me(double.origin), timeout_s=60)
    assert [(one.name, one.url, one.days) for one in trends] == [
        ("La vendemmia 2026", "https://bsky.app/profile/trending.bsky.app/feed/1", ()),
        ("Sanremo", "https://bsky.app/search?q=Sanremo", ()),
        ("Altrove", "", ()),
    ]
    assert query(double.requests[0])["limit"] == ["25"]
    # The namespace may go: that is said as an error, and not as silence.
    with pytest.raises(NetworkError):
        BLUESKY.trends(me(peer(plays({})).origin), timeout_s=60)


def test_a_like_is_one_record_per_post(peer: Start) -> None:
    post = recorded("posts")["posts"][0]
    double = peer(plays({"getPosts": {"posts": [post]}, "putRecord": error("swap")}))
    BLUESKY.like(me(double.origin), POST_ID, timeout_s=60)
    body = sent(double.requests[1])
    assert body["collection"] == "app.bsky.feed.like"
    assert body["record"]["subject"] == {"uri": POST_ID, "cid": post["cid"]}
    liked = {**post, "viewer": {"like": f"at://{DID}/app.bsky.feed.like/3jzfcijpj2z2a"}}
    double = peer(plays({"getPosts": {"posts": [liked]}}))
    BLUESKY.like(me(double.origin), POST_ID, timeout_s=60)
    assert len(double.requests) == 1


def test_only_our_own_posts_are_removed(peer: Start) -> None:
    double = peer(plays({"deleteRecord": {}}))
    BLUESKY.remove(me(double.origin), POST_ID, timeout_s=60)
    assert sent(double.requests[0]) == {
        "repo": DID, "collection": "app.bsky.feed.post", "rkey": "3mfu62skvvrgx",
    }  # fmt: skip
    for other in (f"at://{BRUNO}/app.bsky.feed.post/3jzfcijpj2z2a", "109", "at://x/../y"):
        with pytest.raises(NetworkError):
            BLUESKY.remove(me(double.origin), other, timeout_s=60)
    assert len(double.requests) == 1


# Joining
