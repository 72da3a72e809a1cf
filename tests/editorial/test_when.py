"""Wall time and the instant: gaps, doubled hours, and every transition of many zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial import when

ZONES = [
    "Europe/Rome", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Dublin",
    "Europe/Athens", "Europe/Helsinki", "Europe/Moscow", "Europe/Istanbul", "Europe/Chisinau",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
    "America/St_Johns", "America/Halifax", "America/Havana", "America/Mexico_City",
    "America/Santiago", "America/Asuncion", "America/Sao_Paulo", "America/Godthab",
    "Africa/Cairo", "Africa/Casablanca", "Africa/Johannesburg", "Asia/Jerusalem", "Asia/Beirut",
    "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Gaza",
    "Australia/Sydney", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Apia", "Pacific/Easter", "Pacific/Norfolk",
]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "wall", "before", "after"),
    [
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:59", "2026-03-29 03:00"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 01:59", "2026-03-08 03:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-04 01:59", "2026-10-04 02:30"),
        ("America/Santiago", "2026-09-06 00:30", "2026-09-05 23:59", "2026-09-06 01:00"),
        ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23 23:59", "2026-04-24 01:00"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-29 23:59", "2011-12-31 00:00"),
    ],
)
def test_a_wall_time_the_clock_jumps_over_is_a_gap_with_its_neighbours(zone, wall, before, after):
    found = when.resolve(datetime.fromisoformat(wall), zone)

    assert found == when.Gap(datetime.fromisoformat(before), datetime.fromisoformat(after))


@pytest.mark.parametrize(
    ("zone", "wall", "first", "second"),
    [
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30Z", "2026-10-25T01:30Z"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01T05:30Z", "2026-11-01T06:30Z"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45Z", "2026-04-04T15:15Z"),
    ],
)
def test_a_wall_time_in_the_doubled_hour_is_two_instants(zone, wall, first, second):
    found = when.resolve(datetime.fromisoformat(wall), zone)

    assert found == when.Twice(datetime.fromisoformat(first), datetime.fromisoformat(second))


def test_an_ordinary_wall_time_is_one_instant():
    found = when.resolve(datetime(2026, 7, 1, 9, 0), "Europe/Rome")

    assert found == when.Exact(datetime(2026, 7, 1, 7, 0, tzinfo=UTC))


def _transitions(zone: str, year: int) -> list[datetime]:
    """Instants of a year at which the zone's offset changes, found hour by hour."""
    tz = ZoneInfo(zone)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    while moment.year == year:
        step = moment + timedelta(minutes=30)
        if moment.astimezone(tz).utcoffset() != step.astimezone(tz).utcoffset():
            found.append(step)
        moment = step
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_transition_each_minute_is_classified_as_the_instants_say(zone):
    """The oracle counts the instants that show a wall time; `resolve` must agree, minute by minute."""
    for transition in [t for year in (2026, 2027) for t in _transitions(zone, year)]:
        minutes = [transition + timedelta(minutes=m) for m in range(-180, 180)]
        shown = [when.wall_of(instant, zone) for instant in minutes]
        start = when.wall_of(transition, zone).replace(minute=0)
        for minute in range(-70, 70):
            wall = start + timedelta(minutes=minute)
            n_instants = shown.count(wall)
            found = when.resolve(wall, zone)
            expected = {0: when.Gap, 1: when.Exact, 2: when.Twice}[n_instants]
            assert isinstance(found, expected), (zone, wall, n_instants)


@given(
    instant=st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2037, 1, 1)),
    zone=st.sampled_from(ZONES),
)
def test_an_instant_comes_back_from_its_wall_time_and_fold(instant, zone):
    aware = instant.replace(tzinfo=UTC)
    wall, fold = when.wall_of(aware, zone), when.fold_of(aware, zone)

    assert when.instant_of(wall, zone, fold) == aware


def test_only_city_zones_can_be_chosen():
    zones = when.city_zones()

    assert "Europe/Rome" in zones
    assert not {"EST5EDT", "GMT", "Etc/GMT+1", "CET"} & set(zones)
