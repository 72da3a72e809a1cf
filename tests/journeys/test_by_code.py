"""A client who has no link at hand: a code by e-mail opens the page, once, and nothing is decided by looking."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from tests.journeys.people import People, Person, mark
from tests.journeys.test_review import PAOLA, ask, card, write

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SMALL = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
TOLD = "Questo codice non vale, o non vale più."


def code_of_mail(people: People, *, but_not: str = "\0") -> str:
    """The six digits in the newest mail to Paola that has some, as she reads it elsewhere."""
    reader = people.somebody("Paola's mail")
    words = reader.open_mail(to=PAOLA, holding="questo codice", but_not=but_not).locator("main")
    found = re.search(r"\b\d{6}\b", words.inner_text())
    assert found, words.inner_text()
    return found[0]


def ask_for_a_code(paola: Person) -> None:
    """From the address that the agency gives its clients to the field for the code."""
    paola.go("/p/")
    paola.look()
    paola.page.get_by_label("Indirizzo e-mail").fill(PAOLA)
    paola.page.get_by_role("button", name="Ricevere un link e un codice").tap()
    paola.page.get_by_role("heading", name="Controllare la posta").wait_for()
    paola.look()


def enter(paola: Person, code: str) -> None:
    paola.page.get_by_label("Il codice di sei cifre").fill(code)
    paola.page.get_by_role("button", name="Apri la pagina").tap()


def test_a_client_without_a_link_comes_in_by_a_code_and_says_yes(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    write(luca, f"Sabato si assaggia il {word} sotto il portico.")
    ask(luca, f"Va bene sabato? ({word})")
    paola = people.somebody("Paola", **SMALL)
    ask_for_a_code(paola)
    code = code_of_mail(people)

    # The right code in an address opens nothing and is not used up by it
    got = paola.context.request.get(
        paola.stack.address + "/p/?" + urlencode({"email": PAOLA, "code": code})
    )
    assert (got.status, "/p/" in got.url, word in got.text()) == (200, True, False)

    # A slip is told, beside the field, and the address need not be typed again
    enter(paola, "000000" if code != "000000" else "111111")
    paola.page.get_by_text(TOLD).wait_for()
    paola.look()
    enter(paola, f"{code[:3]} {code[3:]} ")
    paola.page.get_by_role("heading", name="Da decidere").wait_for()
    paola.look()

    # Looking decided nothing; the post waits on both sides
    home = paola.path()
    assert paola.context.request.get(f"{paola.stack.address}{home}approve/").status == 405
    luca.page.reload()
    luca.page.get_by_text("In attesa del cliente").first.wait_for()
    card(paola, word).get_by_role("button", name="Approva").tap()
    paola.page.get_by_role("region", name="Già deciso").get_by_text(word).first.wait_for()
    luca.page.reload()
    luca.page.get_by_text("Approvato", exact=True).first.wait_for()

    # Elsewhere, the code is used up; another one comes at once, and opens
    later = people.somebody("Paola, later", **SMALL)
    ask_for_a_code(later)
    enter(later, code)
    later.page.get_by_text(TOLD).wait_for()
    later.page.get_by_role("button", name="Inviare un altro codice").tap()
    later.page.get_by_role("heading", name="Controllare la posta").wait_for()
    enter(later, code_of_mail(people, but_not=code))
    later.page.get_by_role("region", name="Già deciso").get_by_text(word).first.wait_for()
    assert later.path() != home
    assert later.context.request.get(f"{later.stack.address}{home}").status == 200


def test_who_comes_to_the_door_of_the_agency_is_shown_the_clients_way_in(people: People) -> None:
    paola = people.somebody("Paola", **SMALL)
    paola.go("/accounts/login/")
    paola.look()
    paola.page.get_by_role("link", name="la via per la propria pagina").tap()
    paola.page.get_by_label("Indirizzo e-mail").fill("senza chiocciola")
    paola.page.get_by_role("button", name="Ricevere un link e un codice").tap()
    paola.page.get_by_text("Serve l’indirizzo e-mail che l’agenzia conosce.").wait_for()
    paola.look()
    assert paola.page.get_by_label("Indirizzo e-mail").input_value() == "senza chiocciola"
