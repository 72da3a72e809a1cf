"""Mastodon: a post whose answer was lost is looked for, and only what is surely ours is found."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from networks.mastodon.connector import MASTODON
from networks.types import Absent, Draft, Found, Media, Poll, Undecided
from tests.networks.mastodon_double import Start, me, raw, recorded, status
from tests.networks.peers import Peer, answers

SENT_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def read_back(
    double: Peer, draft: Draft, known: frozenset[str] = frozenset(), since: datetime = SENT_AT
) -> Any:
    return MASTODON.verify(
        me(double.origin), draft, first_sent_at=since, known_remote_ids=known, timeout_s=60
    )


DRAFT = Draft("Sei gradi alle sei. Si pota lo stesso.")


def test_a_post_of_another_delivery_is_not_ours(peer: Start) -> None:
    double = peer(answers(raw([recorded("status")])))
    assert isinstance(read_back(double, DRAFT), Found)
    assert read_back(double, DRAFT, known=frozenset({"114093101"})) == Absent()


def test_an_answer_is_read_back_by_what_it_answers(peer: Start) -> None:
    reply = Draft(DRAFT.text, in_reply_to="77")
    for parent, verdict in (("77", Found), (77, Found), ("78", Absent), (None, Undecided)):
        shown = status(DRAFT.text, in_reply_to_id=parent)
        assert isinstance(read_back(peer(answers(raw([shown]))), reply), verdict), parent
    shown = status(DRAFT.text, in_reply_to_id="77")
    assert read_back(peer(answers(raw([shown]))), DRAFT) == Absent()


@pytest.mark.parametrize(
    ("poll", "verdict"),
    [
        ({"options": [{"title": "Rosso"}, {"title": "Bianco"}]}, Found),
        ({"options": [{"title": "Rosso"}, {"title": "Rosato"}]}, Undecided),
        ({"options": "Rosso"}, Undecided),
        ({"options": [None, 7, {"title": 7}]}, Undecided),
        ([], Undecided),
        (None, Undecided),
    ],
)
def test_a_poll_is_read_back_by_its_answers(peer: Start, poll: Any, verdict: type) -> None:
    asked = Draft(DRAFT.text, poll=Poll(("Rosso", "Bianco")))
    shown = status(DRAFT.text, poll=poll)
    assert isinstance(read_back(peer(answers(raw([shown]))), asked), verdict)


def test_a_post_from_before_the_window_is_not_ours(peer: Start) -> None:
    double = peer(answers(raw([recorded("status")])))
    assert isinstance(read_back(double, DRAFT, since=datetime(2026, 3, 2, 9, 2, tzinfo=UTC)), Found)
    assert read_back(double, DRAFT, since=datetime(2026, 3, 2, 9, 2, 2, tzinfo=UTC)) == Absent()


def test_two_matches_are_for_a_person(peer: Start) -> None:
    double = peer(
        answers(
            raw(
                [
                    recorded("status"),
                    status("<p>Sei gradi alle sei. Si pota lo stesso.</p>", id="5"),
                ]
            )
        )
    )
    verdict = read_back(double, DRAFT)
    assert isinstance(verdict, Undecided)
    assert verdict.reason == "several_matches"
    assert [one.remote_id for one in verdict.candidates] == ["114093101", "5"]


@pytest.mark.parametrize(
    "other",
    [
        status("<p>Sei gradi alle sei. Si pota lo stesso!</p>"),
        status("<p>Sei gradi alle sei. Si pota lo stesso.</p>", media_attachments=[{"id": "1"}]),
        status("<p>Sei gradi alle sei. Si pota lo stesso.</p>", spoiler_text="attenzione"),
    ],
    ids=["words", "media", "spoiler"],
)
def test_a_near_match_is_for_a_person(peer: Start, other: dict[str, Any]) -> None:
    verdict = read_back(peer(answers(raw([other]))), DRAFT)
    assert isinstance(verdict, Undecided)
    assert verdict.reason == "near_match"


def test_a_post_without_words_is_never_called_absent(peer: Start) -> None:
    photo = Media("ab", "image/jpeg", 1, 1, "", lambda: io.BytesIO(b"x"), 1)
    draft = Draft("", media=(photo,))
    assert read_back(peer(answers(b"[]")), draft) == Undecided("no_text")
    assert isinstance(
        read_back(peer(answers(raw([status("", media_attachments=[{"id": "1"}])]))), draft), Found
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a & b <c>\n\nd\ne", "<p>a &amp; b &lt;c&gt;</p><p>d<br />e</p>"),
        ("a\r\nb", "<p>a<br>b</p>"),
        ("ciao @ornella@altrove.example!", '<p>ciao <span class="h-card"><a href="https://altrove.example/@ornella" class="u-url mention">@<span>ornella</span></a></span>!</p>'),
        ("vedi https://example.com/una/strada?x=1#y", '<p>vedi <a href="https://example.com/una/strada?x=1#y"><span class="invisible">https://</span><span class="ellipsis">example.com/una</span><span class="invisible">/strada?x=1#y</span></a></p>'),
        ("#vigna", '<p><a href="https://social.example/tags/vigna" class="mention hashtag" rel="tag">#<span>vigna</span></a></p>'),
        ("perche\u0301", "<p>perché</p>"),
    ],
)  # fmt: skip
def test_what_mastodon_makes_of_a_text_is_recognised(peer: Start, text: str, html: str) -> None:
    assert isinstance(read_back(peer(answers(raw([status(html)]))), Draft(text)), Found)


def test_an_account_too_busy_to_be_read_to_the_window_is_undecided(peer: Start) -> None:
    page = [status("<p>altro</p>", id=str(1000 - at)) for at in range(40)]
    double = peer(answers(raw(page)))
    assert read_back(double, DRAFT) == Undecided("too_many_posts")
    assert len(double.requests) == 3
