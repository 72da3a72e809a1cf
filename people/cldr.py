"""Dates and numbers as the active language writes them, by CLDR; English is the British one. Pure.

A page writes the same days and small numbers over and over, and reading a CLDR pattern costs more than applying it: what
was written once in a language is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers
from django.utils.translation import get_language

Unit = Literal["minute", "hour", "day"]

_KEPT = 8192


def language() -> str:
    """The active language, or English where none is."""
    return get_language() or "en"


def locale() -> Locale:
    """CLDR's locale for the active language."""
    return locale_of(language())


@lru_cache(maxsize=16)
def locale_of(code: str) -> Locale:
    """CLDR's locale for a language of ours: day before month and 24 hours in English too."""
    return Locale.parse("en_GB" if code == "en" else code.replace("-", "_"))


def number(value: int | float | Decimal, pattern: str = "#,##0.###") -> str:
    """A number by a CLDR pattern: 18.420,5 or 18,420.5."""
    return _number(0 if value == 0 else value, pattern, language())  # minus zero, as with money


def percent(figure: str) -> str:
    """A number that is written already, with its sign as the language sets it: 80 % or 80%."""
    return f"{figure}%" if language() == "en" else f"{figure}\u00a0%"


def money(amount: Decimal | str, currency: str) -> str:
    """An amount with its currency and two decimals: 1.450,00 € or €1,450.00; below nothing with a true minus.

    What is frozen in a statement comes as its text.
    """
    # Minus zero is zero: what is kept is found by its value, so whoever came first would say it for everybody.
    return _money(Decimal(0) if amount == 0 else amount, currency, language())


def hours(minutes: int | Decimal) -> str:
    """Minutes as hours with one decimal: 13,6 h; below nothing with a true minus."""
    return _with_minus(number(Decimal(minutes) / 60, "#,##0.0")) + "\u00a0h"


def hours_said(minutes: int | Decimal) -> str:
    """The same in a sentence, where no column keeps the decimals under each other: 34 h, 13,6 h."""
    return _with_minus(number(Decimal(minutes) / 60, "#,##0.#")) + "\u00a0h"


def _with_minus(figure: str) -> str:
    # CLDR writes the hyphen of a keyboard, which is shorter than a plus and breaks at the end of a line.
    return figure.replace("-", "−")


def span(minutes: int) -> str:
    """Minutes as people say them: 35 min, 1 h, 1 h 10."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return f"{rest}\u00a0min"
    return f"{whole}\u00a0h\u00a0{rest:02d}" if rest else f"{whole}\u00a0h"


def day(on: date, pattern: str) -> str:
    """A day by a CLDR pattern: ``EEE d MMM`` is gio 26 nov."""
    return _written(date(on.year, on.month, on.day), pattern, language())


def instant(at: datetime, pattern: str, zone: ZoneInfo) -> str:
    """An instant on the clock of a zone, by a CLDR pattern of dates and times."""
    local = at.astimezone(zone).replace(tzinfo=None)
    # What the pattern does not show makes no difference to what was kept.
    return _written(local if "H" in pattern else local.date(), pattern, language())


def wall(at: datetime, pattern: str) -> str:
    """A wall time, which has no zone, by a CLDR pattern."""
    return _written(at, pattern, language())


def spoken(words: str) -> str:
    """A sentence with a number put into it as it is spoken: Italian says l’8 maggio, dall’11, l’80 %, where others say il,
    dal; and the first day of a month is the first: il 1º maggio."""
    return _FIRST.sub("1º ", _ELIDED.sub(_elide, words)) if language() == "it" else words


# Numbers that begin with a vowel: 8, 80, 800; 11 and 11.000, not 110.
_ELIDED = re.compile(r"\b([Ii]l|[Dd]al|[Aa]l|[Dd]el|[Nn]el|[Ss]ul) (?=8|11(?!\d))")

_FIRST = re.compile(
    r"(?<![\d.,])1 (?=(?:gen(?:naio)?|feb(?:braio)?|mar(?:zo)?|apr(?:ile)?|mag(?:gio)?|giu(?:gno)?|lug(?:lio)?|ago(?:sto)?"
    r"|set(?:tembre)?|ott(?:obre)?|nov(?:embre)?|dic(?:embre)?)\b)"
)


def _elide(found: re.Match[str]) -> str:
    article = found[1]
    return {"il": "l’", "Il": "L’"}.get(article, f"{article}l’")


def either(words: Sequence[str]) -> str:
    """One of several: Paola o Aldo, Paola, Aldo or Teo."""
    return str(lists.format_list(list(words), style="or", locale=locale()))


def together(words: Sequence[str]) -> str:
    """All of several: 2 reel e 3 storie."""
    return str(lists.format_list(list(words), style="standard", locale=locale()))


def far(span: timedelta, unit: Unit) -> str:
    """A span from now in whole units and no other, with its direction: tra 3 ore, 2 days ago."""
    return _far(span, unit, language())


def long(span: timedelta, unit: Unit) -> str:
    """The same span without its direction: 3 ore, 2 days."""
    return _far(abs(span), unit, language(), has_direction=False)


def city(zone: str) -> str:
    """The place a zone is named after: ``Europe/Rome`` is Roma, Rome; a zone of no place keeps its name."""
    return _city(zone, language())


@lru_cache(maxsize=256)
def _city(zone: str, code: str) -> str:
    if "/" not in zone:
        return zone
    where = ZoneInfo(zone)
    return str(dates.get_timezone_location(where, locale=locale_of(code), return_city=True))


@lru_cache(maxsize=_KEPT)
def _far(span: timedelta, unit: Unit, code: str, *, has_direction: bool = True) -> str:
    # The threshold is the number of a larger unit from which Babel would take that one.
    words = dates.format_timedelta(
        span, granularity=unit, threshold=1e9, add_direction=has_direction, locale=locale_of(code)
    )
    return str(words)


@lru_cache(maxsize=_KEPT)
def _number(value: int | float | Decimal, pattern: str, code: str) -> str:
    return str(numbers.parse_pattern(pattern).apply(value, locale_of(code)))


@lru_cache(maxsize=_KEPT)
def _money(amount: Decimal | str, currency: str, code: str) -> str:
    return _with_minus(str(numbers.format_currency(amount, currency, locale=locale_of(code))))


@lru_cache(maxsize=_KEPT)
def _written(when: date | datetime, pattern: str, code: str) -> str:
    return str(dates.parse_pattern(pattern).apply(when, locale_of(code)))
