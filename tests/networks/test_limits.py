"""Drafts against limits: every broken rule is named, with its numbers."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from networks.bluesky.joining import LIMITS as BLUESKY_LIMITS
from networks.limits import Limits, check, check_follow_ups, counter_rules, length
from networks.mastodon.instance import USUAL_LIMITS, limits
from networks.types import Draft, Media, Poll


def picture(**more: Any) -> Media:
    usual: dict[str, Any] = {
        "sha256": "ab" * 32,
        "mime": "image/jpeg",
        "width": 1080,
        "height": 1350,
        "alt": "La vigna",
        "n_bytes": 900_000,
    }
    return Media(**{**usual, **more}, open=lambda: io.BytesIO(b"x"))


VIDEO = picture(mime="video/mp4", alt="")
GOOD_POLL = Poll(("Rosso", "Bianco"))
CASES: list[tuple[str, Draft, list[tuple[str, str]]]] = [
    ("a plain text", Draft("Ciao"), []),
    ("nothing", Draft(""), [("text", "empty")]),
    ("only zero-width signs", Draft("\u200b \u2060"), [("text", "empty")]),
    ("a picture without words", Draft("", media=(picture(),)), []),
    ("exactly 500", Draft("a" * 500), []),
    ("501", Draft("a" * 501), [("text", "too_long")]),
    ("500 and a spoiler", Draft("a" * 500, spoiler="b"), [("text", "too_long")]),
    ("a long link fits", Draft("a" * 477 + " https://example.com/" + "x" * 300), [("text", "too_long")]),
    ("a long link fits at 476", Draft("a" * 476 + " https://example.com/" + "x" * 300), []),
    ("NUL", Draft("a\x00b"), [("text", "control_character")]),
    ("a lone surrogate", Draft("a\ud800b"), [("text", "control_character")]),
    ("five pictures", Draft("x", media=(picture(),) * 5), [("media", "too_many")]),
    ("a video and a picture", Draft("x", media=(VIDEO, picture())), [("media", "mixed")]),
    ("two videos", Draft("x", media=(VIDEO, VIDEO)), [("media", "too_many_videos")]),
    ("an SVG", Draft("x", media=(picture(mime="image/svg+xml"),)), [("media[0]", "type")]),
    ("a heavy picture", Draft("x", media=(picture(n_bytes=16_777_217),)), [("media[0]", "bytes")]),
    ("a huge picture", Draft("x", media=(picture(width=9000, height=9000),)), [("media[0]", "pixels")]),
    ("a long alt", Draft("x", media=(picture(alt="a" * 1501),)), [("media[0].alt", "too_long")]),
    ("no alt", Draft("x", media=(picture(alt=" "),)), [("media[0].alt", "missing")]),
    ("a poll", Draft("x", poll=GOOD_POLL), []),
    ("a poll and a picture", Draft("x", poll=GOOD_POLL, media=(picture(),)), [("poll", "with_media")]),
    ("one option", Draft("x", poll=Poll(("Solo",))), [("poll", "too_few_options")]),
    ("five options", Draft("x", poll=Poll(tuple("abcde"))), [("poll", "too_many_options")]),
    ("a long option", Draft("x", poll=Poll(("a" * 51, "b"))), [("poll.options[0]", "too_long")]),
    ("an empty option", Draft("x", poll=Poll(("a", " "))), [("poll.options[1]", "empty")]),
    ("a repeated option", Draft("x", poll=Poll(("a", "a "))), [("poll.options[1]", "repeated")]),
    ("too short a poll", Draft("x", poll=Poll(("a", "b"), expires_in_s=60)), [("poll.expires_in_s", "duration")]),
    ("too long a poll", Draft("x", poll=Poll(("a", "b"), expires_in_s=10**8)), [("poll.expires_in_s", "duration")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "broken"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_draft_breaks_exactly_these_rules(draft: Draft, broken: list[tuple[str, str]]) -> None:
    assert [(problem.field, problem.rule) for problem in check(draft, USUAL_LIMITS)] == broken


def test_a_problem_carries_its_numbers() -> None:
    (problem,) = check(Draft("a" * 512), USUAL_LIMITS)
    assert (problem.limit, problem.actual, problem.is_blocking) == (500, 512, True)


def test_a_missing_alt_does_not_block_and_comes_last() -> None:
    problems = check(Draft("a" * 501, media=(picture(alt=""),)), USUAL_LIMITS)
    assert [problem.is_blocking for problem in problems] == [True, False]


def test_a_visibility_that_is_not_offered_is_a_problem() -> None:
    only_public = replace(USUAL_LIMITS, visibilities=("public",))
    assert [p.field for p in check(Draft("x", visibility="direct"), only_public)] == ["visibility"]


def test_a_network_without_polls_refuses_one() -> None:
    assert [p.rule for p in check(Draft("x", poll=GOOD_POLL), Limits(100, "chars"))] == [
        "not_offered"
    ]


def test_a_network_of_pictures_wants_one() -> None:
    demanding = Limits(100, "chars", max_media=10, is_media_required=True)
    assert [p.rule for p in check(Draft("x"), demanding)] == ["required"]


def test_the_counter_gets_numbers_that_are_json() -> None:
    rules = json.loads(json.dumps(counter_rules(USUAL_LIMITS)))
    assert (rules["max_chars"], rules["rule"], rules["url_chars"]) == (500, "mastodon", 23)


def test_length_counts_the_spoiler_where_the_network_does() -> None:
    draft = Draft("ciao", spoiler="attenzione")
    assert length(draft, USUAL_LIMITS) == 14
    assert length(draft, replace(USUAL_LIMITS, counts_spoiler=False)) == 4


def test_a_host_may_have_limits_of_its_own() -> None:
    own = limits(
        {"configuration": {"statuses": {"max_characters": 5000, "max_media_attachments": 10}}}
    )
    assert (own.max_chars, own.max_media, own.url_chars) == (5000, 10, 23)


@pytest.mark.parametrize(
    "lie",
    [
        None,
        [],
        {"configuration": 7},
        {"configuration": {"statuses": {"max_characters": -1}}},
        {"configuration": {"statuses": {"max_characters": "many"}}},
    ],
)
def test_a_host_that_tells_nonsense_gets_the_usual_limits(lie: Any) -> None:
    assert limits(lie).max_chars == 500


def test_parts_and_first_comment_are_checked_each_by_the_rules_of_a_post() -> None:
    parts = [Draft("due"), Draft("a" * 501), Draft("quattro", media=(picture(n_bytes=10**9),))]
    problems = check_follow_ups(parts, Draft(" "), USUAL_LIMITS)
    assert [(problem.field, problem.rule) for problem in problems] == [
        ("thread[1].text", "too_long"),
        ("thread[2].media[0]", "bytes"),
        ("first_comment.text", "empty"),
    ]
    assert check_follow_ups(parts[:1], Draft("https://example.com"), USUAL_LIMITS) == []
    assert check_follow_ups([], None, Limits(100, "chars")) == []


def test_a_network_without_threads_or_first_comments_says_so() -> None:
    problems = check_follow_ups([Draft("due")], Draft("tre"), Limits(100, "chars"))
    assert [(p.field, p.rule) for p in problems] == [
        ("thread", "not_offered"),
        ("first_comment", "not_offered"),
    ]


def test_the_first_post_counts_as_a_part_of_the_thread() -> None:
    short = replace(USUAL_LIMITS, max_parts=3)
    assert check_follow_ups([Draft("2"), Draft("3")], None, short) == []
    (problem,) = check_follow_ups([Draft("2"), Draft("3"), Draft("4")], None, short)
    assert (problem.rule, problem.limit, problem.actual) == ("too_many_parts", 3, 4)


def test_an_answer_needs_no_picture_where_a_post_does() -> None:
    demanding = Limits(
        100, "chars", max_media=10, is_media_required=True, is_first_comment_offered=True
    )
    assert check_follow_ups([], Draft("#vino"), demanding) == []


@pytest.mark.parametrize(
    ("seconds", "rules"), [(None, []), (179.0, []), (180.3, []), (181.0, ["seconds"])]
)
def test_a_video_may_not_last_longer_than_the_network_plays(
    seconds: float | None, rules: list[str]
) -> None:
    bounded = replace(USUAL_LIMITS, max_video_s=180)
    film = picture(mime="video/mp4", duration_s=seconds)
    assert [problem.rule for problem in check(Draft("x", media=(film,)), bounded)] == rules


def test_the_counter_is_told_the_bytes_where_the_network_has_a_limit_of_them() -> None:
    assert counter_rules(BLUESKY_LIMITS)["max_bytes"] == 3000
    assert counter_rules(USUAL_LIMITS)["max_bytes"] is None


@pytest.mark.parametrize("usual", [USUAL_LIMITS, BLUESKY_LIMITS], ids=["mastodon", "bluesky"])
def test_the_networks_take_threads_and_first_comments(usual: Limits) -> None:
    assert usual.max_parts > 1
    assert usual.is_first_comment_offered
