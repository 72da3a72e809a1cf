"""A goal of the client's own figures: a file brings them in and moves it, and a post written for it says why it exists."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import People, mark
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "studio-passolieve"
GOAL, SOURCE = "Prime visite al mese", "Registro dello studio"


def test_figures_from_a_file_move_a_goal_and_a_post_says_it_serves_it(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    page = luca.go(f"/c/{SLUG}/strategy/goals/")
    luca.look()
    row = page.get_by_role("row", name=re.compile(GOAL))
    before = row.locator("b").first.inner_text()

    # Last month's value is corrected by a file that writes thousands like decimals: it asks, and then takes it
    page.get_by_role("link", name="Dati esterni").click()
    click_through(page, page.get_by_role("link", name=SOURCE))
    luca.look()
    newest = page.locator("tbody tr").first.get_by_role("rowheader").locator("time").last
    on = newest.get_attribute("datetime")
    page.get_by_role("link", name="Importa un file").click()
    page.get_by_label(re.compile("^Oppure le righe")).fill(f"data;valore\n{on};1.019")
    page.get_by_role("button", name="Prima guarda").click()
    page.get_by_text("può essere 1019 oppure 1,019").wait_for()
    luca.look()
    page.get_by_label(re.compile("^Oppure le righe")).fill(f"data;valore\n{on};19,0")
    page.get_by_role("button", name="Guarda di nuovo").click()
    page.get_by_role("button", name=re.compile("Importa 1 riga")).click()
    page.get_by_text("1 è corretto").wait_for()

    page = luca.go(f"/c/{SLUG}/strategy/goals/")
    row = page.get_by_role("row", name=re.compile(GOAL))
    assert (before, row.locator("b").first.inner_text()) == ("15", "19")

    # Giulia writes for it: the editor's quiet row, then the post's own page
    giulia = people.member("giulia")
    page = giulia.go(f"/c/{SLUG}/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(
        f"Prima visita: cinquanta minuti, {word}."
    )
    page.get_by_label("Serve a").select_option(label=GOAL)
    page.get_by_role("button", name="Salva bozza").click()
    why = page.get_by_role("region", name="Perché esiste questo post?")
    why.get_by_role("link", name=GOAL).click()
    page.get_by_role("heading", level=1, name=GOAL).wait_for()
    giulia.look()
    page.get_by_role("heading", name="Che cosa abbiamo fatto per questo obiettivo?").wait_for()
