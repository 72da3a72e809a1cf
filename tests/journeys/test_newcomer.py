"""The first minutes of a newcomer: the demo's Today names what every agency has lived, in Italian and in English.

That the demo goes with one button, rows, files and accounts, is proved in tests/smm/test_demo.py.
"""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import People, Person
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What Today says of seven things, by its section: whose or what it is, and in which words.
SEVEN = {
    "it": [
        ("Da sbloccare", "SALVAFONTI", "va ricollegato"),
        ("Da sbloccare", "Elena Tornaquercia", "Non è potuto uscire in tempo"),
        ("Da sbloccare", "Festival delle Lanterne Storte", "incolla il link del post"),
        ("Da sbloccare", "Tenuta Trecorvi", "Il testo è cambiato dopo la programmazione"),
        ("In attesa del cliente", "Studio Passolieve", "da decidere"),
        ("Da approvare", "Giveaway", "chiesto"),
        ("Bozze con un orario", "Porte in vigna", "Modifiche richieste"),
    ],
    "en": [
        ("To unblock", "SALVAFONTI", "must be reconnected"),
        ("To unblock", "Elena Tornaquercia", "could not go out in time"),
        ("To unblock", "Festival delle Lanterne Storte", "paste the link of the post"),
        ("To unblock", "Tenuta Trecorvi", "changed after"),
        ("Waiting for the client", "Studio Passolieve", "to decide"),
        ("To approve", "Giveaway", "asked"),
        ("Drafts with a time", "Porte in vigna", "Changes requested"),
    ],
}
NEXT = {"it": "Prossime uscite", "en": "Next exits"}


def speak(nora: Person, language: str) -> None:
    """Chooses the language of the screens, as a person does."""
    page = nora.go("/me/")
    page.locator("select[name=language]").select_option(language)
    click_through(page, page.get_by_role("button", name=re.compile("^(Salva|Save)")).first)


def test_today_names_seven_things_that_every_agency_has_lived_in_both_languages(
    people: People,
) -> None:
    nora = people.member("nora")
    page = nora.page
    for language in ("en", "it"):
        speak(nora, language)
        nora.go("/t/")
        assert page.locator("html").get_attribute("lang") == language
        for section, what, words in SEVEN[language]:
            lines = page.get_by_role("region", name=re.compile(f"^{section}")).get_by_role(
                "listitem"
            )
            assert lines.filter(has_text=what).filter(has_text=words).count(), (
                section,
                what,
                words,
            )
        assert page.get_by_role("region", name=NEXT[language]).get_by_role("listitem").count()
        nora.look()

    # From the first thing of a client to its overview, where the same thing stands
    first = (
        page.get_by_role("region", name=re.compile("^Da sbloccare")).get_by_role("listitem").first
    )
    client = first.locator(".client-name").get_by_role("link")
    name = client.inner_text()
    client.click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    nora.look()
