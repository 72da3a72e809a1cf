"""A project's timesheet: which hours stand where, on the page and on paper, and what is said where there is none."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse
from pytest_django import Settings

from analytics.printing_apart import NotPrintedError, typeset_apart
from analytics.timesheets import Spent, timesheet
from clients.models import FiscalData, WorkPackage
from editorial.actions import effort
from people.clock import database_now
from tests.cast import Cast
from tests.conftest import SignIn

MARCH = date(2024, 3, 1)


def test_hours_stand_by_package_person_and_day_and_what_is_on_none_comes_last() -> None:
    found = timesheet(
        MARCH,
        [
            Spent("WP5 Comunicazione", "Sara", date(2024, 3, 4), 60),
            Spent("", "Luca", date(2024, 3, 31), 15),
            Spent("WP1 Gestione", "Sara", MARCH, 30),
            Spent("WP5 Comunicazione", "Luca", date(2024, 3, 4), 45),
            Spent("WP5 Comunicazione", "Sara", date(2024, 3, 4), 5),
            Spent("WP5 Comunicazione", "Sara", date(2024, 4, 1), 600),
        ],
    )

    assert [(each.name, each.total) for each in found.packages] == [
        ("WP1 Gestione", 30), ("WP5 Comunicazione", 110), ("", 15),
    ]  # fmt: skip
    assert [(row.person, row.days[3], row.total) for row in found.packages[1].rows] == [
        ("Luca", 45, 45), ("Sara", 65, 65),
    ]  # fmt: skip
    assert [(row.person, row.total) for row in found.everybody] == [("Luca", 60), ("Sara", 95)]
    assert (len(found.days), found.total) == (31, 155)


@pytest.mark.parametrize(("year", "n_days"), [(2024, 29), (2026, 28)])
def test_a_month_has_its_own_days(year: int, n_days: int) -> None:
    found = timesheet(date(year, 2, 1), [Spent("WP1 x", "Sara", date(year, 2, n_days), 5)])

    assert found.packages[0].rows[0].days == (0,) * (n_days - 1) + (5,)


def _hours_of_a_project(cast: Cast) -> None:
    package = WorkPackage.objects.create(
        agency=cast.agency, client=cast.client, code="WP5", title="Comunicazione"
    )
    FiscalData.objects.create(agency=cast.agency, client=cast.client, cup="E12345678901234")
    for who, minutes in ((cast.alice, 450), (cast.bruno, 75)):
        effort.log_time(
            by=who, client=cast.client, on=date(2024, 3, 4), minutes=minutes, activity="texts",
            work_package=package, now=database_now(),
        )  # fmt: skip


def _url(cast: Cast, month: str) -> str:
    return reverse("analytics:timesheet_pdf", args=[cast.client.slug, month])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("", ("Foglio ore, marzo 2024", "8:45 ore di 2 persone", "Firma")),
        ("en", ("Timesheet, March 2024", "8:45 hours of 2 people", "Signature")),
    ],
)
def test_the_file_has_everybodys_hours_with_lines_to_sign(
    cast: Cast,
    sign_in: SignIn,
    settings: Settings,
    tmp_path: Path,
    language: str,
    words: tuple[str, ...],
) -> None:
    settings.BASE_DIR = settings.DATA_DIR = tmp_path  # no typeface is cut: the sheet falls back
    _hours_of_a_project(cast)

    answer = sign_in(cast.rita).get(_url(cast, "2024-03"), {"language": language})

    assert answer.headers["Content-Type"] == "application/pdf"
    assert f"-2024-03-{language or 'it'}.pdf" in answer.headers["Content-Disposition"]
    file = pypdf.PdfReader(io.BytesIO(answer.content))
    text = " ".join("".join(page.extract_text() for page in file.pages).split())
    for each in (*words, "WP5 Comunicazione", "Bruno", "7:30", "1:15", "E12345678901234"):
        assert each in text
    assert len(file.pages) == 1


def test_the_page_of_statements_offers_the_months_with_hours_on_packages(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.rita)
    page = reverse("analytics:statements", args=[cast.client.slug])
    assert "Timesheets" not in browser.get(page).content.decode()

    _hours_of_a_project(cast)

    assert browser.get(page).context["timesheets"] == [(MARCH, 525)]
    assert f"{_url(cast, '2024-03')}?language=en" in browser.get(page).content.decode()


def test_a_month_without_hours_is_said_in_words(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.rita).get(_url(cast, "2024-02"), follow=True)

    assert "Nobody confirmed hours in that month." in answer.content.decode()
    assert sign_in(cast.rita).get(_url(cast, "2024-13")).status_code == 404


def test_a_sheet_that_cannot_be_set_ends_in_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(NotPrintedError):
        typeset_apart({}, sheet=tmp_path / "none.typ", fonts=tmp_path, kept=tmp_path)
