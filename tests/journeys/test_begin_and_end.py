"""A prospect that becomes a client by a click of its own, and a client that leaves with everything that is its."""

from __future__ import annotations

import re
from datetime import timedelta
from zipfile import ZipFile

import pytest

from smm.local.starting import Stack
from tests.journeys.people import A_POST, PATIENCE_S, People, fill_moment, mark, today

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The last day of a client and its yes to posts after it, so many days ago.
_DAYS_PASS = """
from datetime import timedelta
from clients.models import Client, Contract
client = Client.objects.get(slug={slug!r})
client.leaving_on -= timedelta(days={n})
client.open_until -= timedelta(days={n})
client.save(update_fields=["leaving_on", "open_until"])
Contract.objects.filter(client=client).update(ends_on=client.leaving_on)
"""


def test_a_prospect_is_looked_at_gets_an_offer_and_signs_contract_and_plan_on_its_phone(
    people: People,
) -> None:
    word = mark().capitalize()
    nora = people.member("nora")
    page = nora.go("/t/clients/new/?kind=company")
    page.get_by_label(re.compile("^Nome")).fill(f"Bottega {word}")
    page.get_by_label(re.compile("^In una riga")).fill("Pane e due dolci")
    page.get_by_label(re.compile("^Stato")).select_option("prospect")
    page.get_by_role("button", name="Crea cliente").click()
    page.wait_for_url(re.compile("/offer/$"))
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
    # Where the network shows profiles to strangers the worker reads it, and the page says so by itself
    page.get_by_label("Profilo su Sandbox").fill("@ornella.v")
    page.locator("#read-sandbox").get_by_role("button", name="Leggi il profilo pubblico").click()
    look = page.locator("#read-sandbox").get_by_role("status")
    look.get_by_text(re.compile("^letto da Sandbox")).wait_for(timeout=3 * PATIENCE_S * 1000)
    assert re.search(r"Follower\s+\d", look.inner_text())
    assert re.search(r"post in 90 giorni|nessuno in 90 giorni", look.inner_text())
    nora.look()
    page.get_by_role("link", name="Guarda un account").click()
    day = today()
    page.get_by_label(re.compile("^Profilo")).fill("@bottega")
    page.get_by_label(re.compile("^Visto il")).fill(day.isoformat())
    page.get_by_label(re.compile("^Ultimo post")).fill((day - timedelta(days=31)).isoformat())
    page.get_by_role("button", name="Guarda un account").click()
    page.get_by_text("@bottega taceva da 31 giorni.").wait_for()
    page.get_by_role("link", name="Fai un’offerta").click()
    page.get_by_text(re.compile("letto da Sandbox il")).wait_for()
    nora.look()
    page.get_by_label(re.compile("^Che cosa faremmo")).fill("Quattro post al mese, dal forno.")
    page.get_by_label(re.compile("^Prezzo")).fill("250")
    page.get_by_label(re.compile("^Post")).fill("4")
    page.get_by_label(re.compile("^Reel")).fill("2")
    page.get_by_label(re.compile("^Per le sponsorizzate")).fill("80")
    page.get_by_label(re.compile("^Primo giorno")).fill((day + timedelta(days=5)).isoformat())
    page.get_by_label(re.compile("^Valid")).fill((day + timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Salva l’offerta").click()
    page.get_by_label(f"Ida {word}").check()
    page.get_by_role("button", name="Manda l’offerta").click()
    page.get_by_text("L’offerta è partita.").wait_for()
    nora.look()

    # Ida reads her mail, on her phone, and her yes is the signature
    ida = people.somebody("Ida", viewport={"width": 360, "height": 740}, is_mobile=True)
    link = ida.link_of_mail(to=address, holding=f"Bottega {word}", part="/offers/")
    ida.go(link)
    ida.page.get_by_text("Quattro post al mese, dal forno.").wait_for()
    ida.page.get_by_text("80,00 €").wait_for()
    ida.page.get_by_text(re.compile(f"Il sì è la firma: Ida {word}")).wait_for()
    ida.look()
    ida.page.get_by_role("button", name="Accetta l’offerta").click()
    ida.page.get_by_text("Accettata. Si comincia.").wait_for()
    ida.page.get_by_text(re.compile(f"Firmata nell’area del cliente: Ida {word}")).wait_for()
    ida.look()

    # It is a client now; contract and plan carry who signed, when, and what was read
    page = nora.go(f"{base}status/")
    page.get_by_text("Potenziale → Attivo").wait_for()
    page = nora.go(f"{base}contract/")
    page.get_by_text(re.compile("4 post, 2 reel.*80,00.€ di sponsorizzate")).wait_for()
    signed = page.get_by_text(re.compile(f"Firmata nell’area del cliente: Ida {word}"))
    assert re.search("impronta di ciò che ha letto: [0-9a-f]{12}", signed.inner_text())
    nora.look()
    page.get_by_role("link", name="Il suo piano: 6 bozze nel primo mese").click()
    page.wait_for_url(re.compile("/calendar/"))
    page.get_by_role(
        "heading", level=1, name=re.compile(str((day + timedelta(days=5)).year))
    ).wait_for()
    page.get_by_text(re.compile("^Post 1: Chi siamo")).first.wait_for()
    nora.look()


def test_a_client_leaves_with_everything_that_is_its(people: People, demo_stack: Stack) -> None:
    word = mark().capitalize()
    nora = people.member("nora")
    page = nora.go("/t/clients/new/?kind=company")
    page.get_by_label(re.compile("^Nome")).fill(f"Vetreria {word}")
    page.get_by_role("button", name="Crea cliente").click()
    page.wait_for_url(re.compile("/begin/$"))
    # What it pays each month, since a while
    page = nora.go(f"/c/vetreria-{word.lower()}/contract/new/")
    page.get_by_label(re.compile("^Canone")).fill("300")
    # So many days from now its last one lies in a month that is over, and its yes to posts after it is over too
    n_days = today().day + 5
    first = (today() - timedelta(days=n_days)).replace(day=1)
    page.get_by_label(re.compile("^Primo giorno")).fill(first.isoformat())
    page.get_by_role("button", name="Salva il contratto").click()
    page.get_by_text("Il contratto è segnato.").wait_for()
    page = nora.go(f"/c/vetreria-{word.lower()}/status/")
    page.get_by_label(re.compile("^Ultimo giorno")).fill(today().isoformat())
    page.get_by_role("button", name="Comincia l’uscita").click()
    page.get_by_text(re.compile("Restano 4 cose da sistemare")).wait_for()
    page.get_by_role("button", name=re.compile("^Chiudilo ")).click()
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
    with page.expect_download() as fetched:
        page.get_by_role("link", name="ZIP").click()
    with ZipFile(fetched.value.path()) as file:
        assert file.testzip() is None
        assert file.read(f"vetreria-{word.lower()}.pdf").startswith(b"%PDF")
        assert any(name.endswith(".csv") for name in file.namelist())
    page.get_by_role("button", name="Archivia il cliente").click()
    page.get_by_text(re.compile("non è ancora passato")).wait_for()

    # Something is still to go out tomorrow: without a yes it is refused, and nothing typed is lost
    nora.go(f"/c/vetreria-{word.lower()}/channels/by-hand/facebook/")
    page.get_by_label(re.compile("^Account")).fill(f"vetreria{word}")
    page.get_by_role("button", name="Aggiungi canale").click()
    page.wait_for_url(re.compile("/channels/"))
    nora.go(f"/c/vetreria-{word.lower()}/posts/new/")
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    text.fill(f"Il forno si spegne {word}, l’ultimo vetro è verde.")
    # It saves itself, and has a page of its own from then on
    page.wait_for_url(re.compile("/edit/$"))
    fill_moment(page, today() + timedelta(days=1), "12:00")
    page.get_by_role("button", name="Programma", exact=True).click()
    page.get_by_text(re.compile("va via il .* annota il sì del cliente")).first.wait_for()
    nora.look()
    assert word in page.get_by_role("textbox", name="Testo per tutti i canali").input_value()
    writing = nora.path()

    # The client says yes to three days more, and the same post is accepted
    nora.go(f"/c/vetreria-{word.lower()}/status/")
    page.get_by_text("Il cliente ha detto sì a post dopo").click()
    page.get_by_label(re.compile("^I post possono uscire fino")).fill(
        (today() + timedelta(days=3)).isoformat()
    )
    page.get_by_label(re.compile("^Chi ")).fill("Carla, al telefono")
    page.get_by_role("button", name="Scrivi il sì").click()
    page.get_by_text(re.compile("Sì a post fino")).first.wait_for()
    nora.go(writing)
    fill_moment(page, today() + timedelta(days=1), "12:00")
    page.get_by_role("button", name="Programma", exact=True).click()
    page.wait_for_url(A_POST)
    page.get_by_text(re.compile("^Programmato")).first.wait_for()

    # The days pass. What nobody published is taken back, the last statement is issued, and the client is archived
    slug = f"vetreria-{word.lower()}"
    demo_stack.manage("shell", "-v", "0", "-c", _DAYS_PASS.format(slug=slug, n=n_days))
    page = nora.go(f"/c/{slug}/status/")
    page.get_by_role("button", name="Archivia il cliente").click()
    page.get_by_text(re.compile("ha ancora un’ora")).first.wait_for()
    page.get_by_role("button", name=re.compile("^Riprendi 1 post")).click()
    page.get_by_text(re.compile("1 post è di nuovo una bozza")).wait_for()
    page = nora.go(f"/c/{slug}/budget/statements/")
    page.get_by_role("link", name="Guarda ed emetti").first.click()
    page.get_by_text("300,00").first.wait_for()
    nora.look()
    page.get_by_role("button", name="Emetti il consuntivo").click()
    page.get_by_text("Il consuntivo è emesso e i suoi giorni sono chiusi.").wait_for()
    page = nora.go(f"/c/{slug}/status/")
    page.get_by_text("L’ultimo consuntivo è emesso.").wait_for()
    page.get_by_role("button", name="Archivia il cliente").click()
    page.get_by_text(f"Vetreria {word} è archiviato.").wait_for()
    page.get_by_text("Tutto si legge e niente si cambia.").wait_for()
    nora.look()
    # Its channel is let go, its statement is still to be read, and nothing is written for it any more
    page = nora.go(f"/c/{slug}/budget/statements/")
    page.get_by_text("300,00").first.wait_for()
    page = nora.go(f"/c/{slug}/channels/")
    page.get_by_text(re.compile("Scollegato")).first.wait_for()
