"""Monday: all clients one after the other, what is decided with one of them, and the client's own task; a draft that was said before."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import People, mark
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "tenuta-trecorvi"


def test_a_draft_that_repeats_an_old_post_is_told_so_and_not_stopped(people: People) -> None:
    giulia = people.member("giulia")
    page = giulia.go(f"/c/{SLUG}/posts/new/")
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    text.fill(
        f"🍇 Sei gradi alle sei. Si pota lo stesso. Aldo dice che la vite preferisce il freddo a chi ha fretta. #{mark()}"
    )

    checks = page.locator("#checks")
    checks.get_by_text(re.compile("Le stesse parole di un post del|Uguale al")).wait_for()
    giulia.look()
    with page.expect_navigation():
        checks.get_by_role("link", name="Vedi quel post").first.click()
    assert page.get_by_text(re.compile("Sei gradi alle sei")).first.is_visible()


def test_a_monday_walk_ends_with_minutes_and_a_task_that_the_client_settles(people: People) -> None:
    word = mark()
    nora = people.member("nora")
    page = nora.go("/t/meetings/")
    nora.look()
    click_through(page, page.get_by_role("link", name="Passa in rassegna i clienti"))
    first = page.get_by_role("heading", level=1).inner_text()
    nora.look()
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"\?at="))
    assert page.get_by_role("heading", level=1).inner_text() != first
    page.keyboard.press("k")
    page.get_by_role("heading", level=1, name=first).wait_for()

    # What is said of a client is kept while the next one is looked at
    nora.go(f"/t/meetings/walk/?at={SLUG}")
    page.get_by_label(re.compile("^Note su")).fill(f"Paola {word} vuole il cane in ogni foto")
    page.get_by_text("Note salvate.").wait_for()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("k")
    page.wait_for_url(re.compile(r"\?at=(?!tenuta)"))
    page.keyboard.press("j")
    page.wait_for_url(re.compile(f"at={SLUG}"))
    assert word in page.get_by_label(re.compile("^Note su")).input_value()

    # On the meeting's page it is decided and handed out, and mailed in one click
    page.get_by_role("link", name="Apri l’incontro").click()
    page.get_by_label("Che cosa si è deciso").fill(f"Il cane {word} resta, uno al mese")
    page.get_by_label("Cambia la strategia").check()
    page.get_by_role("button", name="Annota").click()
    page.get_by_label("Che cosa c’è da fare").fill(f"Foto del cane {word}")
    page.get_by_label("Chi", exact=True).select_option(label="Paola Ridolfi")
    page.get_by_role("button", name="Assegna").click()
    page.get_by_text(f"Foto del cane {word}").first.wait_for()
    nora.look()
    page.get_by_role("button", name="Invia il verbale").click()
    page.get_by_text(re.compile("Verbale inviato a")).wait_for()
    nora.go(f"/c/{SLUG}/strategy/versions/")
    page.get_by_text(f"Il cane {word} resta").wait_for()

    # Paola opens her mail, goes by its link, and says that it is done
    paola = people.somebody("Paola")
    address = paola.link_of_mail(to="paola", holding=f"Foto del cane {word}", part="/p/")
    theirs = paola.go(address)
    theirs.get_by_role("button", name=re.compile(f"Foto del cane {word}")).click()
    theirs.get_by_text(f"Fatto: Foto del cane {word}").wait_for()
    paola.look()
