"""The public holidays of a country in the reader's language, by name. Pure.

Every client is looked after in Italy for now; the day of a city's patron is not among them.
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


@lru_cache(maxsize=_OFTEN_SHOWN_YEARS)
def _of_year(year: int, language: str, country: str) -> tuple[tuple[date, str], ...]:
    days = holidays.country_holidays(country, years=year, language=language)
    return tuple(sorted(days.items()))
