"""A morning at the desk: what stands first is opened, something is settled and gone, and one hops between clients."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.people import A_POST, People, Person, fill_moment, mark

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "festival-delle-lanterne-storte"
ROME = ZoneInfo("Europe/Rome")


def tomorrow() -> datetime:
    """The client's next day."""
    return datetime.now(ROME) + timedelta(days=1)


def put_on_hold(luca: Person, word: str) -> str:
    """A post that was scheduled and then reworded: it stands still until somebody schedules it again."""
    page = luca.go(f"/c/{SLUG}/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(f"Mancano {word} giorni.")
    for box in page.get_by_role("region", name="Canali").get_by_role("checkbox").all():
        box.set_checked(False)
    page.get_by_role("checkbox", name=re.compile("Sandbox.*lanternestorte")).check()
    fill_moment(page, tomorrow(), "12:00")
    page.get_by_role("button", name="Programma", exact=True).click()
    page.wait_for_url(A_POST)
    post = luca.path()
    page.get_by_role("link", name="Modifica", exact=True).click()
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(
        f"Ne mancano {word}, di giorni."
    )
    page.get_by_role("button", name="Salva", exact=True).last.click()
    page.wait_for_url(f"**{post}")
    return post


def test_what_stands_first_is_opened_and_what_is_settled_is_gone(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    page = luca.page
    post = put_on_hold(luca, word)

    # The first line speaks of a client and leads to the thing itself
    luca.go("/t/")
    urgent = page.get_by_role("region", name=re.compile("^Da sbloccare")).get_by_role("listitem")
    luca.look()
    client = urgent.first.locator(".client-name").inner_text()
    urgent.first.locator("a.btn").click()
    page.wait_for_url("**/c/**")
    assert client in page.get_by_role("banner").inner_text()
    page.locator("h1").wait_for()
    luca.look()

    # Ours stands among them; it says what happened, and what to do
    luca.go("/t/")
    n_before = urgent.count()
    ours = urgent.filter(has_text=word)
    ours.get_by_role("link", name=re.compile("^Decidi")).click()
    page.wait_for_url(f"**{post}**")
    page.get_by_role("link", name="Programma di nuovo").click()
    fill_moment(page, tomorrow(), "13:00")
    page.get_by_role("button", name=re.compile("^(Programma|Sposta a quest'ora)$")).click()
    page.get_by_text(re.compile("^Programmato")).first.wait_for()
    luca.go("/t/")
    assert urgent.filter(has_text=word).count() == 0
    assert urgent.count() < n_before


def test_one_hops_to_another_client_and_keeps_the_screen(people: People) -> None:
    luca = people.member("luca")
    page = luca.go("/c/studio-passolieve/calendar/?view=list")
    on_list = page.get_by_role("navigation", name="Vista").locator("[aria-current]")
    assert on_list.inner_text() == "Elenco"

    # By the keyboard: Ctrl K, a few letters, Enter
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Cliente, post, schermata o comando")
    field.fill("velluto")
    page.get_by_role("option", name=re.compile("Irma Velluto")).first.wait_for()
    luca.look()
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/irma-velluto/**")
    page.get_by_role("banner").get_by_text("Irma Velluto").first.wait_for()

    # By the switch: the same screen, the same view, another client
    luca.go("/c/studio-passolieve/calendar/?view=list")
    page.get_by_role("banner").locator("summary", has_text="cambia cliente").click()
    page.get_by_role("searchbox", name="Cerca un cliente").fill("salva")
    page.get_by_role("navigation", name="Clienti").get_by_role("link", name="SALVAFONTI").click()
    page.wait_for_url("**/c/salvafonti/calendar/**")
    assert on_list.inner_text() == "Elenco"
    luca.look()
