"""The first minutes of a newcomer: the demo's Today names what every agency has lived, in Italian and in English.

That the demo goes with one button, rows, files and accounts, is proved in tests/smm/test_demo.py.
"""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import People, Person
from tests.todays_story import SEVEN
from tests.waiting import click_through

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NEXT = {"it": "Prossime uscite", "en": "Next exits"}


def speak(nora: Person, language: str) -> None:
    """Chooses the language of the screens, as a person does."""
    page = nora.go("/me/")
    page.locator("select[name=language]").select_option(language)
    click_through(page, page.get_by_role("button", name=re.compile("^(Salva|Save)")).first)


def reads_the_seven(nora: Person, language: str) -> None:
    """Today names them all, and what goes out next."""
    page = nora.go("/t/")
    assert page.locator("html").get_attribute("lang") == language
    for section, what, words in SEVEN[language]:
        lines = page.get_by_role("region", name=re.compile(f"^{section}")).get_by_role("listitem")
        # What is not urgent comes in once the page stands.
        lines.filter(has_text=what).filter(has_text=words).first.wait_for()
    assert page.get_by_role("region", name=NEXT[language]).get_by_role("listitem").count()
    nora.look()


def test_today_names_seven_things_that_every_agency_has_lived_in_both_languages(
    people: People,
) -> None:
    nora = people.member("nora")
    page = nora.page
    try:
        for language in ("en", "it"):
            speak(nora, language)
            reads_the_seven(nora, language)
    finally:
        # The demo is shared: whoever comes next reads Italian.
        speak(nora, "it")
        nora.go("/t/")

    # From the first thing of a client to its overview, where the same thing stands
    first = (
        page.get_by_role("region", name=re.compile("^Da sbloccare")).get_by_role("listitem").first
    )
    client = first.locator(".client-name").get_by_role("link")
    name = client.inner_text()
    client.click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    nora.look()
