"""The pure words of editorial: looks, contents, what an answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import contents, lifecycle, verdicts
from editorial.lifecycle import DeliveryState as S
from editorial.lifecycle import StepKind
from editorial.verdicts import Meaning, meaning_of
from networks.errors import ErrorKind, NetworkError
from networks.types import Draft, Poll

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def test_every_state_has_a_look_and_can_be_left_or_is_an_end():
    for state in S:
        assert lifecycle.DELIVERY_LOOKS[state].icon
        leaves = any(origin == state for origin, _ in lifecycle.MOVES)
        assert leaves != (state in lifecycle.ENDED)
    for stage in lifecycle.PostStage:
        assert lifecycle.STAGE_LOOKS[stage].icon


def test_nothing_that_may_have_been_sent_can_be_sent_again_without_a_look_or_a_person():
    """From `unknown` only a proved absence leads back to scheduled; from `published` nothing does."""
    back = {origin for origin, target in lifecycle.MOVES if target == S.SCHEDULED}

    assert back == {
        S.CLAIMED, S.SENDING, S.UNKNOWN, S.NEEDS_HUMAN, S.MISSED, S.BLOCKED, S.BY_HAND,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([], "Draft"),
        (["scheduled", "scheduled"], "Scheduled"),
        (["published", "scheduled"], "Scheduled"),
        (["published", "published"], "Published"),
        (["published", "failed"], "Partly published"),
        (["failed"], "Not sent"),
        (["published", "unknown"], "Checking"),
        (["scheduled", "needs_human"], "Needs you"),
        (["cancelled"], "Draft"),
        (["blocked", "published"], "On hold"),
    ],
)
def test_a_post_shows_its_most_pressing_state(states, word):
    assert str(lifecycle.post_look("draft", states).word) == word


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        (ErrorKind.TRANSIENT, Meaning.TRY_AGAIN),
        (ErrorKind.RATE_LIMITED, Meaning.WAIT),
        (ErrorKind.AUTH_EXPIRED, Meaning.RECONNECT),
        (ErrorKind.PERMISSION_DENIED, Meaning.HOLD),
        (ErrorKind.CONTENT_REJECTED, Meaning.REFUSED),
        (ErrorKind.UNKNOWN_OUTCOME, Meaning.LOOK_UP),
        (ErrorKind.DUPLICATE, Meaning.LOOK_UP),
    ],
)
def test_each_kind_of_error_has_one_meaning(kind, meaning):
    assert meaning_of(NetworkError(kind)).meaning is meaning


def test_every_kind_of_error_has_a_meaning_of_its_own():
    assert set(verdicts._MEANINGS) == set(ErrorKind)


def test_an_unforeseen_error_is_doubtful_because_the_call_may_have_gone_through():
    assert meaning_of(KeyError("id")).meaning is Meaning.LOOK_UP


@given(n=st.integers(1, 5))
def test_back_off_grows_stays_inside_its_bounds_and_never_passes_the_last_moment(n):
    last = NOW + timedelta(hours=10)
    moment = verdicts.next_try(now=NOW, n_attempts=n, retry_in=None, last_at=last)

    assert moment is not None
    bound = min(timedelta(seconds=30) * 2 ** (n - 1), timedelta(minutes=30))
    assert NOW < moment <= NOW + bound + timedelta(seconds=2)


def test_there_is_no_try_after_the_sixth_nor_after_the_grace():
    late = NOW + timedelta(hours=1)
    assert verdicts.next_try(now=NOW, n_attempts=6, retry_in=None, last_at=late) is None
    wish = timedelta(hours=2)
    assert verdicts.next_try(now=NOW, n_attempts=1, retry_in=wish, last_at=late) is None


def test_a_networks_own_wish_to_wait_is_obeyed():
    wish = timedelta(minutes=4)
    moment = verdicts.next_try(
        now=NOW, n_attempts=1, retry_in=wish, last_at=NOW + timedelta(minutes=15)
    )
    assert moment == NOW + wish


def test_a_version_follows_the_base_until_it_has_words_of_its_own():
    content = contents.freeze(
        text="base",
        language="it",
        versions={1: contents.ChannelText(""), 2: contents.ChannelText("own", spoiler="cw")},
    )
    assert contents.for_channel(content, 1).text == "base"
    assert contents.for_channel(content, 2) == Draft("own", "it", "public", "cw")


def test_the_hash_of_a_content_changes_with_any_word_channel_or_visibility():
    def fingerprint(**changes):
        version = contents.ChannelText(**{"text": "", **changes.pop("version", {})})
        given = {"text": "a", "language": "it", "versions": {1: version}, **changes}
        return contents.content_hash(contents.freeze(**given))

    others = [
        fingerprint(text="b"),
        fingerprint(language="en"),
        fingerprint(version={"visibility": "unlisted"}),
        fingerprint(version={"spoiler": "x"}),
        fingerprint(versions={2: contents.ChannelText("")}),
    ]
    assert len({fingerprint(), *others}) == 6
    assert fingerprint() == fingerprint()


def test_a_content_without_anything_new_keeps_the_hash_it_was_approved_under():
    versions = {7: contents.ChannelText("Ciao", spoiler="cw", visibility="unlisted")}
    content = contents.freeze(text="Sei gradi alle sei", language="it", versions=versions)

    assert contents.content_hash(content) == (
        "e45793d7fc2ed536de4f20f56c6d3ae96f6ed14408b9ef9dc53c553dae253bb3"
    )


def test_the_hash_changes_with_every_part_of_a_post():
    def fingerprint(first_comment="", link="", **more):
        version = contents.ChannelText("", first_comment=first_comment, link=link)
        return contents.content_hash(
            contents.freeze(text="a", language="it", versions={1: version}, **more)
        )

    poll = {"options": ["sì", "no"], "expires_in_s": 86_400}
    others = [
        fingerprint(thread=["b"]),
        fingerprint(thread=["b", "c"]),
        fingerprint(poll=poll),
        fingerprint(poll={**poll, "is_multiple": True}),
        fingerprint(first_comment="d"),
        fingerprint(link="https://osteria.example/menu"),
    ]
    assert len({fingerprint(), *others}) == 7
    assert fingerprint(thread=[" \n"], first_comment="\u200b", poll=None) == fingerprint()


def test_what_follows_a_post_comes_in_order_the_first_comment_last():
    content = contents.freeze(
        text="uno",
        language="en",
        versions={
            1: contents.ChannelText("", spoiler="cw", visibility="unlisted", first_comment="tags"),
            2: contents.ChannelText(""),
        },
        thread=["due", "tre"],
        poll={"options": ["sì", "no"], "expires_in_s": 3_600, "hides_totals": True},
    )

    assert contents.follow_ups(content, 1) == [
        contents.FollowUp(StepKind.STATUS, Draft("due", "en", "unlisted", "cw")),
        contents.FollowUp(StepKind.STATUS, Draft("tre", "en", "unlisted", "cw")),
        contents.FollowUp(StepKind.COMMENT, Draft("tags", "en", "unlisted", "cw")),
    ]
    assert [each.draft.text for each in contents.follow_ups(content, 2)] == ["due", "tre"]
    assert contents.for_channel(content, 2).poll == Poll(("sì", "no"), 3_600, hides_totals=True)


def test_a_link_stands_on_a_line_of_its_own_unless_the_text_holds_it():
    link = "https://osteria.example/menu"

    def text(words):
        version = contents.ChannelText(words, link=link)
        content = contents.freeze(text="base", language="it", versions={1: version})
        return contents.for_channel(content, 1).text

    content = contents.freeze(
        text="base", language="it", versions={1: contents.ChannelText("", link=link)}
    )
    assert contents.for_channel(content, 1).link == link
    assert text("Il menù\n") == f"Il menù\n{link}"
    assert text(f"Qui {link} il menù") == f"Qui {link} il menù"
    assert text("") == f"base\n{link}"
    assert text(f"Il menù, {link}.") == f"Il menù, {link}."
    assert text(f"{link}/inverno") == f"{link}/inverno\n{link}"


def test_texts_a_reader_would_call_the_same_have_one_hash():
    assert contents.text_hash("perché  no\n") == contents.text_hash("perche\u0301 no")
    assert contents.text_hash("a") != contents.text_hash("b")


def test_what_cannot_be_published_is_removed_and_counted():
    cleaned, n_removed = contents.clean_text("ciao\x00 a\r\ntutti \ud800👩‍👩‍👧")

    assert cleaned == "ciao a\ntutti 👩‍👩‍👧"
    assert n_removed == 2


@pytest.mark.parametrize("text", ["", "  \n", "\u200b\u2060 \u00a0"])
def test_only_invisible_characters_are_blank(text):
    assert contents.is_blank(text)
    assert not contents.is_blank(text + "a")


def test_a_title_is_cut_at_a_word():
    text = "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo"

    assert contents.short_title(text) == "Sei gradi alle sei. Si pota lo stesso. Aldo dice che la…"
