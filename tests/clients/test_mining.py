"""How readers put it: what comes again in comments as people write them, in Italian and English."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.mining import Heard, mined

WINERY = [
    "quanto costa?? 😍",
    "Siete aperti domenica?",
    "ma domenica siete aperti?",
    "siete aperti anche la domenica 25?",
    "si può venire col cane?",
    "Col cane si può venire? 🐶",
    "un posto dove non ti fanno sentire ignorante",
    "che bel posto, non ti fanno sentire ignorante",
    "quanto costa la visita?",
    "Quanto costa la visita per 4?",
    "info in privato",
    "info in privato grazie",
    "@trecorvi che meraviglia https://x.example/z #trecorvi",
    "che meraviglia!!!",
    "Is the tour in English? @trecorvi",
    "Is the tour in english?? pls",
    "spam spam",
    "spam spam",
    "",
]


def test_a_question_is_one_in_whatever_order_it_is_asked() -> None:
    questions = {each.words: each.n_texts for each in mined(WINERY).questions}
    assert questions == {
        "siete aperti domenica?": 3,
        "col cane si può venire?": 2,
        "quanto costa la visita?": 2,
        "is the tour in english?": 2,
    }
    assert mined(WINERY).questions[0] == Heard("siete aperti domenica?", 3)


def test_phrases_are_whole_and_begin_and_end_with_words_that_mean_something() -> None:
    phrases = {each.words: each.n_texts for each in mined(WINERY, most=40).phrases}
    assert phrases["fanno sentire ignorante"] == 2
    assert phrases["info in privato"] == 2
    assert phrases["meraviglia"] == 2
    # What stands only inside a longer one is not told again, and small words alone are nothing.
    assert not {"ignorante", "sentire", "privato", "info in", "in", "che", "non ti"} & set(phrases)
    # A handle, a link and a tag are nobody's words, and the same comment twice is one voice.
    assert not {"trecorvi", "example", "spam", "spam spam"} & set(phrases)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["il vino biologico", "avete vini biologici", "vini biologici!"], "vini biologici"),
        (["the price list please", "is there a price list"], "price list"),
        (["com’è l’annata nuova", "L'ANNATA NUOVA!"], "l'annata nuova"),
        (["perché è caro", "perche e' caro"], "caro"),
    ],
)
def test_endings_accents_and_capitals_make_no_difference(texts: list[str], words: str) -> None:
    assert [each.words for each in mined(texts).phrases] == [words]


def test_what_one_text_says_is_not_how_they_speak() -> None:
    assert mined(["questo vino sa di tappo, questo vino sa di tappo"]) == mined([])
    assert not mined([]).phrases


def test_at_most_so_many_are_told_the_commonest_first() -> None:
    texts = [f"vendemmia {'potatura ' * (n < 3)}{n}" for n in range(5)]
    assert [each.words for each in mined(texts, most=1).phrases] == ["vendemmia"]


SAID = (
    "vino", "vini in casa", "dove?", "siete aperti?", "aperti siete? non lo so", "the price", "prices, prices", "€5 😍", "",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(SAID), max_size=12)
# How fast a busy machine draws says nothing about what is asked here.
CALMLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@CALMLY
@given(TEXTS)
def test_order_and_repetition_change_nothing_and_nothing_is_counted_twice_in_a_text(
    texts: list[str],
) -> None:
    found = mined(texts, most=99)
    assert mined([*texts, *texts], most=99) == found
    assert mined(texts[::-1], most=99) == found
    distinct = len({text.lower() for text in texts})
    for each in (*found.questions, *found.phrases):
        assert 2 <= each.n_texts <= distinct


@CALMLY
@given(TEXTS, st.sampled_from(SAID))
def test_one_more_text_never_makes_a_question_rarer(texts: list[str], more: str) -> None:
    before = {each.words: each.n_texts for each in mined(texts, most=99).questions}
    after = mined([*texts, more], most=99).questions
    assert sum(each.n_texts for each in after) >= sum(before.values())


def test_a_year_of_comments_is_read_in_a_moment() -> None:
    texts = [f"{text} {n % 97} {'bello davvero ' * (n % 3)}" for n in range(150) for text in WINERY]
    begun = time.process_time()
    mined(texts)
    assert time.process_time() - begun < 2
