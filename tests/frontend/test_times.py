"""Instants and days as pages write them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from people.templatetags import times

INSTANT = datetime(2026, 11, 26, 17, 15, tzinfo=UTC)


def words(html: str) -> str:
    """The text of a <time> element."""
    return html[html.index(">") + 1 : html.rindex("<")]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("it", "gio 26 nov, 18:15 (Roma)"), ("en", "Thu 26 Nov, 18:15 (Rome)")],
)
def test_an_instant_is_told_with_its_place(language: str, expected: str) -> None:
    with translation.override(language):
        html = times.in_zone(INSTANT, "Europe/Rome")
    assert words(html) == expected
    assert 'datetime="2026-11-26T17:15:00+00:00"' in html


def test_a_zone_may_come_from_the_client_or_the_agency() -> None:
    with translation.override("en"):
        client = SimpleNamespace(time_zone="America/New_York")
        assert words(times.in_zone(INSTANT, client)) == "Thu 26 Nov, 12:15 (New York)"


def test_a_day_is_the_day_of_that_place() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    with translation.override("it"):
        assert words(times.day(late, "Europe/Rome")) == "ven 27 nov"
        assert words(times.day(date(2026, 11, 26))) == "gio 26 nov"


def test_how_long_until_is_told_from_the_given_now() -> None:
    with translation.override("it"):
        assert times.from_now(INSTANT, INSTANT - timedelta(hours=3)) == "tra 3 ore"
        assert times.from_now(INSTANT, INSTANT + timedelta(days=2)) == "2 giorni fa"


NOON_IN_ROME = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Europe/Rome"))


@pytest.mark.parametrize(
    ("far", "expected"),
    [
        (timedelta(seconds=20), "adesso"),
        (timedelta(minutes=2), "tra 2 minuti"),
        (timedelta(minutes=89), "tra 89 minuti"),
        (timedelta(minutes=90), "tra 2 ore"),
        (timedelta(hours=15), "tra 15 ore"),
        (timedelta(hours=30, minutes=15), "tra 30 ore"),
        (timedelta(hours=47), "tra 47 ore"),
        (timedelta(hours=49), "tra 2 giorni"),
        (timedelta(hours=59), "tra 2 giorni"),
        (timedelta(hours=60), "tra 3 giorni"),  # past midnight of the place, so another day
        (timedelta(days=41), "tra 41 giorni"),
        (-timedelta(minutes=3), "3 minuti fa"),
        (-timedelta(days=3), "3 giorni fa"),
    ],
)
def test_how_far_is_told_in_minutes_then_hours_then_days_of_the_calendar(
    far: timedelta, expected: str
) -> None:
    with translation.override("it"):
        assert times.from_now((NOON_IN_ROME + far).astimezone(UTC), NOON_IN_ROME) == expected


@pytest.mark.parametrize(
    ("language", "far", "expected"),
    [
        ("it", timedelta(days=4), "da 4 giorni"),
        ("it", timedelta(hours=1, minutes=40), "da 2 ore"),
        ("en", timedelta(days=1), "for 24 hours"),
        ("en", timedelta(seconds=10), "now"),
    ],
)
def test_what_waits_is_told_by_how_long(language: str, far: timedelta, expected: str) -> None:
    with translation.override(language):
        assert times.since((NOON_IN_ROME - far).astimezone(UTC), NOON_IN_ROME) == expected
