"""A client's yes: asked by mail, given on a telephone, asked for again after a change, or said by voice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.people import A_POST, People, Person, mark

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG, PAOLA, ALDO = "tenuta-trecorvi", "paola@trecorvi.example", "aldo@trecorvi.example"
TELEPHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def write(luca: Person, words: str) -> str:
    """A draft for the client's own network; the address of its page."""
    page = luca.go(f"/c/{SLUG}/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(words)
    page.get_by_role("button", name="Salva bozza").click()
    page.wait_for_url(A_POST)
    return luca.path()


def ask(luca: Person, message: str) -> None:
    """Asks the client from the post's page, with some words."""
    page = luca.page
    page.locator("summary", has_text="Con un messaggio o una scadenza").click()
    page.get_by_role("textbox", name=re.compile("^Messaggio(, lo legge| per)")).fill(message)
    page.get_by_role("button", name=re.compile(r"^Chiedi l’ok a .*Paola.* \(cliente\)$")).click()
    page.get_by_text("In attesa del cliente").first.wait_for()


def card(client: Person, words: str) -> Any:
    """The post on the client's page, by words that only it has."""
    return client.page.get_by_role("article", name=re.compile(words))


def test_a_post_goes_back_and_forth_until_the_client_says_yes(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    post = write(luca, f"Al cancello di {word} si entra alle dieci, domenica.")
    ask(luca, f"Ti torna l'ora? ({word})")
    luca.look()

    # Paola reads her mail on the telephone and follows the link
    paola = people.somebody("Paola", **TELEPHONE)
    link = paola.link_of_mail(to=PAOLA, holding=f"Ti torna l'ora? ({word})", part="/p/")
    paola.go(link)
    assert paola.page.locator("html").get_attribute("lang") == "it"
    paola.page.get_by_role("heading", name="Da decidere").wait_for()
    card(paola, word).get_by_role("button", name="Approva").wait_for()
    paola.look()

    # Looking decides nothing, however often and whoever looks
    for way in ("approve/", "changes/", "approve-all/"):
        assert paola.context.request.get(link + way).status == 405
    with paola.page.expect_response("**/seen/"):
        paola.page.reload()
        assert card(paola, word).count() == 1
        paola.page.keyboard.press("ArrowDown")
    luca.page.reload()
    luca.page.get_by_text("In attesa del cliente").first.wait_for()
    luca.page.get_by_text("pagina aperta").first.wait_for()

    # She wants something else
    card(paola, word).locator("summary", has_text="Chiedi una modifica").tap()
    card(paola, word).get_by_role("textbox", name="Che cosa").fill(
        "Alle dieci arriviamo sempre tardi: dieci e mezza."
    )
    card(paola, word).get_by_role("button", name="Invia la richiesta").tap()
    paola.page.get_by_text("Modifiche richieste").first.wait_for()
    assert card(paola, word).count() == 0
    paola.look()

    # Luca reads it, changes the hour, asks again
    luca.page.reload()
    luca.page.get_by_text("Alle dieci arriviamo sempre tardi: dieci e mezza.").wait_for()
    luca.look()
    luca.page.get_by_role("link", name="Modifica", exact=True).click()
    luca.page.get_by_role("textbox", name="Testo per tutti i canali").fill(
        f"Al cancello di {word} si entra alle dieci e mezza, domenica."
    )
    luca.page.get_by_role("button", name="Salva bozza").click()
    luca.page.wait_for_url(f"**{post}")
    ask(luca, f"Così? ({word})")

    # She sees the difference and nothing else, and says yes
    paola.go(paola.link_of_mail(to=PAOLA, holding=f"Così? ({word})", part="/p/"))
    changes = card(paola, word).get_by_role(
        "region", name=re.compile("^Cambiato dall’ultima visita")
    )
    changes.wait_for()
    added = [" ".join(each.inner_text().split()) for each in changes.locator("ins").all()]
    assert added == ["aggiunto: e mezza"]
    assert changes.locator("del").count() == 0
    paola.look()
    card(paola, word).get_by_role("button", name="Approva").tap()
    paola.page.get_by_role("region", name="Già deciso").get_by_text(word).first.wait_for()
    assert card(paola, word).count() == 0

    luca.page.reload()
    luca.page.get_by_text("Approvato", exact=True).first.wait_for()
    luca.page.get_by_role("region", name="Approvazione").get_by_text(
        "Paola Ridolfi"
    ).first.wait_for()
    luca.look()


def test_a_yes_on_the_telephone_is_written_down_and_confirmed_by_mail(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    post = write(luca, f"Con cosa lo bevo? Il Nido con la torta di {word}.")
    ask(luca, f"Per venerdì ({word})")

    luca.page.get_by_role("link", name="Approvato a voce").click()
    page = luca.page
    page.get_by_label("Chi l’ha detto").select_option(label="Aldo Ridolfi")
    luca.look()
    page.get_by_role("button", name="Annota").click()
    page.wait_for_url(f"**{post}")
    page.get_by_text("Approvato a voce").first.wait_for()
    luca.look()

    aldo = people.somebody("Aldo", **TELEPHONE)
    receipt = aldo.open_mail(to=ALDO, holding=word, but_not=f"Per venerdì ({word})")
    receipt.get_by_text("Luca Ferraguti di Quintavoce ha annotato").wait_for()
    aldo.look()


def test_the_clients_own_words_are_used_with_one_button_and_answered(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    write(luca, f"La vendemmia di {word} dura nove giorni, piove o no.")
    ask(luca, f"Torna? ({word})")
    paola = people.somebody("Paola", **TELEPHONE)
    paola.go(paola.link_of_mail(to=PAOLA, holding=f"Torna? ({word})", part="/p/"))
    mine = card(paola, word)
    mine.locator("summary", has_text="Chiedi una modifica").tap()
    mine.locator("summary", has_text="Proponi il testo").tap()
    text = mine.get_by_role("textbox", name="Il testo")
    assert "dura nove giorni" in text.input_value()
    paola.look()
    text.fill(f"La vendemmia di {word} dura dieci giorni, piova o no.")
    mine.get_by_role("button", name="Invia la richiesta").tap()
    decided = paola.page.get_by_role("region", name="Già deciso")
    decided.get_by_text("dieci").first.wait_for()
    paola.look()

    luca.page.reload()
    approval = luca.page.get_by_role("region", name="Approvazione")
    added = [" ".join(each.inner_text().split()) for each in approval.locator("ins").all()]
    assert added == ["aggiunto: dieci", "aggiunto: piova"]
    approval.locator("summary", has_text="Rispondi a Paola").click()
    approval.get_by_role("textbox", name="Risposta, la legge Paola").fill(f"Vero, dieci. ({word})")
    luca.look()
    approval.get_by_role("button", name="Invia la risposta").click()
    approval.get_by_text(f"Vero, dieci. ({word})").wait_for()
    approval.get_by_role("button", name="Usa questo testo").click()
    approval.get_by_text("Ora il post dice così").wait_for()
    luca.page.get_by_text("dura dieci giorni, piova o no.").first.wait_for()
    luca.look()

    answer = paola.open_mail(to=PAOLA, holding=f"Vero, dieci. ({word})")
    answer.get_by_text("perché è stata chiesta una modifica").wait_for()
    paola.go(answer.locator("main a[href*='/p/']").first.get_attribute("href"))
    decided = paola.page.get_by_role("region", name="Già deciso")
    decided.get_by_text("Risposta dell’agenzia").first.wait_for()
    decided.get_by_text(f"Vero, dieci. ({word})").wait_for()
    paola.look()
