"""The statement of a period: what it says, that it is frozen and its days with it, and its files."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from analytics import statement_files, statement_tables
from analytics.actions import stating
from analytics.models import Statement
from analytics.queries import budget
from clients.actions import contracts
from clients.models import WorkPackage
from editorial.actions import effort, money
from editorial.models import Post, TimeEntry
from people.clock import database_now
from tests import make, make_money


def _last_month(cast):
    first_on = effort.today_of(cast.alice, database_now()).replace(day=1)
    return (first_on - timedelta(days=1)).replace(day=1)


def _a_month_of_work(cast):
    """Hours, costs, a boost on the client's card and an extra with a yes, in the month before this one."""
    now = database_now()
    on = _last_month(cast)
    make_money.contract(cast.alice, cast.client, starts_on=on, rounds=2)
    make_money.hours(cast.alice, cast.client, 600, on=on)
    make_money.hours(cast.bruno, cast.client, 300, on=on, activity="visuals")
    money.write_cost(
        by=cast.alice,
        client=cast.client,
        on=on,
        what="Fotografo",
        amount=Decimal(180),
        currency="EUR",
        now=now,
    )
    money.write_boost(
        by=cast.alice, client=cast.client, name="Porte in vigna", starts_on=on, ends_on=on, spent=Decimal("86.40"),
        currency="EUR", now=now,
    )  # fmt: skip
    return on


def test_a_month_of_hours_and_costs_becomes_a_statement_that_is_frozen(cast, sign_in):
    on = _a_month_of_work(cast)
    browser = sign_in(cast.rita)
    url = reverse("analytics:statement_of_month", args=[cast.client.slug, f"{on:%Y-%m}"])

    before = browser.get(url).content.decode()
    answer = browser.post(url, {"note": "Grazie."})

    assert "not issued yet" in before
    assert "€1,630.00 without VAT; 15\xa0h of " in before
    statement = Statement.objects.get()
    assert answer.url == reverse(
        "analytics:statement", args=[cast.client.slug, statement.public_id]
    )
    page = browser.get(answer.url).content.decode()
    assert "Fotografo" in page
    assert "Porte in vigna" in page
    assert "Hours, costs and boosts of these days no longer change" in page
    with pytest.raises(effort.EffortError, match="goes into the next period"):
        make_money.hours(cast.alice, cast.client, 10, on=on)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Statement.objects.update(figures={})
    assert sum(TimeEntry.objects.values_list("minutes", flat=True)) == 900


def test_a_period_is_issued_once_and_not_before_it_is_over(cast, sign_in):
    on = _a_month_of_work(cast)
    browser = sign_in(cast.alice)
    url = reverse("analytics:statement_of_month", args=[cast.client.slug, f"{on:%Y-%m}"])
    this = effort.today_of(cast.alice, database_now())

    browser.post(url)
    again = browser.post(url)
    early = browser.post(
        reverse("analytics:statement_of_month", args=[cast.client.slug, f"{this:%Y-%m}"])
    )

    assert again.status_code == 422
    assert "issued already" in again.content.decode()
    assert early.status_code == 422
    assert "The period is not over" in early.content.decode()
    assert Statement.objects.count() == 1


def test_a_flat_fee_without_hours_has_a_statement_of_the_whole(cast):
    statement = make_money.statement(
        cast.alice, cast.client, on=date(2024, 3, 1), basis="flat", fee=Decimal(6500), hours=None
    )

    assert statement.figures["total"] == "6500.00"
    assert statement.figures["minutes_included"] is None


