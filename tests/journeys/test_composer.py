"""A post from its first word to the network: kept while it is written, told apart by its revisions, out once and in order."""

from __future__ import annotations

import html
import re
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from networks.sandbox.orders import Orders
from smm.local.starting import Stack
from tests.journeys.people import A_POST, PATIENCE_S, People, fill_moment, mark
from tests.waiting import until_kept_here

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "festival-delle-lanterne-storte"
ROME = ZoneInfo("Europe/Rome")
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
HERE, THERE = "lanternestorte", "crookedlanterns"


def test_what_is_typed_survives_the_tab_and_every_version_can_be_had_back(people: People) -> None:
    word = mark()
    giulia = people.member("giulia")
    page = giulia.go(f"/c/{SLUG}/posts/new/")
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    text.fill(f"Chi accende la lanterna {word}: tre acrobati e una scala.")
    page.wait_for_url(re.compile("/edit/$"))
    page.get_by_text(re.compile("^Salvato alle")).first.wait_for()

    # The tab is killed in the middle of a sentence
    text.press_sequentially(" Sabato, 21:30")
    until_kept_here(page, "Sabato, 21:30")  # the server may not have heard yet
    page.close(run_before_unload=False)
    page = giulia.new_tab()
    giulia.go(f"/c/{SLUG}/posts/?q={word}")
    page.get_by_role("link", name=re.compile(word)).click()
    page.get_by_role("link", name="Modifica", exact=True).click()
    page.get_by_role("textbox", name="Testo per tutti i canali").wait_for()
    if page.get_by_role("button", name="Rimettilo").is_visible():
        page.get_by_role("button", name="Rimettilo").click()
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    assert (
        text.input_value()
        == f"Chi accende la lanterna {word}: tre acrobati e una scala. Sabato, 21:30"
    )

    # A poll, where the network has one
    page.get_by_role("region", name="Sondaggio").locator("summary").click()
    page.get_by_label("Risposta 1").fill("Arrivo a piedi")
    page.get_by_label("Risposta 2").fill("Arrivo storto")
    page.get_by_role("article", name=re.compile(HERE)).get_by_text("Arrivo storto").first.wait_for()
    giulia.look()
    page.get_by_role("button", name="Salva bozza").click()
    page.wait_for_url(A_POST)
    post = giulia.path()

    # A colleague is asked, then another wording is written: two revisions, and the words between them
    page.get_by_role("button", name="Chiedi revisione").click()
    page.get_by_text("In revisione interna").first.wait_for()
    page.get_by_role("link", name="Modifica", exact=True).click()
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    text.fill(f"Chi accende la lanterna {word}: quattro acrobati e una scala. Sabato, 21:30")
    page.get_by_role("button", name="Salva").last.click()
    page.wait_for_url(f"**{post}")
    giulia.go(post + "revisions/")
    newest = (
        page.get_by_role("region")
        .filter(has=page.get_by_role("heading", name=re.compile("Versione 2|Com’è adesso")))
        .first
    )
    told = [" ".join(each.inner_text().split()) for each in newest.locator("del, ins").all()]
    assert told == ["tolto: tre", "aggiunto: quattro"]
    giulia.look()
    page.get_by_role("button", name="Torna alla versione 1").click()
    page.get_by_text(re.compile("Vale di nuovo la versione 1")).wait_for()
    giulia.go(post)
    page.get_by_text("tre acrobati").first.wait_for()
    giulia.look()


