"""The money of a client that leaves or left: its contract, its last statement, and what is read of it afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from analytics.queries.statements import months_to_issue
from clients.actions import standing
from clients.models import Client, Status
from clients.standing_rules import OF_CHANNEL, OF_CLIENT
from people.clock import database_now
from people.templatetags.times import day_long
from tests import make, make_money
from tests.cast import Cast
from tests.conftest import SignIn
from tests.desk.statuses import in_status, press, status_url

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_leaving_proposes_to_end_the_contract_and_says_when_the_last_statement_can_be_issued(
    cast: Cast, sign_in: SignIn
) -> None:
    today = make.today(cast.client)
    contract = make_money.contract(cast.alice, cast.client, starts_on=today.replace(day=1))
    client = in_status(cast, Status.LEAVING)
    browser = sign_in(cast.alice)
    n_all = len(OF_CLIENT) + len(OF_CHANNEL) + 2
    page = browser.get(status_url(cast)).content.decode()
    assert f"{n_all} things are left to settle" in page
    assert "The contract goes on after the last day" in page
    first_free = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert f"from {day_long(first_free)} on, when its period is over" in page

    page = browser.post(status_url(cast), {"deed": "end_contract"}, follow=True).content.decode()

    assert "The contract ends on" in page
    assert "The contract goes on after" not in page
    assert f"{n_all - 1} things are left to settle" in page
    contract.refresh_from_db()
    assert contract.ends_on == client.leaving_on
    again = browser.post(status_url(cast), {"deed": "end_contract"}, follow=True).content.decode()
    assert "No contract goes on after the last day." in again


def test_a_contract_that_begins_after_the_last_day_is_named_and_not_ended(
    cast: Cast, sign_in: SignIn
) -> None:
    today = make.today(cast.client)
    later = today + timedelta(days=70)
    contract = make_money.contract(cast.alice, cast.client, starts_on=later)
    in_status(cast, Status.LEAVING)
    browser = sign_in(cast.alice)
    page = browser.get(status_url(cast)).content.decode()
    assert "A contract begins after the last day" in page
    assert f"/contract/{contract.public_id}/" in page
    assert 'value="end_contract"' not in page
    answer = browser.post(status_url(cast), {"deed": "end_contract"}, follow=True).content.decode()
    assert "comes before the first" in answer or "ends before it starts" in answer
    contract.refresh_from_db()
    assert contract.ends_on is None


def test_months_after_the_last_day_are_not_offered_as_statements(cast: Cast) -> None:
    make_money.contract(cast.alice, cast.client, starts_on=date(2026, 1, 1))
    today = date(2026, 11, 20)

    def offered() -> list[int]:
        return [each.first_on.month for each in months_to_issue(client=cast.client, today=today)]

    assert offered() == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    standing.begin_leaving(by=cast.alice, client=cast.client, last_day=date(2026, 8, 10), now=FIRST)
    cast.client.refresh_from_db()
    assert offered() == [8, 7, 6, 5, 4, 3, 2, 1]
    standing.archive(by=cast.alice, client=cast.client, now=make.NOW)
    cast.client.refresh_from_db()
    assert cast.client.leaving_on is None
    assert offered() == [8, 7, 6, 5, 4, 3, 2, 1]
    standing.bring_back(by=cast.alice, client=cast.client, now=make.NOW)
    cast.client.refresh_from_db()
    assert offered() == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_a_month_that_was_forgotten_is_offered_however_long_ago_it_was(cast: Cast) -> None:
    make_money.statement(cast.alice, cast.client, on=date(2024, 3, 1))
    make_money.contract(
        cast.alice, cast.client, starts_on=date(2024, 1, 1), ends_on=date(2024, 2, 29)
    )
    make_money.contract(cast.alice, cast.client, starts_on=date(2026, 9, 1))

    found = months_to_issue(client=cast.client, today=date(2026, 11, 20))

    assert [f"{each.first_on:%Y-%m}" for each in found] == [
        "2026-10", "2026-09", "2024-02", "2024-01",
    ]  # fmt: skip


def test_the_money_of_an_archived_client_is_read_and_not_changed(
    cast: Cast, sign_in: SignIn
) -> None:
    issued = make_money.statement(cast.alice, cast.client, on=date(2024, 3, 1))
    make_money.contract(cast.alice, cast.client)
    cost = make_money.cost(cast.alice, cast.client)
    extra = make_money.extra(cast.alice, cast.client)
    make_money.hours(cast.alice, cast.client, 90)
    in_status(cast, Status.ARCHIVED)
    browser, base = sign_in(cast.alice), f"/c/{cast.client.slug}/"

    def main(path: str) -> str:
        answer = browser.get(base + path)
        assert answer.status_code == 200, path
        return str(answer.content.decode().partition("<main")[2])

    statements = "budget/statements/"
    assert str(issued.public_id) in main(statements)
    assert "€1,450.00" in main(f"{statements}{issued.public_id}/")
    book = browser.get(f"{base}{statements}{issued.public_id}/xlsx/")
    assert book.content.startswith(b"PK")
    contract = main("contract/")
    assert "€1,450.00" in contract
    assert "New contract" not in contract
    assert ">Change<" not in contract
    money = main("budget/money/")
    assert "Fotografo" in money
    assert "Terzo giro" in money
    assert "<form" not in money
    assert "Edit" not in money
    assert "Hours used and expected" in main("budget/")
    for path in (
        f"budget/money/extra/{extra.public_id}/",
        f"budget/money/cost/{cost.public_id}/",
        "budget/money/extra/",
    ):
        assert browser.post(base + path, {"deed": "withdraw"}).status_code == 403, path
    assert browser.get(base + "contract/new/").status_code == 403
    # Who may not see money sees none of it here either.
    assert sign_in(cast.bruno).get(base + statements).status_code == 403


def test_the_last_statement_is_issued_of_a_client_that_is_archived(
    cast: Cast, sign_in: SignIn
) -> None:
    last_day = date(2024, 3, 11)
    make_money.contract(cast.alice, cast.client, starts_on=date(2024, 3, 1), ends_on=last_day)
    begun = database_now().replace(year=2024, month=3, day=1)
    standing.begin_leaving(by=cast.alice, client=cast.client, last_day=last_day, now=begun)
    browser = sign_in(cast.alice)
    page = browser.get(status_url(cast)).content.decode()
    assert "are not settled yet. The last statement can be issued afterwards as well" in page
    press(browser, cast, "archive")
    assert "Issue the last statement" in browser.get(status_url(cast)).content.decode()

    issued = browser.post(f"/c/{cast.client.slug}/budget/statements/2024-03/", follow=True)

    assert "The statement is issued" in issued.content.decode()
    page = browser.get(status_url(cast)).content.decode()
    assert "The last statement is issued." in page
    assert "Issue the last statement" not in page


def test_the_last_statement_is_settled_by_being_issued(cast: Cast, sign_in: SignIn) -> None:
    make_money.statement(cast.alice, cast.client, on=date(2024, 3, 1))
    make_money.contract(cast.alice, cast.client, starts_on=date(2024, 4, 1))
    in_status(cast, Status.LEAVING)
    browser = sign_in(cast.alice)
    assert "Issue the last statement" in browser.get(status_url(cast)).content.decode()
    Client.objects.filter(pk=cast.client.pk).update(leaving_on=date(2024, 3, 20))
    page = browser.get(status_url(cast)).content.decode()
    assert "The last statement is issued." in page
    assert "Issue the last statement" not in page
