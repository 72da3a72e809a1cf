"""The words for every state and reason, the comparison of two texts, and what the forms make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import wording
from editorial.comparing import compare_words
from editorial.lifecycle import AttemptOutcome, DeliveryState, LookupResult
from networks.errors import ErrorKind

REASONS = {
    "blocked": [
        "edited",
        "approval_lost",
        "client_paused",
        "client_prospect",
        "client_left",
        "reconnect",
        "permission_denied",
        "account_restricted",
    ],
    "missed": ["late", "absent", "", "transient"],
    "needs_human": [
        "no_answer",
        "blind",
        "several_matches",
        "near_match",
        "no_text",
        "too_many_posts",
    ],
    "unknown": ["worker_lost", "unknown_outcome", "duplicate", "unforeseen"],
    "cancelled": ["taken_back", "archived", "channel_removed", "dropped"],
    "failed": ["content_rejected", "not_found", "not_supported"],
    "scheduled": ["", "absent", "transient", "rate_limited"],
}


@pytest.mark.parametrize(("state", "reason"), [(s, r) for s, rs in REASONS.items() for r in rs])
def test_every_reason_has_words_of_its_own(state, reason):
    words = wording.explain(state=state, reason=reason, network="Mastodon")
    others = [
        wording.explain(state=state, reason=other, network="Mastodon").happened
        for other in REASONS[state]
        if other != reason
    ]

    assert words.happened not in (*others, "")
    assert "%" not in words.happened
    assert reason == "" or reason not in words.happened.split()


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_says_what_happened_and_what_is_safe_or_what_to_do(state):
    words = wording.explain(state=state, reason="", network="Mastodon")

    assert words.happened
    assert words.safe or words.todo


@pytest.mark.parametrize("state", ["unknown", "needs_human"])
def test_a_doubtful_delivery_never_sounds_published_or_lost(state):
    words = wording.explain(state=state, reason="no_answer", network="Mastodon")

    assert "We do not send it again" in words.safe


@pytest.mark.parametrize("kind", ErrorKind)
def test_every_error_of_a_network_is_a_sentence(kind):
    assert wording.why(kind.value, "Mastodon").endswith(".")


def test_every_answer_and_look_has_a_title():
    assert all(wording.outcome_title(o, "Mastodon") for o in AttemptOutcome)
    titles = [wording.lookup_words(r, n=1, of=3)[0] for r in LookupResult]
    assert len(set(titles)) == len(LookupResult)


def test_what_differs_is_marked_on_both_sides():
    theirs, mine = compare_words("si pota al mattino", "si pota alla sera")

    assert [p.text for p in theirs if not p.is_shared] == ["al", "mattino"]
    assert [p.text for p in mine if not p.is_shared] == ["alla", "sera"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_comparison_loses_no_character(theirs, mine):
    first, second = compare_words(theirs, mine)

    assert "".join(p.text for p in first) == theirs
    assert "".join(p.text for p in second) == mine


def test_where_a_network_said_why_its_words_go_before_ours() -> None:
    usual = wording.explain(state="blocked", reason="picture_refused", network="Bluesky")
    told = wording.explain(
        state="blocked", reason="picture_refused", network="Bluesky", code="video_unreadable"
    )
    assert told.happened != usual.happened
    assert told.safe == usual.safe
    other = wording.explain(
        state="blocked", reason="picture_refused", network="Bluesky", code="too_small"
    )
    assert other == usual
    out = wording.explain(state="published", reason="", network="Bluesky", code="poll")
    assert "Bluesky" in out.happened
    assert out == wording.explain(state="published", reason="", network="Bluesky")
