"""What a winery's channels are for: a weight flips what the figures say, and a person decides."""

from __future__ import annotations

import re

import pytest

from tests.journeys.people import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIT = "/c/tenuta-trecorvi/strategy/fit/"


def test_a_decision_on_a_channel_is_flipped_by_a_weight(people: People) -> None:
    luca = people.member("luca")
    page = luca.go(FIT)
    luca.look()
    assert page.locator(".lead").inner_text().startswith("Tre canali adottati prendono 26")
    youtube = page.locator("tbody").filter(has_text="YouTube")
    assert "Con il peso di API a 12 invece di 10" in youtube.inner_text()

    # what another weight would do is said before anything is saved
    page.get_by_role("link", name="Cambia i pesi").click()
    page.get_by_label("API", exact=True).fill("12")
    row = page.locator("#fit-rows tbody tr").filter(has_text="YouTube")
    row.filter(has_text="cambiato, prima: Lascia stare").wait_for()
    luca.look()
    page.get_by_label(re.compile("^Decisi con")).fill("Paola, al telefono")
    page.get_by_role("button", name="Salva i pesi").click()
    page.wait_for_url(lambda url: url.endswith(FIT))
    assert "Con i pesi di oggi i numeri dicono: Osserva." in youtube.inner_text()
    assert "Lascia stare" in youtube.locator(".chip").inner_text()  # still what Luca said

    # so a person looks again, and the total follows each click
    youtube.get_by_role("link", name="YouTube").click()
    look = page.locator("#fit-look")
    assert look.locator(".chip").inner_text() == "Osserva"
    page.get_by_role("group", name="Formati").get_by_text("2", exact=True).click()
    look.filter(has_text="55").wait_for()
    luca.look()
    page.get_by_role("group", name="Decisione").get_by_label("Osserva").check()
    page.get_by_label(re.compile("^Perché")).fill("Con il nuovo peso vale la pena guardarlo.")
    page.get_by_role("button", name="Salva la decisione").click()
    page.wait_for_url(lambda url: url.endswith(FIT))
    assert youtube.locator(".chip").inner_text() == "Osserva"
    assert "Con il nuovo peso vale la pena guardarlo." in youtube.inner_text()
