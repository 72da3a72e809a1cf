"""A number in a sentence is spoken: l’8 maggio, dall’11, l’80 %."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from clients.models import Contract
from clients.words import contracts
from people import cldr


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("A questo ritmo da 47 a 50 il 8 maggio 2027", "A questo ritmo da 47 a 50 l’8 maggio 2027"),
        ("dal 8 gennaio al 11 marzo", "dall’8 gennaio all’11 marzo"),
        ("Il 80 % in più, il 11 % in meno", "L’80 % in più, l’11 % in meno"),
        ("del 11.000, sul 800", "dell’11.000, sull’800"),
        ("il 110 %, il 18 maggio", "il 110 %, il 18 maggio"),
        ("il 1 agosto, dal 1 feb. al 21 maggio", "il 1º agosto, dal 1º feb. al 21 maggio"),
        ("il 11 maggio, 1,1 marce, 1 marca", "l’11 maggio, 1,1 marce, 1 marca"),
        ("quel 8 e mil 8", "quel 8 e mil 8"),
    ],
)
def test_italian_drops_the_vowel_of_an_article_before_eight_and_eleven(
    said: str, spoken: str
) -> None:
    with translation.override("it"):
        assert cldr.spoken(said) == spoken
    with translation.override("en"):
        assert cldr.spoken(said) == said


def test_a_contract_says_its_days_as_they_are_spoken() -> None:
    contract = Contract(
        basis="monthly", fee=Decimal(1450), currency="EUR", starts_on=date(2026, 1, 8), ends_on=date(2027, 6, 11)
    )  # fmt: skip
    with translation.override("it"):
        assert contracts.terms(contract).endswith("al mese, dall’8 gennaio 2026 all’11 giugno 2027")


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "−11,3\xa0h · 34\xa0h · 34,0\xa0h · −476,67\xa0€"), ("en", "−11.3\xa0h · 34\xa0h · 34.0\xa0h · −€476.67")],
)  # fmt: skip
def test_what_is_short_has_a_true_minus_and_a_sentence_no_idle_decimal(
    language: str, said: str
) -> None:
    with translation.override(language):
        words = [
            cldr.hours_said(-678),
            cldr.hours_said(2040),
            cldr.hours(2040),
            cldr.money(Decimal("-476.67"), "EUR"),
        ]
    assert " · ".join(words) == said
