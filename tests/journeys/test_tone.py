"""A draft that breaks its client's voice and a rule pack: told while it is written, put right in a click, left so on purpose; it says an old post again, and that is told beside."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import A_POST, People, mark
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "tenuta-trecorvi"


# Out some nine weeks ago.
AN_OLD_POST = "Etichettatrice ferma dalle nove. La ripara Aldo con lo spago. Alle undici va meglio di prima, e nessuno chiede perché."


def test_a_draft_that_breaks_two_rules_of_the_voice_and_a_rule_pack_and_repeats_an_old_post(
    people: People,
) -> None:
    word = mark()
    giulia = people.member("giulia")
    page = giulia.go(f"/c/{SLUG}/posts/new/")
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    text.fill(f"Un'eccellenza {word}: tagga un amico e vinci una cassa 🎄🍷\n{AN_OLD_POST}")
    page.wait_for_url(re.compile("/edit/$"))
    checks = page.get_by_role("region", name="Controlli")
    checks.get_by_text("Concorsi a premi").first.wait_for()
    checks.get_by_text("D.P.R. 430/2001").wait_for()
    checks.get_by_text("«eccellenza» è da evitare", exact=True).wait_for()
    checks.get_by_text("2 emoji in un testo").first.wait_for()
    checks.get_by_role("button", name=re.compile("^Lascia così")).first.wait_for()
    checks.get_by_text(re.compile(r"^Uguale al \d+")).first.wait_for()
    checks.get_by_text(re.compile("Etichettatrice ferma dalle nove")).first.wait_for()
    giulia.look()

    # One word is put right in a click, the emoji stay on purpose
    click_through(page, checks.get_by_role("button", name="Scrivi «annata»"))
    text = page.get_by_role("textbox", name="Testo per tutti i canali")
    assert text.input_value().startswith(f"Un'annata {word}")
    click_through(page, checks.get_by_role("button", name=re.compile("^Lascia così ?: 2 emoji")))
    checks.get_by_text("1 lasciato così apposta").click()
    checks.get_by_text("Giulia Marchegiani l’ha lasciato così").wait_for()
    page.get_by_role("button", name="Salva bozza").click()
    page.wait_for_url(A_POST)
    path = giulia.path()

    # Who approves sees what stands, why, and what was left so by whom
    luca = people.member("luca")
    page = luca.go(path)
    tone = page.get_by_role("region", name="Tono di voce")
    tone.get_by_text("Concorsi a premi").first.wait_for()
    tone.get_by_text("Lasciato così apposta").wait_for()
    luca.look()
    tone.get_by_role("link", name="430/2001").click()
    page.wait_for_url(re.compile(r"/strategy/rules/#pack-contests$"))
    luca.look()
    luca.go(f"/c/{SLUG}/strategy/voice/")
    luca.look()
