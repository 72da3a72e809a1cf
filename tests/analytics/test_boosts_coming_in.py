"""An ads manager's export loses no cent: ad sets add up, decimals and currencies are read or refused, issued days told before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from analytics.boosts_coming_in import added_up
from analytics.reading_boosts import read_boosts
from clients.queries.contracts import month_span
from editorial.models import Boost
from tests import make, make_money

HEAD = "Campaign,Start date,End date,Amount spent,Results\n"


def _url(cast):
    return reverse("analytics:budget_boosts", args=[cast.client.slug])


def _lines(rows, **more):
    return added_up(read_boosts(rows, currency="EUR", **more)).lines


def test_ad_sets_of_one_campaign_and_day_are_added_up_and_twice_changes_nothing(cast, sign_in):
    rows = (
        "Campaign,Ad set name,Start date,End date,Amount spent,Results\n"
        "Porte in vigna,Donne,2026-11-02,2026-11-09,10.50,3\n"
        "Porte in vigna,Uomini,2026-11-02,2026-11-12,20.25,4\n"
        "Porte in vigna,Donne,2026-11-13,2026-11-14,1.05,\n"
    )
    browser = sign_in(cast.alice)

    look = browser.post(_url(cast), {"rows": rows, "deed": "look"}).content.decode()
    for _twice in range(2):
        browser.post(_url(cast), {"rows": rows, "deed": "import"})

    assert "3 rows of 3 can come in" in look
    assert "rows 2, 3, added up" in look
    assert "€30.75" in look
    found = Boost.objects.order_by("starts_on").values_list("spent", "n_results", "ends_on")
    assert list(found) == [
        (Decimal("30.75"), 7, date(2026, 11, 12)),
        (Decimal("1.05"), None, date(2026, 11, 14)),
    ]


@pytest.mark.parametrize(
    ("budgets", "planned"),
    [(("60", "60"), 60), (("20", "40"), 60), (("", "40"), 40), (("", ""), None)],
)
def test_a_campaigns_budget_stands_on_each_of_its_rows_and_those_of_ad_sets_add_up(
    budgets, planned
):
    rows = "Campaign,Start date,Amount spent,Budget\n" + "".join(
        f"A,2026-11-02,1,{each}\n" for each in budgets
    )

    (line,) = _lines(rows)

    assert line.values["planned"] == planned


def test_where_one_row_of_a_campaign_cannot_come_in_none_does_and_they_stay_to_be_corrected(
    cast, sign_in
):
    rows = (
        HEAD + "A,2026-11-02,2026-11-09,10.50,3\nA,2026-11-02,2026-11-09,ten,4\n"
        "B,2026-11-02,2026-11-09,7.5,1\n"
    )

    answer = sign_in(cast.alice).post(_url(cast), {"rows": rows, "deed": "import"})

    page = answer.content.decode()
    assert list(Boost.objects.values_list("name", "spent")) == [("B", Decimal("7.50"))]
    assert "A,2026-11-02,2026-11-09,10.50,3\nA,2026-11-02,2026-11-09,ten,4" in page
    assert "B,2026-11-02" not in page
    assert "“ten” is no amount." in page
    mended = rows.replace("ten", "20.25")
    sign_in(cast.alice).post(_url(cast), {"rows": mended, "deed": "import"})
    assert Boost.objects.get(name="A").spent == Decimal("30.75")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12,5055", "has more than two decimals"),
        ("100000000,5", "is too big an amount"),
        ("-3,5", "is no amount"),
    ],
)
def test_amounts_that_cannot_be_kept_to_the_cent_are_refused_in_words(amount, words):
    rows = f"Campaign;Start date;Amount spent\nA;2026-11-02;{amount}\n"

    (line,) = _lines(rows, mark=",")

    assert words in " ".join(line.problems)


def test_a_cent_that_is_nothing_more_is_no_third_decimal():
    (line,) = _lines("Campaign;Start date;Amount spent\nA;2026-11-02;12,5000\n")

    assert (line.problems, line.values["spent"]) == ((), Decimal("12.5"))


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        ("Campaign,Start date,Amount spent\nA,2026-11-02,$12.50\n", "USD"),
        ("Campaign,Start date,Amount spent\nA,2026-11-02,CHF 12.50\n", "CHF"),
        ("Campaign,Start date,Amount spent\nA,2026-11-02,€12.50\n", "EUR"),
        ("Campaign,Start date,Amount spent,Currency\nA,2026-11-02,12.50,USD\n", "USD"),
        ("Campagna;Inizio;Spesa;Valuta\nA;2026-11-02;12,50;CHF\n", "CHF"),
        ("Campaign,Start date,Amount spent (GBP)\nA,2026-11-02,12.50\n", "GBP"),
        ("Campaign,Start date,Amount spent (£)\nA,2026-11-02,12.50\n", "GBP"),
        ("Campaign,Start date,Amount spent\nA,2026-11-02,12.50\n", "EUR"),
    ],
)
def test_the_currency_is_what_the_file_says(rows, currency):
    (line,) = _lines(rows)

    assert (line.problems, line.values["currency"]) == ((), currency)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("Campaign,Start date,Amount spent (EUR)\nA,2026-11-02,$12.50\n", "names two currencies, EUR and USD"),
        ("Campaign,Start date,Amount spent\nA,2026-11-02,500 JPY\n", "“JPY” is none of the currencies"),
        ("Campaign,Start date,Amount spent,Currency\nA,2026-11-02,12.50,pln\n", "“PLN” is none of the currencies"),
    ],
)  # fmt: skip
def test_a_currency_that_nobody_can_add_is_refused_in_words(rows, words):
    (line,) = _lines(rows)

    assert words in " ".join(line.problems)


def test_a_heading_in_an_unknown_currency_refuses_the_file():
    found = read_boosts("Campaign,Start date,Amount spent (PLN)\nA,2026-11-02,1\n", currency="EUR")

    assert "“PLN” is none of the currencies" in found.problem


@pytest.mark.parametrize("cell", ["$12.50", "CHF 12.50"])
def test_amounts_of_another_currency_than_the_contract_are_told_in_the_look(cast, sign_in, cell):
    today = make.today(cast.client)
    make_money.contract(cast.alice, cast.client, starts_on=today.replace(day=1))
    rows = f"Campaign,Start date,Amount spent\nA,{today},{cell}\nB,{today},€2.50\n"

    answer = sign_in(cast.alice).post(_url(cast), {"rows": rows, "deed": "import"})

    page = answer.content.decode()
    assert "The contract is in EUR, so an amount in" in page
    assert cell in page
    assert list(Boost.objects.values_list("name", "currency")) == [("B", "EUR")]


def _issued_month(cast):
    this = month_span(make.today(cast.client))[0]
    on = (this - timedelta(days=1)).replace(day=1)
    return on, this


def test_the_look_tells_which_rows_are_of_issued_days_and_takes_the_others_over(cast, sign_in):
    on, this = _issued_month(cast)
    last_on = this - timedelta(days=1)
    browser = sign_in(cast.alice)
    was = f"Vecchia,{on},{on},5.50,1\n"
    browser.post(_url(cast), {"rows": HEAD + was, "deed": "import"})
    make_money.statement(cast.alice, cast.client, on=on)
    rows = (
        HEAD
        + was
        + f"Chiusa,{on},{last_on},7.50,\nLunga,{on},{this},9.50,\nNuova,{this},{this},3.50,2\n"
    )

    look = browser.post(_url(cast), {"rows": rows, "deed": "look"}).content.decode()
    done = browser.post(_url(cast), {"rows": rows, "deed": "import"}).content.decode()

    assert "1 row of 4 can come in" in look
    assert "is there already, on an issued statement" in look
    assert "The statement of these days is issued" in look
    assert "in days whose statement is issued. Export it again from" in look
    assert set(Boost.objects.values_list("name", flat=True)) == {"Vecchia", "Nuova"}
    assert f"Chiusa,{on},{last_on},7.50" in done
    assert f"Lunga,{on},{this},9.50" in done
    assert "Vecchia," not in done
    # What it spent since then comes in as a row of its own.
    later = HEAD + f"Lunga,{this},{this},4.20,\n"
    browser.post(_url(cast), {"rows": later, "deed": "import"})
    assert Boost.objects.get(name="Lunga").spent == Decimal("4.20")


def test_an_amount_that_is_brought_up_to_date_says_what_it_was(cast, sign_in):
    browser = sign_in(cast.alice)
    browser.post(_url(cast), {"rows": HEAD + "A,2026-11-02,,10.50,\n", "deed": "import"})

    look = browser.post(_url(cast), {"rows": HEAD + "A,2026-11-02,,8.25,\n", "deed": "look"})

    assert "instead of €10.50" in look.content.decode()


def test_two_files_of_one_campaign_are_told_to_come_together_and_add_up(cast, sign_in):
    browser = sign_in(cast.alice)
    one, other = "A,2026-11-02,,10.50,\n", "A,2026-11-02,,30.00,\n"
    words = "paste the rows of all of them here at once"
    first = browser.post(_url(cast), {"rows": HEAD + one, "deed": "look"})
    assert words not in first.content.decode()
    browser.post(_url(cast), {"rows": HEAD + one, "deed": "import"})
    assert (
        words not in browser.post(_url(cast), {"rows": HEAD + one, "deed": "look"}).content.decode()
    )

    second = browser.post(_url(cast), {"rows": HEAD + other, "deed": "look"}).content.decode()
    assert "instead of €10.50" in second
    assert words in second
    browser.post(_url(cast), {"rows": HEAD + one + other, "deed": "import"})
    assert Boost.objects.get(name="A").spent == Decimal("40.50")


def test_a_file_of_too_many_rows_is_refused_whole_and_never_cut():
    rows = HEAD + "".join(f"A{n},2026-11-02,,1.50,\n" for n in range(1001))

    assert "more than 1000 rows" in read_boosts(rows, currency="EUR").problem


def test_a_row_fills_the_boost_that_was_planned_by_hand_and_what_it_does_not_say_stays(
    cast, sign_in
):
    first_on = make.today(cast.client).replace(day=1)
    by_hand = make_money.boost(
        cast.alice, cast.client, "Porte in vigna", starts_on=first_on, ends_on=first_on,
        spent=None, planned=Decimal(60), objective="promote", is_on_clients_card=False,
    )  # fmt: skip
    make_money.boost(cast.alice, cast.client, "Altra", starts_on=first_on, ends_on=first_on)
    rows = f"{HEAD}porte in vigna,{first_on},{first_on},99.10,40\n"
    browser = sign_in(cast.alice)

    look = browser.post(_url(cast), {"rows": rows, "deed": "look"}).content.decode()
    assert "fills the boost that was written down by hand" in look
    by_hand.refresh_from_db()
    assert by_hand.source_key == ""
    for _twice in range(2):
        browser.post(_url(cast), {"rows": rows, "deed": "import"})

    by_hand.refresh_from_db()
    assert (by_hand.spent, by_hand.n_results) == (Decimal("99.10"), 40)
    assert (by_hand.planned, by_hand.objective, by_hand.is_on_clients_card) == (
        60,
        "promote",
        False,
    )
    assert Boost.objects.count() == 2
    again = browser.post(_url(cast), {"rows": rows, "deed": "look"}).content.decode()
    assert "written down by hand" not in again


def test_a_row_of_another_day_is_another_boost(cast, sign_in):
    first_on = make.today(cast.client).replace(day=1)
    make_money.boost(
        cast.alice, cast.client, "Porte in vigna", starts_on=first_on, ends_on=first_on
    )
    other = first_on - timedelta(days=1)
    rows = f"{HEAD}Porte in vigna,{other},{first_on},99.10,40\n"

    look = sign_in(cast.alice).post(_url(cast), {"rows": rows, "deed": "look"}).content.decode()
    sign_in(cast.alice).post(_url(cast), {"rows": rows, "deed": "import"})

    assert "written down by hand" not in look
    assert Boost.objects.count() == 2
