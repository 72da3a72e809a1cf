"""The burn line: the sketch's own December, a table of edges, and properties."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import burn_chart
from analytics.burning import Habits, Way, burn, ways_inside, working_days, worth_of_an_hour
from analytics.words import budget as budget_words

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 31)
IMMACULATE, CHRISTMAS, STEPHEN = date(2026, 12, 8), date(2026, 12, 25), date(2026, 12, 26)
HOLIDAYS = {IMMACULATE, CHRISTMAS, STEPHEN}


def december(minutes, *, today=date(2026, 12, 9), included=34 * 60, since=None):
    return burn(
        first_on=FIRST,
        last_on=LAST,
        today=today,
        minutes=minutes,
        included=included,
        holidays=HOLIDAYS,
        since=since,
    )


def test_at_this_pace_the_hours_end_on_the_22nd_with_13_6_hours_over():
    found = december({FIRST: 240, date(2026, 12, 4): 300, date(2026, 12, 9): 276})

    assert (found.n_worked, found.n_working) == (6, 21)
    assert found.rate == Fraction(136)  # 2.27 hours a working day
    assert found.at_end == 2856  # 47.6 hours
    assert found.over == Fraction(816)
    assert found.ends_on == date(2026, 12, 22)


def test_holidays_and_weekends_are_no_working_days():
    days = working_days(FIRST, LAST, holidays=HOLIDAYS)

    assert len(days) == 21
    assert IMMACULATE not in days
    assert date(2026, 12, 5) not in days


@pytest.mark.parametrize(
    ("minutes", "today", "included", "ends_on", "over", "level"),
    [
        # Nothing done yet: nothing ends.
        ({}, date(2026, 12, 9), 600, None, 0, ""),
        # Two working days are too few to say anything.
        ({FIRST: 300}, date(2026, 12, 2), 600, None, 0, ""),
        # Exactly on the last day is inside.
        ({FIRST: 600}, date(2026, 12, 9), 2100, None, 0, ""),
        # Used up today: nothing ends any more, it is over at the end.
        ({FIRST: 600}, date(2026, 12, 9), 600, None, 1500, "near"),
        ({FIRST: 601}, date(2026, 12, 9), 600, None, 1503.5, "over"),
        ({FIRST: 479}, date(2026, 12, 9), 600, date(2026, 12, 11), 1076.5, ""),
        ({FIRST: 480}, date(2026, 12, 9), 600, date(2026, 12, 11), 1080, "near"),
        # No hours agreed: they are counted, and nothing is over.
        ({FIRST: 600}, date(2026, 12, 9), None, None, 0, ""),
        # The month is over: the forecast is what was used.
        ({FIRST: 660}, date(2027, 1, 3), 600, None, 60, "over"),
        # What lies outside the period or after today does not count.
        ({date(2026, 11, 30): 999, date(2026, 12, 10): 999}, date(2026, 12, 9), 600, None, 0, ""),
    ],
)
def test_when_hours_end_and_how_far_over(minutes, today, included, ends_on, over, level):
    found = december(minutes, today=today, included=included)

    assert (found.ends_on, found.over, found.level) == (ends_on, over, level)


@pytest.mark.parametrize(
    ("minutes", "since", "today", "n_base", "rate"),
    [
        # On the first working day the pace is that of the nine before and of this one.
        ({date(2026, 11, 2 + n): 100 for n in range(29)}, date(2026, 1, 1), FIRST, 10, 130),
        # A new contract begins its own pace, and so do hours that nobody wrote down before.
        ({date(2026, 11, 30): 100}, FIRST, FIRST, 1, None),
        ({FIRST: 100}, date(2026, 1, 1), FIRST, 1, None),
        ({date(2026, 11, 27): 100}, date(2026, 1, 1), FIRST, 3, Fraction(100, 3)),
        # Days longer ago than the pace goes back tell nothing.
        ({date(2026, 11, 9): 900}, date(2026, 1, 1), FIRST, 1, None),
        # Once ten working days of the month have passed, those before it are forgotten.
        ({date(2026, 11, 30): 900, FIRST: 100}, date(2026, 1, 1), date(2026, 12, 15), 10, 10),
    ],
)
def test_the_pace_of_the_same_terms_does_not_begin_anew_with_the_month(
    minutes, since, today, n_base, rate
):
    found = december(minutes, today=today, since=since)

    assert (found.n_base, found.rate) == (n_base, rate)
    assert found.used == sum(n for day, n in minutes.items() if FIRST <= day <= today)
    assert found.days[0].on == FIRST


def test_hours_that_will_end_are_told_on_the_first_of_the_month():
    found = december({date(2026, 11, 2 + n): 120 for n in range(29)}, today=FIRST, since=FIRST.replace(month=1))  # fmt: skip

    assert (found.used, found.n_worked, found.is_over) == (0, 1, False)
    assert found.ends_on == date(2026, 12, 22)
    assert (
        budget_words.ending(found) == "at this pace they end Tue 22 Dec, with 18 h over at the end"
    )


@given(
    st.dictionaries(st.integers(0, 30), st.integers(1, 600), max_size=31),
    st.integers(0, 30),
    st.integers(1, 6000),
)
def test_lines_only_rise_and_the_day_it_ends_is_the_first_over_the_contract(spent, nth, included):
    minutes = {FIRST + timedelta(days=n): each for n, each in spent.items()}
    found = december(minutes, today=FIRST + timedelta(days=nth), included=included)

    used = [day.used for day in found.days if day.used is not None]
    ahead = [day.forecast for day in found.days if day.forecast is not None]
    assert used == sorted(used)
    assert ahead == sorted(ahead)
    assert found.days[-1].pace == included
    if found.ends_on is not None:
        reached = next(
            d.on for d in found.days if d.forecast is not None and d.forecast >= included
        )
        assert found.ends_on == reached
        assert found.over >= 0


def test_the_worth_of_an_hour():
    assert worth_of_an_hour(Decimal(1450), 34 * 60) == Decimal("42.65")
    assert worth_of_an_hour(Decimal(1450), Fraction(2856)) == Decimal("30.46")
    assert worth_of_an_hour(Decimal(1450), 0) is None


def test_ways_to_stay_inside_save_what_the_last_months_say():
    habits = Habits(per_piece=Fraction(90), per_round=Fraction(40), rounds_per_post=Fraction(5, 2))

    assert ways_inside(over=Fraction(200), n_missing=4, habits=habits) == [
        Way("one_round", 4, 240),
        Way("move", 3, 270),
        Way("extra", 1, 200),
    ]
    assert ways_inside(over=Fraction(0), n_missing=4, habits=habits) == []
    assert ways_inside(over=Fraction(200), n_missing=0, habits=Habits()) == [Way("extra", 1, 200)]


@pytest.mark.parametrize("size", [burn_chart.WIDE, burn_chart.NARROW])
def test_the_drawing_names_the_limit_the_end_and_today(size):
    found = december({FIRST: 240, date(2026, 12, 4): 300, date(2026, 12, 9): 276})

    svg = budget_words.chart(found).svg(size)

    for words in (
        "34 h by contract",
        "13.6\u00a0h",
        "47.6 h expected",
        "Tue 22, used up",
        "9 today",
    ):
        assert words in svg
    assert svg.count('class="band"') == 10  # four weekends, the 8th and the 25th
    assert "bad" in svg


def test_a_period_within_its_hours_is_not_drawn_as_bad():
    svg = budget_words.chart(december({FIRST: 60})).svg(burn_chart.WIDE)

    assert "bad" not in svg
    assert ", used up" not in svg
