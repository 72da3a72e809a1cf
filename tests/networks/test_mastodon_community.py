"""Mastodon: measuring, answering, searching, correcting and removing, and the words that come as HTML."""

from __future__ import annotations

import time
from typing import Any

import pytest

from networks.mastodon.connector import MASTODON
from networks.mastodon.markup import line_of, text_of
from networks.types import Draft, IncomingKind
from tests.networks.mastodon_double import Start, me, plays, raw, recorded, sent, status
from tests.networks.peers import answers


@pytest.mark.parametrize(
    ("poll", "votes"),
    [({"votes_count": 9}, 9), ({"votes_count": "9"}, None), ({}, None), ([], None), (None, None)],
)
def test_votes_are_measured_where_there_is_a_poll(peer: Start, poll: Any, votes: Any) -> None:
    shown = status("x", poll=poll)
    (measured,) = MASTODON.measure(
        me(peer(answers(raw([shown]))).origin), [shown["id"]], timeout_s=60
    )
    assert measured.values.get("poll_votes") == votes


def test_twenty_posts_are_one_call_and_a_deleted_one_is_absent(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/statuses?": recorded("statuses_many")}))
    ids = ["114093101", "114090000", *(str(n) for n in range(23))]
    measured = MASTODON.measure(me(double.origin), ids, timeout_s=60)
    assert len(double.requests) == 2
    assert double.requests[0].split(b" ")[1].count(b"id%5B%5D=") == 20
    assert {one.remote_id: dict(one.values) for one in measured} == {
        "114093101": {"likes": 41, "shares": 7, "comments": 3, "quotes": 1},
        "114090000": {"likes": 41, "shares": 7, "comments": 3},
    }


def test_a_server_without_the_batch_form_is_asked_one_by_one(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/statuses/114093101 ": recorded("status")}))
    measured = MASTODON.measure(me(double.origin), ["114093101", "9"], timeout_s=60)
    assert [one.remote_id for one in measured] == ["114093101"]
    assert len(double.requests) == 3


def test_a_hidden_number_is_missing_and_not_zero(peer: Start) -> None:
    hidden = {**recorded("verify_credentials"), "followers_count": -1}
    double = peer(plays({"GET /api/v1/accounts/verify_credentials": hidden}))
    assert dict(MASTODON.measure_profile(me(double.origin), timeout_s=60).values) == {
        "following": 131,
        "n_posts": 412,
    }


def test_notifications_are_sorted_by_what_they_are(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/notifications": recorded("notifications")}))
    page = MASTODON.notifications(me(double.origin), cursor="8000", timeout_s=60)
    assert b"min_id=8000" in double.requests[0]
    assert page.cursor == "9005"
    assert {item.remote_id: item.kind for item in page.items} == {
        "114093500": IncomingKind.COMMENT,
        "114093800": IncomingKind.MESSAGE,
        "114093900": IncomingKind.MENTION,
    }
    comment = next(item for item in page.items if item.remote_id == "114093500")
    assert comment.author_handle == "@ornella@altrove.example"
    assert comment.author_name == "Ornella V."
    assert comment.text == "@trecorvi siete aperti domenica?\ne i cani?"
    assert comment.thread_id == comment.parent_id == "114093101"


def test_a_thread_is_in_order_marks_our_own_and_survives_broken_items(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/statuses/114093101/context": recorded("context")}))
    page = MASTODON.thread(me(double.origin), "114093101", timeout_s=60)
    assert [(item.remote_id, item.is_own) for item in page.items] == [
        ("114093500", False),
        ("114093600", True),
        ("114093700", False),
    ]
    assert page.items[2].text == "grazie 😍"
    assert page.items[2].url == "https://altrove.example/users/ornella/statuses/11"


def test_a_reply_names_its_author_and_keeps_a_message_private(peer: Start) -> None:
    double = peer(plays({"GET /api/v1/notifications": recorded("notifications")}))
    items = {
        item.kind: item
        for item in MASTODON.notifications(me(double.origin), cursor=None, timeout_s=60).items
    }
    draft = MASTODON.address(items[IncomingKind.COMMENT], "Sì, dalle 10.", language="it")
    assert (draft.text, draft.visibility, draft.in_reply_to) == (
        "@ornella@altrove.example Sì, dalle 10.",
        "public",
        "114093500",
    )
    assert (
        MASTODON.address(items[IncomingKind.MESSAGE], "Eccoci", language="it").visibility
        == "direct"
    )


def test_a_reply_without_a_parent_is_refused(peer: Start) -> None:
    with pytest.raises(ValueError, match="in_reply_to"):
        MASTODON.reply(me("https://x.example"), Draft("x"), key="k", timeout_s=60)


def test_searching_reads_an_index_and_a_tag_its_timeline(peer: Start) -> None:
    found = recorded("search")
    double = peer(
        plays({"GET /api/v2/search?": found, "GET /api/v1/timelines/tag/vigna?": found["statuses"]})
    )
    by_words = MASTODON.search(me(double.origin), "bella vigna", cursor=None, timeout_s=60)
    by_tag = MASTODON.search(me(double.origin), "#vigna", cursor="100", timeout_s=60)
    assert (
        [one.text for one in by_words.items]
        == [one.text for one in by_tag.items]
        == ["bella la vigna di @trecorvi"]
    )
    assert b"min_id=100" in double.requests[1]


def test_trends_count_by_day(peer: Start) -> None:
    trends = MASTODON.trends(
        me(peer(plays({"GET /api/v1/trends/tags": recorded("trends_tags")})).origin), timeout_s=60
    )
    assert [(one.name, one.url) for one in trends] == [
        ("#vendemmia", "https://social.example/tags/vendemmia"),
        ("#senza", ""),
    ]
    assert [(day.on.isoformat(), day.n_uses, day.n_people) for day in trends[0].days] == [
        ("2026-03-02", 120, 74),
        ("2026-03-01", 80, 51),
    ]


def test_an_edit_leaves_visibility_and_parent_alone(peer: Start) -> None:
    double = peer(plays({"PUT /api/v1/statuses/5": recorded("status")}))
    MASTODON.amend(me(double.origin), "5", Draft("nuovo", in_reply_to="7"), refs={}, timeout_s=60)
    assert sent(double.requests[0]) == {"status": "nuovo", "language": "it", "spoiler_text": ""}


def test_removing_what_is_gone_is_no_error_and_an_id_cannot_leave_its_path(peer: Start) -> None:
    double = peer(plays({}))
    MASTODON.remove(me(double.origin), "../../oauth/revoke?x=1", timeout_s=60)
    assert double.requests[0].startswith(
        b"DELETE /api/v1/statuses/..%2F..%2Foauth%2Frevoke%3Fx%3D1 HTTP"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>uno</p><p>due<br>tre</p>", "uno\n\ndue\ntre"),
        ("<script>alert(1)</script>ciao", "ciao"),
        ("<style>p{}</style><svg><text>x</text></svg>ciao<iframe src=x>y</iframe>", "ciao"),
        ("<p onclick=alert(1)>a &lt;b&gt; &amp;amp; &#x1F3EE;</p>", "a <b> &amp; 🏮"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ('<img src=x onerror=alert(1) alt=":lanterna:">', ":lanterna:"),
        ("<math><mi>x</mi>", ""),
        ("<p>mai chiuso", "mai chiuso"),
        ("<!-- mai chiuso <p>x</p>", ""),
        ("a <!-- via > --> b", "a  b"),
        ("3 < 4", "3 < 4"),
        ("</p></div></script>fine", "fine"),
        ("<![CDATA[x]]><!-- y --><!doctype z>ciao", "ciao"),
        ("nome\u202erotto", "nomerotto"),
        (None, ""),
        (7, ""),
    ],
)
def test_html_becomes_plain_words(html: Any, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<" * 50_000,
        "<p>" * 50_000,
        "<a b='" * 20_000,
        "&" * 100_000,
        "<![" * 10_000,
        "<!--" * 10_000,
        "<script>" * 20_000,
        "<script>x</script" * 10_000,
    ],
)
def test_no_html_breaks_the_reader(html: str) -> None:
    began = time.process_time()
    assert isinstance(text_of(html), str)
    assert time.process_time() - began < 1


def test_a_name_stays_on_its_line() -> None:
    assert line_of("a\nb\u202ec\x00\td" + "e" * 300) == "a bc d" + "e" * 194


def test_a_notification_or_a_day_without_what_it_needs_spoils_no_list(peer: Start) -> None:
    told = [{"type": "mention"}, *recorded("notifications")]
    page = MASTODON.notifications(me(peer(answers(raw(told))).origin), cursor=None, timeout_s=60)
    assert page.items
    days = [{"day": "1772323200", "uses": "80"}, {"day": "9" * 30, "uses": "1", "accounts": "1"}]
    spoiled = [{**recorded("trends_tags")[0], "history": days}]
    (trend,) = MASTODON.trends(me(peer(answers(raw(spoiled))).origin), timeout_s=60)
    assert trend.days == ()
