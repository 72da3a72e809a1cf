"""A month of hours and costs becomes a statement: written down, issued, printed, and closed."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from pypdf import PdfReader

from tests.journeys.people import People, mark, today

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "studio-passolieve"


def test_a_month_of_hours_and_costs_becomes_a_statement(people: People) -> None:
    word = mark()
    day = today().replace(day=1) - timedelta(days=1)
    luca = people.member("luca")

    # An hour of the last month that was not done here, and what was bought for the client
    page = luca.go(f"/t/hours/?on={day}")
    luca.look()
    page.get_by_role("combobox", name="Cliente").select_option(SLUG)
    page.get_by_role("combobox", name="Attività").last.select_option("shooting")
    page.get_by_role("textbox", name="Quanto").last.fill("1h10")
    page.get_by_role("button", name="Aggiungi la riga").click()
    page.get_by_role("region", name="Confermate").get_by_text("Studio Passolieve").first.wait_for()
    page = luca.go(f"/c/{SLUG}/budget/money/")
    page.get_by_text("Segna un costo").click()
    page.get_by_label("Che cosa si è comprato").fill(f"Stampe {word}")
    page.get_by_label("Giorno", exact=True).fill(str(day))
    page.get_by_label("Importo").first.fill("75.50")
    page.get_by_role("button", name="Annota").first.click()
    page.get_by_text("Il costo è segnato.").wait_for()
    luca.look()

    page = luca.go(f"/c/{SLUG}/budget/")
    luca.look()
    page = luca.go(f"/c/{SLUG}/budget/statements/")
    page.get_by_role("link", name="Guarda ed emetti").first.click()
    page.get_by_text(f"Stampe {word}").wait_for()
    luca.look()
    page.get_by_role("button", name="Emetti il consuntivo").click()
    page.get_by_text("Il consuntivo è emesso e i suoi giorni sono chiusi.").wait_for()

    # The worker prints it
    pdf = page.get_by_role("link", name="PDF")
    for _turn in range(60):
        if pdf.count():
            break
        page.wait_for_timeout(2_000)
        page.reload()
    file = page.request.get(urljoin(page.url, pdf.get_attribute("href") or "")).body()
    words = "".join(each.extract_text() for each in PdfReader(io.BytesIO(file)).pages)
    assert "555,50" in words  # 480 of the contract and 75.50 passed on
    assert word in words

    # Its days are closed
    page = luca.go(f"/t/hours/?on={day}")
    page.get_by_role("combobox", name="Cliente").select_option(SLUG)
    page.get_by_role("textbox", name="Quanto").last.fill("0:30")
    page.get_by_role("button", name="Aggiungi la riga").click()
    page.get_by_text("Quello che manca va nel periodo dopo.").first.wait_for()
