"""The demo tells the same story whatever day it is made on: read from its files, for every day of some years."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.burning import LOOK_BACK, Burn, burn
from clients.queries.contracts import month_span
from people.public_holidays import holidays_between
from smm.demo import ahead, budgets, lives, meetings, plan, trouble

# Every month begins on several weekdays, and one February has a day more.
DAYS = [date(2026, 11, 1) + timedelta(days=n) for n in range(3 * 365)]


def _burn(key: str, today: date) -> Burn:
    deal = budgets.DEALS[key]
    minutes: Counter[date] = Counter()
    for each in budgets.worked(key, today):
        minutes[each.on] += each.minutes
    first_on, last_on = month_span(today)
    return burn(
        first_on=first_on,
        last_on=last_on,
        today=today,
        minutes=minutes,
        included=int(deal.terms["hours"] * 60),
        holidays=holidays_between(first_on - LOOK_BACK, last_on, language="it"),
        since=min(minutes),
    )


def test_the_hours_of_the_winery_are_over_or_end_before_the_month_does() -> None:
    for today in DAYS:
        found = _burn("trecorvi", today)
        assert found.is_over or found.ends_on is not None, today
        # So much that somebody would say something.
        assert 60 <= found.over < 0.7 * found.included, today


@pytest.mark.parametrize("clock", [time(0, 5), time(9), time(22, 50)])
def test_one_post_of_the_mayor_lies_undecided_in_her_window_and_none_of_the_towns(
    clock: time,
) -> None:
    for today in DAYS[:7]:
        now = datetime.combine(today, clock, tzinfo=UTC)
        coming = [one for one in plan.exits(now) if one.due_at >= now]
        for key, hat, waiting in (
            ("tornaquercia", "person", ["Da spostare dopo il voto?"]),
            ("comune", "institution", []),
        ):
            days, _rule = lives.WINDOWS[hat]
            inside = [
                one
                for one in coming
                if one.demo.key == key and one.wall_at.date() >= one.today + timedelta(days=days)
            ]
            undecided = [one for one in inside if ahead.state_of(one, now) != "scheduled"]
            assert [one.post.title for one in undecided] == waiting, (now, key)
            assert len(inside) >= 3 * len(waiting)


@pytest.mark.parametrize("clock", [time(0, 5), time(9), time(16, 30), time(22, 50)])
def test_five_posts_lie_behind_the_end_of_the_winerys_connection(clock: time) -> None:
    for today in DAYS:
        now = datetime.combine(today, clock, tzinfo=UTC)
        at_risk = [
            one
            for one in plan.exits(now)
            if trouble.ENDING in one.demo.accounts
            and one.due_at >= trouble.ends_at(now)
            and ahead.state_of(one, now) in ("scheduled", "voice")
        ]
        assert len(at_risk) == 5, (now, [one.post.when for one in at_risk])


def test_much_lies_behind_and_ahead_on_each_weekday() -> None:
    for today in DAYS[:7]:
        now = datetime.combine(today, time(22, 50), tzinfo=UTC)
        everything = plan.exits(now)
        coming = [one for one in everything if one.due_at >= now]
        gone = [one for one in everything if one.due_at < now]

        assert len(coming) >= 30, today
        assert len(gone) >= 100, today
        soon = {one.demo.key for one in coming if one.due_at < now + timedelta(days=7)}
        assert soon == {one.demo.key for one in everything}, today
        assert max(one.due_at for one in gone) > now - timedelta(days=4)


def test_the_monday_meeting_was_on_a_monday_morning_whatever_hour_the_demo_begins_at() -> None:
    for today in DAYS[:60]:
        for hour in (0, 1, 9, 22, 23):
            now = datetime.combine(today, time(hour, 30), tzinfo=UTC)
            at = meetings.monday_before(now)
            assert at < now, now
            assert now - at < timedelta(days=8), now
            wall = at.astimezone(ZoneInfo("Europe/Rome"))
            assert (wall.weekday(), wall.time()) == (0, time(9, 10)), now
