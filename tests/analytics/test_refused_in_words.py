"""What cannot be is refused by its page in words, and all that was typed stands there to be put right."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from analytics.models import ExternalFigure
from clients.models import Client, Contract, Window
from editorial.actions import effort
from editorial.models import Boost, TimeEntry
from people.clock import database_now
from tests import make_goals, make_money
from tests.cast import Cast
from tests.conftest import SignIn


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def refused(browser: Any, url: str, typed: dict[str, str], words: str) -> str:
    """The page that refuses it in these words, with every value still in its field."""
    answer = browser.post(url, typed)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert words in page
    for name, value in typed.items():
        stands = re.compile(
            rf'<input(?=[^>]*name="{re.escape(name)}")[^>]*value="{re.escape(value)}"'
            rf'|<textarea[^>]*name="{re.escape(name)}"[^>]*>\s*{re.escape(value)}\s*</textarea>'
            rf'|<select[^>]*name="{re.escape(name)}"(?:(?!</select>).)*<option[^>]*value="{re.escape(value)}"[^>]*selected',
            re.DOTALL,
        )
        assert stands.search(page), name
    return page


def of(cast: Cast, name: str, *args: str) -> str:
    return reverse(name, args=[cast.client.slug, *args])


def test_a_contract_that_ends_before_it_starts(cast: Cast, sign_in: SignIn) -> None:
    typed = {"basis": "monthly", "fee": "1450", "currency": "EUR", "starts_on": "2026-11-01", "ends_on": "2026-10-31"}  # fmt: skip
    refused(
        sign_in(cast.alice),
        of(cast, "clients:contract_new"),
        typed,
        "The contract ends before it starts.",
    )
    assert not Contract.objects.exists()


def test_a_second_contract_over_the_same_month(cast: Cast, sign_in: SignIn) -> None:
    make_money.contract(cast.alice, cast.client)
    begins = Contract.objects.get().starts_on.isoformat()
    typed = {"basis": "monthly", "fee": "900", "currency": "EUR", "starts_on": begins}
    words = "Two over one month cannot be"
    refused(sign_in(cast.alice), of(cast, "clients:contract_new"), typed, words)
    assert Contract.objects.count() == 1


def test_a_boost_that_ends_before_it_starts(cast: Cast, sign_in: SignIn) -> None:
    typed = {"name": "Porte in vigna", "starts_on": "2026-11-10", "ends_on": "2026-11-01", "planned": "80", "currency": "EUR"}  # fmt: skip
    words = "The boost ends before it starts."
    refused(sign_in(cast.alice), of(cast, "analytics:budget_boost"), typed, words)
    assert not Boost.objects.exists()


def test_a_window_that_ends_before_it_starts(cast: Cast, sign_in: SignIn) -> None:
    Client.objects.filter(pk=cast.client.pk).update(kind="public_figure")
    typed = {"name": "Voto", "hat": "person", "starts_on": "2027-01-09", "ends_on": "2027-01-08", "rule": "Niente bilanci"}  # fmt: skip
    words = "The last day comes before the first."
    refused(sign_in(cast.alice), of(cast, "clients:matter_new", "windows"), typed, words)
    assert not Window.objects.exists()


def test_more_hours_than_a_day_has(cast: Cast, sign_in: SignIn) -> None:
    make_money.hours(cast.alice, cast.client, 23 * 60)
    typed = {"client": cast.client.slug, "activity": "texts", "minutes": "2:00", "note": "Giro"}
    words = "more than 24 hours"
    refused(sign_in(cast.alice), reverse("analytics:hours_add"), typed, words)
    assert TimeEntry.objects.count() == 1


def test_more_hours_than_a_day_has_in_the_grid_of_the_week(cast: Cast, sign_in: SignIn) -> None:
    make_money.hours(cast.alice, cast.client, 60, activity="visuals")
    today = effort.today_of(cast.alice, database_now())
    typed = {f"{cast.client.slug}--visuals--{today}": "25:00"}
    answer = sign_in(cast.alice).post(reverse("analytics:hours_week"), typed)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "24 hours" in page
    assert 'value="25:00"' in page
    assert TimeEntry.objects.get().minutes == 60


def test_an_amount_in_another_currency(cast: Cast, sign_in: SignIn) -> None:
    make_money.contract(cast.alice, cast.client)
    typed = {"what": "Fotografo", "on": "2026-11-20", "amount": "180", "currency": "CHF"}
    words = "The contract is in EUR, so an amount in CHF cannot be added to it."
    refused(sign_in(cast.alice), of(cast, "analytics:budget_cost"), typed, words)


def import_of(cast: Cast, sign_in: SignIn, rows: str) -> tuple[int, str, str]:
    """The answer to a table that is to come in: its status, the page, and what stands in its form."""
    source = make_goals.source(cast.alice, cast.client, "Prenotazioni")
    url = reverse("analytics:goal_source_import", args=[cast.client.slug, source.public_id])
    answer = sign_in(cast.alice).post(url, {"rows": rows, "deed": "import"})
    page = html.unescape(answer.content.decode()).replace("\r\n", "\n")
    kept = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    return answer.status_code, page, kept.strip()


def test_a_table_of_figures_whose_decimals_contradict_each_other(
    cast: Cast, sign_in: SignIn
) -> None:
    rows = "mese;valore\n2026-08;1.234,5\n2026-09;1,234.5"
    status, page, kept = import_of(cast, sign_in, rows)
    assert status == 422
    assert "Say which mark" in page
    assert kept == rows
    assert not ExternalFigure.objects.exists()


def test_a_table_of_figures_that_can_be_read_in_two_ways(cast: Cast, sign_in: SignIn) -> None:
    rows = "mese;valore\n2026-08;1.234\n2026-09;2.500"
    _status, page, kept = import_of(cast, sign_in, rows)
    assert "can be 1234 or 1,234" in page
    assert "can be 2500 or 2,500" in page
    assert kept == rows
    assert not ExternalFigure.objects.exists()


@pytest.mark.parametrize("cell", ["12,3,4", "1.23.4", "venti", "-3"])
def test_a_figure_that_is_no_number_stays_and_keeps_no_other_out(
    cast: Cast, sign_in: SignIn, cell: str
) -> None:
    _status, page, kept = import_of(cast, sign_in, f"mese;valore\n2026-08;20\n2026-09;{cell}")
    assert f"“{cell}”" in page
    assert kept == f"mese;valore\n2026-09;{cell}"
    assert [each.value for each in ExternalFigure.objects.all()] == [20]
