"""Days on which the work rested: what is offered as a statement, what the statement says, and what pausing proposes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from analytics import statement_tables
from analytics.actions import stating
from analytics.queries.statements import months_to_issue, rests_in
from clients.actions import standing
from clients.queries.resting import is_all_rest, rests_of, within
from people.clock import database_now
from tests import make, make_money
from tests.cast import Cast
from tests.conftest import SignIn
from tests.desk.statuses import press, status_url

TODAY = date(2026, 11, 20)


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def paused(cast: Cast, since: datetime, until: datetime | None) -> None:
    standing.pause(by=cast.alice, client=cast.client, now=since)
    cast.client.refresh_from_db()
    if until is not None:
        standing.go_on(by=cast.alice, client=cast.client, now=until)
        cast.client.refresh_from_db()


def offered(cast: Cast) -> list[int]:
    return [each.first_on.month for each in months_to_issue(client=cast.client, today=TODAY)]


def test_a_month_that_is_paused_wholly_is_not_offered_and_one_in_part_says_its_days(
    cast: Cast, sign_in: SignIn
) -> None:
    make_money.contract(cast.alice, cast.client, starts_on=date(2026, 5, 1))
    paused(cast, at(6, 20), at(9, 11))

    assert offered(cast) == [10, 9, 6, 5]
    (june,) = [e for e in months_to_issue(client=cast.client, today=TODAY) if e.first_on.month == 6]
    assert rests_in(client=cast.client, period=june) == [(date(2026, 6, 20), date(2026, 6, 30))]
    browser = sign_in(cast.alice)
    page = browser.get(reverse("analytics:statements", args=[cast.client.slug])).content.decode()
    assert "The work was paused from 20 June to 30 June." in page
    assert "The work was paused from 1 September to 10 September." in page
    assert page.count("The work was paused") == 2
    one = reverse("analytics:statement_of_month", args=[cast.client.slug, "2026-06"])
    assert "The work was paused from 20 June to 30 June." in browser.get(one).content.decode()

    issued = stating.issue(
        by=cast.alice, client=cast.client, period=june, today=TODAY, now=database_now()
    )

    assert issued.figures["rests"] == [["2026-06-20", "2026-06-30"]]
    with translation.override("it"):
        assert "Il lavoro è stato in pausa dal 20 giugno al 30 giugno." in statement_tables.lead(
            issued.figures
        )
    old = {name: each for name, each in issued.figures.items() if name != "rests"}
    assert "paused" not in statement_tables.lead(old)


def test_a_pause_that_goes_on_offers_no_month_after_it(cast: Cast) -> None:
    make_money.contract(cast.alice, cast.client, starts_on=date(2026, 5, 1))
    paused(cast, at(7, 1, 3), None)
    assert offered(cast) == [6, 5]


def test_from_archiving_to_bringing_back_nothing_is_offered(cast: Cast) -> None:
    make_money.contract(cast.alice, cast.client, starts_on=date(2026, 5, 1))
    standing.begin_leaving(
        by=cast.alice, client=cast.client, last_day=date(2026, 5, 31), now=at(5, 20)
    )
    cast.client.refresh_from_db()
    standing.archive(by=cast.alice, client=cast.client, now=at(6, 1))
    cast.client.refresh_from_db()
    standing.court(by=cast.alice, client=cast.client, now=at(8, 3))
    cast.client.refresh_from_db()
    standing.take_on(by=cast.alice, client=cast.client, now=at(10, 2))
    cast.client.refresh_from_db()
    # A prospect is not worked for yet: only being taken on ends the rest.
    assert offered(cast) == [10, 5]
    assert rests_of(cast.client, until=TODAY) == [(date(2026, 6, 1), date(2026, 10, 1))]


def test_of_a_contract_that_begins_in_the_pause_only_its_own_days_count(cast: Cast) -> None:
    make_money.contract(
        cast.alice, cast.client, starts_on=date(2026, 9, 15), ends_on=date(2026, 9, 30)
    )
    paused(cast, at(9, 10), at(10, 5))
    assert offered(cast) == []


def test_a_flat_fee_is_told_up_to_the_last_month_that_was_worked_in(cast: Cast) -> None:
    make_money.contract(
        cast.alice, cast.client, basis="flat", starts_on=date(2026, 5, 1), ends_on=date(2027, 4, 30)
    )
    paused(cast, at(7, 1, 3), None)
    (one,) = months_to_issue(client=cast.client, today=TODAY)
    assert (one.first_on, one.last_on) == (date(2026, 5, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("rests", "is_all"),
    [
        ([], False),
        ([(date(2026, 6, 1), date(2026, 6, 30))], True),
        ([(date(2026, 6, 2), date(2026, 6, 30))], False),
        ([(date(2026, 5, 1), date(2026, 6, 14)), (date(2026, 6, 15), date(2026, 8, 1))], True),
        ([(date(2026, 5, 1), date(2026, 5, 31))], False),
    ],
)
def test_days_of_rest_are_counted(rests: list[tuple[date, date]], is_all: bool) -> None:
    span = (date(2026, 6, 1), date(2026, 6, 30))
    assert is_all_rest(rests, *span) is is_all
    assert all(span[0] <= first <= last <= span[1] for first, last in within(rests, *span))


def test_pausing_proposes_to_end_the_contract_or_to_keep_it(cast: Cast, sign_in: SignIn) -> None:
    today = make.today(cast.client)
    contract = make_money.contract(cast.alice, cast.client, starts_on=today.replace(day=1))
    browser = sign_in(cast.alice)
    page = press(browser, cast, "pause")
    assert "The contract goes on in the pause" in page
    assert "End it on" in page

    page = browser.post(status_url(cast), {"deed": "end_contract"}, follow=True).content.decode()

    assert "The contract ends on" in page
    assert "goes on in the pause" not in page
    contract.refresh_from_db()
    assert contract.ends_on == today
    again = browser.post(status_url(cast), {"deed": "end_contract"}, follow=True).content.decode()
    assert "No contract goes on in the pause." in again


def test_a_renewal_that_begins_later_does_not_keep_the_present_contract_from_ending(
    cast: Cast, sign_in: SignIn
) -> None:
    today = make.today(cast.client)
    next_year = date(today.year + 1, 1, 1)
    running = make_money.contract(
        cast.alice,
        cast.client,
        starts_on=today.replace(day=1),
        ends_on=next_year - timedelta(days=1),
    )
    renewal = make_money.contract(cast.alice, cast.client, starts_on=next_year)
    browser = sign_in(cast.alice)
    press(browser, cast, "pause")
    browser.post(status_url(cast), {"deed": "end_contract"})
    running.refresh_from_db()
    renewal.refresh_from_db()
    assert (running.ends_on, renewal.ends_on) == (today, None)


def test_a_pause_without_a_contract_proposes_nothing(cast: Cast, sign_in: SignIn) -> None:
    make_money.contract(
        cast.alice, cast.client, starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)
    )
    assert "goes on in the pause" not in press(sign_in(cast.alice), cast, "pause")
