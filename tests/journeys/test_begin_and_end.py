"""A prospect that becomes a client by a click of its own, and a client that leaves with everything that is its."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.journeys.people import People, mark, today

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_prospect_is_looked_at_gets_an_offer_says_yes_and_its_plan_is_drafts(
    people: People,
) -> None:
    word = mark().capitalize()
    nora = people.member("nora")
    page = nora.go("/t/clients/new/?kind=company")
    page.get_by_label(re.compile("^Nome")).fill(f"Bottega {word}")
    page.get_by_label(re.compile("^In una riga")).fill("Pane e due dolci")
    page.get_by_label(re.compile("^Stato")).select_option("prospect")
    page.get_by_role("button", name="Crea cliente").click()
    page.wait_for_url(re.compile("/channels/$"))
    base = f"/c/bottega-{word.lower()}/"
    page = nora.go(f"{base}contacts/new/")
    address = f"{word.lower()}@bottega.example"
    page.get_by_label(re.compile("^Nome")).fill(f"Ida {word}")
    page.get_by_label(re.compile("^E-mail")).fill(address)
    page.get_by_label(re.compile("^Che cosa fa")).select_option("approver")
    page.get_by_role("button", name="Aggiungi referente").click()
    page.wait_for_url(re.compile("/contacts/$"))

    # What anybody can see, then the offer
    page = nora.go(f"{base}offer/")
    nora.look()
    page.get_by_role("link", name="Guarda un account").click()
    day = today()
    page.get_by_label(re.compile("^Profilo")).fill("@bottega")
    page.get_by_label(re.compile("^Visto il")).fill(day.isoformat())
    page.get_by_label(re.compile("^Ultimo post")).fill((day - timedelta(days=31)).isoformat())
    page.get_by_role("button", name="Guarda un account").click()
    page.get_by_text("@bottega taceva da 31 giorni.").wait_for()
    page.get_by_role("link", name="Fai un’offerta").click()
    page.get_by_label(re.compile("^Che cosa faremmo")).fill("Quattro post al mese, dal forno.")
    page.get_by_label(re.compile("^Prezzo")).fill("250")
    page.get_by_label(re.compile("^Post")).fill("4")
    page.get_by_label(re.compile("^Primo giorno")).fill((day + timedelta(days=5)).isoformat())
    page.get_by_label(re.compile("^Valid")).fill((day + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Salva l’offerta").click()
    page.get_by_label(f"Ida {word}").check()
    page.get_by_role("button", name="Manda l’offerta").click()
    page.get_by_text("L’offerta è partita.").wait_for()
    nora.look()

    # Ida reads her mail and accepts
    ida = people.somebody("Ida", viewport={"width": 360, "height": 740}, is_mobile=True)
    link = ida.link_of_mail(to=address, holding=f"Bottega {word}", part="/offers/")
    ida.go(link)
    ida.page.get_by_text("Quattro post al mese, dal forno.").wait_for()
    ida.look()
    ida.page.get_by_role("button", name="Accetta l’offerta").click()
    ida.page.get_by_text("Accettata. Si comincia.").wait_for()

    # It is a client now, and its plan becomes drafts
    page = nora.go(f"{base}status/")
    page.get_by_text("Potenziale → Attivo").wait_for()
    page = nora.go(f"{base}begin/")
    nora.look()
    page.get_by_role("button", name=re.compile("^Metti .* nel calendario$")).click()
    page.get_by_text(re.compile("bozze sono nel calendario")).wait_for()


def test_a_client_leaves_with_everything_that_is_its(people: People) -> None:
    word = mark().capitalize()
    nora = people.member("nora")
    page = nora.go("/t/clients/new/?kind=company")
    page.get_by_label(re.compile("^Nome")).fill(f"Vetreria {word}")
    page.get_by_role("button", name="Crea cliente").click()
    page.wait_for_url(re.compile("/channels/$"))
    page = nora.go(f"/c/vetreria-{word.lower()}/status/")
    page.get_by_label(re.compile("^Ultimo giorno")).fill(today().isoformat())
    page.get_by_role("button", name="Comincia l’uscita").click()
    page.get_by_text(re.compile("Restano 3 cose da sistemare")).wait_for()
    nora.look()
    page.get_by_role("button", name=re.compile("^Sistemato ?: Ferma le inserzioni")).click()
    page.get_by_text(re.compile("Restano 2 cose da sistemare")).wait_for()
    page.get_by_role("button", name="Prepara il fascicolo di consegna").click()
    page.get_by_text("Il fascicolo di consegna è in preparazione").wait_for()
    for _try in range(120):
        page.reload()
        if page.get_by_role("link", name="PDF").count():
            break
        page.wait_for_timeout(1000)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="PDF").click()
    assert fetched.value.suggested_filename.startswith(f"vetreria-{word.lower()}-")
    page.get_by_role("button", name="Archivia il cliente").click()
    page.get_by_text(re.compile("non è ancora passato")).wait_for()
