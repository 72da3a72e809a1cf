"""On which days a post repeats, and at which wall time: months of every length, leap years, changes of clocks, holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

import pytest
from django.utils import translation

from editorial import when
from editorial.recurring import (
    THE_LAST,
    Clock,
    Every,
    InGap,
    Pattern,
    questions,
    wall_on,
)
from editorial.words.recurrences import in_words

MON, TUE, FRI, SUN = 0, 1, 4, 6
A_DAY = timedelta(days=1)


def first(pattern, n):
    return list(islice(pattern.days(), n))


def weekly(starts_on, *weekdays, **more):
    return Pattern(every=Every.WEEK, starts_on=starts_on, weekdays=weekdays, **more)


def monthly(starts_on, day, **more):
    return Pattern(every=Every.MONTH_DAY, starts_on=starts_on, month_day=day, **more)


def on_weekday(starts_on, nth, weekday, **more):
    return Pattern(
        every=Every.MONTH_WEEKDAY, starts_on=starts_on, nth=nth, weekdays=(weekday,), **more
    )


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        (weekly(date(2026, 12, 1), TUE), ["2026-12-01", "2026-12-08", "2026-12-15"]),
        (weekly(date(2026, 12, 1), FRI, TUE), ["2026-12-01", "2026-12-04", "2026-12-08"]),
        # The first post stands where somebody put it, also on a day that is none of the pattern.
        (weekly(date(2026, 12, 2), MON), ["2026-12-02", "2026-12-07", "2026-12-14"]),
        # Every second week counts whole weeks, from the Monday of the first.
        (weekly(date(2026, 12, 4), MON, FRI, interval=2), ["2026-12-04", "2026-12-14", "2026-12-18"]),
        (weekly(date(2026, 12, 29), TUE, ends_on=date(2027, 1, 5)), ["2026-12-29", "2027-01-05"]),
        (monthly(date(2027, 1, 31), 31), ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        (monthly(date(2028, 1, 30), 30), ["2028-01-30", "2028-02-29", "2028-03-30"]),
        (monthly(date(2028, 2, 29), 29, interval=12), ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        (monthly(date(2026, 11, 15), 15, interval=3), ["2026-11-15", "2027-02-15", "2027-05-15"]),
        (monthly(date(2026, 12, 20), 5), ["2026-12-20", "2027-01-05", "2027-02-05"]),
        (on_weekday(date(2026, 12, 15), 3, TUE), ["2026-12-15", "2027-01-19", "2027-02-16"]),
        (on_weekday(date(2026, 12, 25), THE_LAST, FRI), ["2026-12-25", "2027-01-29", "2027-02-26"]),
        (on_weekday(date(2026, 12, 6), 1, SUN), ["2026-12-06", "2027-01-03", "2027-02-07"]),
        # 8 December, and 6 January, are public holidays in Italy.
        (weekly(date(2026, 12, 1), TUE, skips_holidays=True), ["2026-12-01", "2026-12-15", "2026-12-22"]),
    ],
)  # fmt: skip
def test_the_days_of_a_pattern(pattern, days):
    assert [on.isoformat() for on in first(pattern, len(days))] == days
    if pattern.ends_on:
        assert len(list(pattern.days())) == len(days)


def test_a_day_of_every_month_leaves_no_month_out_in_thirteen_years():
    for day in (28, 29, 30, 31):
        found = first(monthly(date(2025, 1, 1), day, ends_on=date(2037, 12, 31)), 999)
        months = {(on.year, on.month) for on in found[1:]}
        assert len(months) == len(found) - 1 == 13 * 12


def test_a_number_of_posts_ends_on_the_day_of_the_last():
    pattern = weekly(date(2026, 12, 1), TUE, skips_holidays=True)

    assert pattern.nth_day(3) == date(2026, 12, 22)
    assert weekly(date(2026, 12, 1), TUE, ends_on=date(2026, 12, 8)).nth_day(3) is None


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/New_York", "Australia/Lord_Howe",
                                  "America/Santiago", "Africa/Cairo", "Asia/Kolkata"])  # fmt: skip
def test_an_hour_stays_the_hour_on_the_wall_through_every_change_of_clocks(zone):
    every_day = weekly(date(2025, 1, 1), *range(7), ends_on=date(2037, 12, 31))
    for on in every_day.days():
        wall = wall_on(on, Clock(time(9, 0)), zone)
        assert wall.is_there
        assert when.wall_of(when.instant_of(wall.wall_at, zone), zone) == datetime.combine(
            on, time(9)
        )


@pytest.mark.parametrize(
    ("zone", "on", "at", "before", "after"),
    [
        ("Europe/Rome", date(2027, 3, 28), time(2, 30), "01:59", "03:00"),
        ("America/New_York", date(2027, 3, 14), time(2, 15), "01:59", "03:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 10), "01:59", "02:30"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), "23:59", "01:00"),
    ],
)
def test_an_hour_that_is_not_there_is_what_was_decided_for_it(zone, on, at, before, after):
    asked = wall_on(on, Clock(at), zone)
    assert (asked.is_there, asked.wall_at) == (False, datetime.combine(on, at))

    for in_gap, clock in ((InGap.BEFORE, before), (InGap.AFTER, after)):
        wall = wall_on(on, Clock(at, in_gap=in_gap), zone)
        assert wall.is_there
        assert f"{wall.wall_at:%H:%M}" == clock
        assert isinstance(when.resolve(wall.wall_at, zone), when.Exact)


def test_of_an_hour_that_happens_twice_the_chosen_one_counts():
    on, zone = date(2026, 10, 25), "Europe/Rome"

    assert [wall_on(on, Clock(time(2, 30), fold=fold), zone).fold for fold in (0, 1)] == [0, 1]
    assert wall_on(on + A_DAY, Clock(time(2, 30), fold=1), zone).fold == 0


def test_questions_are_asked_only_for_days_of_the_pattern_until_its_end():
    nights = weekly(date(2026, 9, 6), SUN)
    asked = questions(nights, time(2, 30), "Europe/Rome", until=date(2028, 9, 1))
    assert (asked.gap_on, asked.twice_on) == (date(2027, 3, 28), date(2026, 10, 25))

    for pattern, at in (
        (weekly(date(2026, 9, 6), MON), time(2, 30)),
        (nights, time(9, 0)),
        (weekly(date(2026, 9, 6), SUN, ends_on=date(2026, 10, 24)), time(2, 30)),
    ):
        asked = questions(pattern, at, "Europe/Rome", until=date(2028, 9, 1))
        assert (asked.gap_on, asked.twice_on) == (None, None)


@pytest.mark.parametrize(
    ("pattern", "english", "italian"),
    [
        (weekly(date(2026, 12, 1), FRI, TUE), "every Tuesday and Friday at 09:00", "ogni martedì e venerdì alle 09:00"),
        (weekly(date(2026, 12, 1), TUE, interval=2), "every 2 weeks, on Tuesday at 09:00", "ogni 2 settimane, di martedì alle 09:00"),
        (monthly(date(2026, 12, 31), 31), "every month, on day 31 (or the last) at 09:00", "ogni mese, il giorno 31 (o l’ultimo) alle 09:00"),
        (on_weekday(date(2026, 12, 6), 1, SUN), "every month, the first Sunday at 09:00", "ogni mese, la prima domenica alle 09:00"),
        (on_weekday(date(2026, 12, 25), THE_LAST, FRI, ends_on=date(2027, 6, 30), skips_holidays=True),
         "every month, the last Friday at 09:00 until 30 June 2027, not on public holidays",
         "ogni mese, l’ultimo venerdì alle 09:00 fino al 30 giugno 2027, festivi esclusi"),
    ],
)  # fmt: skip
def test_a_pattern_is_said_in_words(pattern, english, italian):
    for language, words in (("en", english), ("it", italian)):
        with translation.override(language):
            assert in_words(pattern, time(9)) == words
