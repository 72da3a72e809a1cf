"""The days on which a client's town is closed: the public holidays of its country, and its patron's day. Pure."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from clients.models import Client
from people import cldr
from people.public_holidays import holidays_between

# The country of every agency for now: its own working days follow it.
OF_AGENCY = "IT"
_WRITTEN = re.compile(r"^\s*(\d{1,2})\s*(?:[./-]\s*(\d{1,2})[./]?|(?:º|°|\.|st|nd|rd|th)?\s+(?:of\s+|di\s+)?(\w+))\s*$")  # fmt: skip


def holidays_of(client: Client, first_on: date, last_on: date, *, language: str) -> dict[date, str]:
    """By day, what is kept where the client is, both days included; two on one day stand beside each other."""
    named = holidays_between(first_on, last_on, language=language, country=client.country)
    for on in patron_days(client, first_on, last_on):
        named[on] = " · ".join(filter(None, [named.get(on), _("Patron’s day")]))
    return named


def patron_days(client: Client, first_on: date, last_on: date) -> list[date]:
    """The patron's day of each year in these days; a 29 February only in years that have one."""
    if not client.patron_on:
        return []
    month, day = (int(part) for part in client.patron_on.split("-"))
    found = []
    for year in range(first_on.year, last_on.year + 1):
        try:
            on = date(year, month, day)
        except ValueError:
            continue
        if first_on <= on <= last_on:
            found.append(on)
    return found


def read_day(words: str) -> str | None:
    """A day of the year as people write it (16 agosto, August's in English, 16/8) as 08-16; None where it is no day."""
    if not words.strip():
        return ""
    found = _WRITTEN.match(words)
    if found is None:
        return None
    day, number, name = found.groups()
    month = int(number) if number else _month(name)
    try:
        # A leap year has every day that any has.
        return date(2028, month, int(day)).strftime("%m-%d")
    except ValueError:
        return None


def day_in_words(kept: str) -> str:
    """08-16 as the reader writes it: 16 agosto."""
    return cldr.day(date.fromisoformat(f"2028-{kept}"), "d MMMM") if kept else ""


def _month(name: str) -> int:
    """The month of that name, or of its beginning, in the reader's language; 0 where it is none."""
    wanted = name.casefold()
    months = [cldr.day(date(2028, n, 1), "MMMM").casefold() for n in range(1, 13)]
    named = [n for n, each in enumerate(months, 1) if len(wanted) >= 3 and each.startswith(wanted)]
    return named[0] if len(named) == 1 else 0
