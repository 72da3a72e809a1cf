"""Counting, finding, normalising text."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from networks.text import (
    RULES,
    count,
    hashtags,
    links,
    mentions,
    normalise,
    shorten_mentions,
    squeeze,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "text.json").read_text("utf-8")
)


@pytest.mark.parametrize(
    "case", VECTORS, ids=[f"{at}-{case['rule']}" for at, case in enumerate(VECTORS)]
)
def test_a_golden_case_counts_as_written(case: dict[str, Any]) -> None:
    assert count(case["text"], case["rule"], case.get("url_chars", 23)) == case["count"], case[
        "why"
    ]


def test_every_rule_has_golden_cases() -> None:
    assert {case["rule"] for case in VECTORS} == set(RULES)


def test_line_ends_and_accents_are_normalised() -> None:
    assert normalise("a\r\nb\rc\ne\u0301") == "a\nb\nc\né"


def test_squeezing_ignores_every_kind_of_space() -> None:
    assert squeeze(" a\u00a0\u2003b\r\n\r\nc ") == "a b c"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "vedi https://example.com/a_(b), e (http://b.example/c).",
            ["https://example.com/a_(b)", "http://b.example/c"],
        ),
        ("HTTPS://EXAMPLE.COM/X!", ["HTTPS://EXAMPLE.COM/X"]),
        ("https://example.com\u00a0dopo", ["https://example.com"]),
        ("javascript:alert(1) http:// https://a", []),
        ("https://xn--e1afmkfd.xn--p1ai/", ["https://xn--e1afmkfd.xn--p1ai/"]),
        ('<a href="https://example.com/">', ["https://example.com/"]),
    ],
)
def test_links_are_found_without_the_punctuation_around_them(text: str, found: list[str]) -> None:
    assert [span.value for span in links(text)] == found
    assert all(text[span.start : span.end] == span.value for span in links(text))


def test_mentions_are_found_outside_links_and_addresses() -> None:
    text = "@marta e (@ben@mastodon.example), non a@b.example né https://x.example/@lui"
    assert [span.value for span in mentions(text)] == ["marta", "ben@mastodon.example"]
    assert shorten_mentions(text).startswith("@marta e (@ben), non")


def test_hashtags_need_a_letter_and_end_at_punctuation() -> None:
    text = "#vigna, #41 #a_b #perché! https://x.example/#no x#no #日本"
    assert [span.value for span in hashtags(text)] == ["vigna", "a_b", "perché", "日本"]


@pytest.mark.parametrize(
    "hostile",
    [
        "https://" + "a-" * 50_000,
        "https://" + "a." * 50_000,
        "@" + "a." * 50_000,
        "@a@" + "b-" * 50_000,
        "#" * 100_000,
        "https://x.it/" + ")" * 50_000,
    ],
    ids=["dashes", "dots", "name", "host", "hashes", "brackets"],
)
def test_a_hostile_text_costs_little_time(hostile: str) -> None:
    began = time.process_time()
    count(hostile, "mastodon")
    hashtags(hostile)
    assert time.process_time() - began < 1


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="no counting rule"):
        count("x", "furlongs")  # type: ignore[arg-type]
