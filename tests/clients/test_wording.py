"""Every code of a network has a sentence, in both languages, and hosts are shown for what they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from clients.hosts import shown
from clients.wording import (
    ability_name,
    code_words,
    connecting_sentence,
    error_sentence,
    problem_sentence,
)
from networks.errors import ErrorKind, HostProblem
from networks.limits import Limits, PollLimits, check, check_follow_ups
from networks.mastodon.joining import ABILITIES
from networks.types import Draft, Media, Poll, Problem


def test_every_error_kind_has_a_sentence_that_names_the_network() -> None:
    fallback = error_sentence("never heard of", network="X")
    for kind in ErrorKind:
        words = error_sentence(kind.value, network="Instagram")
        assert "Instagram" in words
        assert "{" not in words
        assert words != fallback


def test_a_code_of_a_network_says_what_happened_and_what_to_do() -> None:
    for code in ("video_not_allowed", "video_quota", "video_unreadable", "blob_too_large", "poll"):
        words = code_words(code, network="Bluesky")
        assert words is not None
        for sentence in words:
            assert sentence.endswith(".")
            assert "{" not in sentence
        assert "Bluesky" in words[0]
    assert code_words("never heard of", network="Bluesky") is None
    assert code_words("", network="Bluesky") is None


def test_every_host_problem_has_a_sentence() -> None:
    fallback = connecting_sentence("never heard of", {})
    for problem in HostProblem:
        words = connecting_sentence(f"host_{problem.value}", {"host": "x"})
        assert words != fallback


def test_every_ability_has_a_name() -> None:
    for name in ABILITIES:
        assert "_" not in ability_name(name)
        with translation.override("en"):
            assert ability_name(name) != name


def _media(**more: object) -> Media:
    fields: dict[str, object] = {
        "sha256": "x", "mime": "image/png", "width": 10, "height": 10, "alt": "", "open": print,
    }  # fmt: skip
    return Media(**{**fields, **more})  # type: ignore[arg-type]


LIMITS = Limits(
    max_chars=10,
    rule="graphemes",
    max_media=1,
    max_alt_chars=5,
    mimes=frozenset({"image/png"}),
    max_image_bytes=10,
    max_image_pixels=50,
    poll=PollLimits(max_options=2, max_option_chars=3, min_s=300, max_s=600),
    max_video_s=60,
)


@pytest.mark.parametrize(
    "draft",
    [
        Draft(text=""),
        Draft(text="x" * 11),
        Draft(text="a\x00b"),
        Draft(text="a", visibility="direct"),
        Draft(text="a", media=(_media(n_bytes=99, alt="xxxxxxxx"), _media())),
        Draft(text="a", media=(_media(mime="image/svg+xml"),)),
        Draft(text="a", poll=Poll(options=("a", "a", "", "four"), expires_in_s=1)),
        Draft(text="a", poll=Poll(options=("a",)), media=(_media(),)),
    ],
)
def test_every_problem_of_the_limits_has_a_sentence(draft: Draft) -> None:
    problems = check(draft, LIMITS)
    assert problems
    for problem in problems:
        words = problem_sentence(problem)
        assert words.endswith(".")
        assert "does not take this (" not in words, problem


def test_a_problem_of_a_part_or_of_the_first_comment_says_where_it_is() -> None:
    parts = [Draft("due"), Draft("x" * 12)]
    with_threads = replace(LIMITS, max_parts=2, is_first_comment_offered=True)
    problems = check_follow_ups(parts, Draft(""), with_threads)
    with translation.override("en"):
        assert [problem_sentence(problem) for problem in problems] == [
            "A thread takes 2 parts here; there are 3.",
            "Part 3: 2 characters too many: the limit is 10.",
            "First comment: Write something or add media.",
        ]
        assert [problem_sentence(p) for p in check_follow_ups(parts[:1], Draft("a"), LIMITS)] == [
            "This network does not offer threads: one post has to be enough.",
            "This network does not offer a first comment. Put the words into the text.",
        ]


def test_a_video_that_is_too_long_says_by_the_minute() -> None:
    with translation.override("en"):
        assert problem_sentence(Problem("media[0]", "seconds", 180, 185)) == (
            "This video lasts 3:05; 3:00 is the most here."
        )


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    assert problem_sentence(Problem("text", "too_long", 10, 11)) == (
        "1 character too many: the limit is 10."
    )
    assert "3 characters too many" in problem_sentence(Problem("text", "too_long", 10, 13))


@pytest.mark.parametrize(
    ("url", "before", "registrable"),
    [
        ("https://mastodon.social.evil.example/x", "mastodon.social.", "evil.example"),
        ("https://mastodon.social/", "", "mastodon.social"),
        ("https://social.comune.gov.it/", "social.", "comune.gov.it"),
        ("https://a.b.co.uk/", "a.", "b.co.uk"),
        ("http://127.0.0.1:8123/oauth", "", "127.0.0.1:8123"),
        ("http://localhost:8123/", "", "localhost:8123"),
        ("https://user@evil.example/", "", "evil.example"),
    ],
)
def test_the_part_somebody_registered_is_what_stands_out(
    url: str, before: str, registrable: str
) -> None:
    host = shown(url)
    assert (host.before, host.registrable) == (before, registrable)