def test_the_statement_is_printed_by_the_worker_and_its_workbook_holds_numbers(
    cast, sign_in, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    on = _a_month_of_work(cast)
    statement = _issued(cast, on)
    browser = sign_in(cast.alice)

    assert stating.print_due(compose=lambda one: b"%PDF-1.7 " + one.client.slug.encode()) == 1
    assert stating.print_due(compose=lambda one: b"") == 0

    pdf = browser.get(
        reverse("analytics:statement_pdf", args=[cast.client.slug, statement.public_id])
    )
    book = browser.get(
        reverse("analytics:statement_xlsx", args=[cast.client.slug, statement.public_id])
    )
    assert pdf.content.startswith(b"%PDF-1.7")
    with ZipFile(BytesIO(book.content)) as file:
        sums = file.read("xl/worksheets/sheet2.xml").decode()
        words = file.read("xl/sharedStrings.xml").decode()
    assert "<v>1450</v>" in sums
    assert "<v>1630</v>" in sums
    for said in (cast.client.name, cast.agency.name, "EUR"):
        assert f"<t>{said}</t>" in words


def _issued(cast, on):
    period = budget.period_of(client=cast.client, on=on)
    today = effort.today_of(cast.alice, database_now())
    return stating.issue(
        by=cast.alice, client=cast.client, period=period, today=today, now=database_now()
    )


def test_the_paper_says_the_same_in_the_clients_language(cast):
    statement = _issued(cast, _a_month_of_work(cast))

    paper = statement_files.paper_of(statement)

    assert paper["language"] == "it"
    assert paper["title"].startswith("Consuntivo")
    assert ["Canone", "1.450,00 €"] in paper["tables"][0]["rows"]
    # Its last row is the sum, which the sheet sets in bold; other tables have none.
    assert [table["ends-in-sum"] for table in paper["tables"]] == [True] + [False] * (
        len(paper["tables"]) - 1
    )


def test_a_print_that_fails_is_left_after_three_tries(cast):
    _issued(cast, _a_month_of_work(cast))

    def broken(statement):
        raise RuntimeError("no typeface")

    for _try in range(4):
        Statement.objects.update(pdf_lease_until=None)
        stating.print_due(compose=broken, limit=1)

    assert Statement.objects.get().n_pdf_failures == 3


def test_a_projects_statement_has_its_hours_by_person_and_work_package(cast):
    package = WorkPackage.objects.create(
        agency=cast.agency, client=cast.client, code="WP5", title="Comunicazione"
    )
    on = _a_month_of_work(cast)
    now = database_now()
    for minutes in (60, 30):  # the second line falls on the package of the first by itself
        effort.log_time(
            by=cast.bruno, client=cast.client, on=on, minutes=minutes, activity="texts", now=now,
            work_package=package if minutes == 60 else None,
        )  # fmt: skip

    statement = _issued(cast, on)

    assert statement.figures["timesheet"] == [["Bruno", "WP5 Comunicazione", 90]]


def test_a_work_package_of_another_client_is_refused_in_words(cast):
    other = make.client(cast.alice, "Altro")
    package = WorkPackage.objects.create(agency=cast.agency, client=other, code="WP1", title="x")

    with pytest.raises(effort.EffortError, match="another client"):
        effort.log_time(
            by=cast.alice, client=cast.client, on=_last_month(cast), minutes=5, activity="texts",
            work_package=package, now=database_now(),
        )  # fmt: skip


def test_the_statement_tells_what_the_invoice_was_for_and_its_parts_add_up(cast):
    on = _last_month(cast)
    contracts.set_rates(
        by=cast.alice, agency=cast.agency, amounts={"": Decimal("42.50")}, now=database_now()
    )
    posts = make_money.posts_out(cast.alice, cast.channel, 3, on=on)
    Post.objects.filter(pk=posts[0].pk).update(objective="inform")

    statement = _issued(cast, _a_month_of_work(cast))

    shares = statement.figures["objectives"]
    assert [share[:2] for share in shares] == [["inform", 1], ["", 2]]
    assert sum(Decimal(share[2]) for share in shares) == Decimal(statement.figures["total"])
    table = next(
        each
        for each in statement_tables.tables(statement.figures)
        if each.title == "What it was for"
    )
    assert table.written() == [
        ["Inform", "1", "€543.33"],
        ["Without an objective", "2", "€1,086.67"],
    ]
    # A statement that was issued before it told this still reads.
    old = {name: each for name, each in statement.figures.items() if name != "objectives"}
    assert "What it was for" not in [each.title for each in statement_tables.tables(old)]
