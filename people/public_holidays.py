"""The public holidays of a country in the reader's language, by name. Pure.

The day of a town's patron is not among them: a client says its own (clients/holidays.py).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

_LANGUAGES = {"it": "it_IT", "en": "en_US"}
_OFTEN_SHOWN_YEARS = 32


def holidays_between(
    first_on: date, last_on: date, *, language: str, country: str = "IT"
) -> dict[date, str]:
    """The holidays from one day to another, both included; an unknown language gets English names."""
    found: dict[date, str] = {}
    for year in range(first_on.year, last_on.year + 1):
        for on, name in _of_year(year, _LANGUAGES.get(language[:2], "en_US"), country):
            if first_on <= on <= last_on:
                found[on] = name
    return found


@lru_cache(maxsize=1)
def known_countries() -> tuple[str, ...]:
    """The codes of the countries whose holidays are known."""
    return tuple(holidays.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=_OFTEN_SHOWN_YEARS)
def _of_year(year: int, language: str, country: str) -> tuple[tuple[date, str], ...]:
    days = holidays.country_holidays(country, years=year, language=language)
    return tuple(sorted(days.items()))