def test_a_post_in_parts_goes_out_once_and_in_order(people: People, demo_stack: Stack) -> None:
    word = mark()
    sandbox = Orders(demo_stack.sandbox_origin)
    n_before = sandbox.ask("state")["n_creates"]
    luca = people.member("luca")
    page = luca.go(f"/c/{SLUG}/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(
        f"Mancano {word} giorni. La prima lanterna è storta."
    )

    # Two channels of the festival; the English one has words of its own, the Italian one a first comment
    channels = page.get_by_role("region", name="Canali").get_by_role("listitem")
    for box in channels.get_by_role("checkbox").all():
        box.set_checked(False)
    for name in (HERE, THERE):
        channels.get_by_role("checkbox", name=re.compile(f"Sandbox.*{name}")).check()

    def row(name: str) -> Any:
        found = channels.filter(
            has=page.get_by_role("checkbox", name=re.compile(f"Sandbox.*{name}"))
        )
        if not found.get_by_label("Primo commento").is_visible():
            found.locator("summary").click()
        return found

    row(THERE).get_by_label("Testo solo per questo canale").fill(
        f"{word} days left. The first lantern is crooked."
    )
    row(HERE).get_by_label("Primo commento").fill(f"Il programma {word} è tutto qui sotto.")
    row(HERE).get_by_label("Avvertenza sul contenuto").fill("Lanterne storte")

    # A second part, a picture with words of its own, a link that is counted
    page.get_by_role("button", name="Aggiungi una parte").click()
    page.get_by_role("textbox", name="Parte 2").fill(f"La seconda {word} pure. Siamo in orario.")
    visual = page.get_by_role("region", name="Visual")
    visual.get_by_role("group", name="Dalla libreria").get_by_role("checkbox").first.check(
        force=True
    )
    visual.get_by_role("button", name="Aggiungi al post").click()
    visual.get_by_label("Testo alternativo").fill(f"Una lanterna appesa storta ({word})")
    link = page.get_by_role("region", name="Link")
    link.get_by_label("Indirizzo").fill("lanterne.example/programma")
    link.get_by_label("Parola nel link, per misurarlo").fill(word)
    link.get_by_label("Link breve che conta i clic").check()
    page.get_by_role("article", name=re.compile(THERE)).get_by_text(
        "The first lantern is crooked"
    ).wait_for()
    luca.look()

    # Tomorrow at noon; then the festival calls, and it goes out now
    tomorrow = datetime.now(ROME) + timedelta(days=1)
    fill_moment(page, tomorrow, "12:00")
    page.get_by_role("button", name="Programma", exact=True).click()
    page.wait_for_url(A_POST)
    page.get_by_text(re.compile("^Programmato")).first.wait_for()
    luca.look()
    page.get_by_role("button", name="Pubblica ora").click()
    page.get_by_text("Esce fra 10 secondi.").wait_for()
    page.get_by_role("link", name=re.compile("^Aprilo su")).nth(1).wait_for()
    luca.look()

    # On the network: every part once, in order, each below the one before
    told = everything_said(sandbox, since=n_before, word=word, n=5)
    there = [each for each in told if each["account"]["username"] == THERE]
    here = [each for each in told if each["account"]["username"] == HERE]
    assert [first_words(each) for each in there] == [
        f"{word} days left. The first lantern is crooked.",
        f"La seconda {word} pure. Siamo in orario.",
    ]
    assert [first_words(each) for each in here] == [
        f"Mancano {word} giorni. La prima lanterna è storta.",
        f"La seconda {word} pure. Siamo in orario.",
        f"Il programma {word} è tutto qui sotto.",
    ]
    assert here[1]["in_reply_to_id"] == here[0]["id"]
    assert here[2]["in_reply_to_id"] in {here[0]["id"], here[1]["id"]}
    assert (here[0]["spoiler_text"], there[0]["spoiler_text"]) == ("Lanterne storte", "")
    shown = [each["description"] for each in here[0]["media_attachments"]]
    assert shown == [f"Una lanterna appesa storta ({word})"]

    # Whoever follows the short link comes to the page with its campaign, and is counted as a person
    page.reload()
    clicks = page.get_by_role("region", name="Clic sul link")
    short = re.search(rf"{re.escape(demo_stack.address)}/r/\w+", clicks.inner_text())
    assert short
    assert all(demo_stack.address + "/r/" in each["content"] for each in (here[0], there[0]))
    answer = httpx.get(short[0], headers={"User-Agent": TELEPHONE})
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://lanterne.example/programma?")
    assert f"utm_campaign={word}" in answer.headers["location"]
    page.reload()
    clicks.get_by_text("1 clic", exact=True).wait_for()


def everything_said(sandbox: Orders, *, since: int, word: str, n: int) -> list[dict[str, Any]]:
    """What the network holds of the posts with this word, in the order it came; fails when anything came twice."""
    end = time.monotonic() + PATIENCE_S
    while True:
        lines = sandbox.ask(f"ledger?from={since}")
        answers = [
            (line, httpx.get(f"{sandbox.origin}/api/v1/statuses/{line['status_id']}").json())
            for line in lines
        ]
        ours = [(line, told) for line, told in answers if word in told.get("content", "")]
        if len(ours) >= n or time.monotonic() > end:
            break
        time.sleep(0.5)
    assert not any(line["is_replay"] for line, _ in ours)
    assert len(ours) == len({line["status_id"] for line, _ in ours}) == n
    return [told for _, told in ours]


def first_words(told: dict[str, Any]) -> str:
    """A status's first line, without its markup."""
    line = re.split(r"<br|</p>", told["content"])[0]
    return html.unescape(re.sub(r"<[^>]+>", "", line)).strip()
