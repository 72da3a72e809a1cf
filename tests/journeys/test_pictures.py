"""A photograph from a telephone: sent from the browser, made ready by the worker, without its place, used in a post."""

from __future__ import annotations

import io
import re
import secrets

import pytest
from PIL import Image

from tests.journeys.people import A_POST, People, mark
from tests.make_pictures import GPS_MARK, photograph

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG = "studio-passolieve"


def test_a_photograph_loses_its_place_and_is_used_in_a_post(people: People) -> None:
    word = mark()
    taken = photograph(size=(1200, 800 + secrets.randbelow(400)))  # like no other in the library
    assert GPS_MARK in taken
    giulia = people.member("giulia")
    page = giulia.go(f"/c/{SLUG}/library/")
    page.get_by_role("button", name="Carica immagini e video").set_input_files(
        {"name": f"sedia-{word}.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    page.get_by_role("button", name="Carica", exact=True).click()
    page.get_by_role("link", name=re.compile(f"sedia-{word}")).first.click()
    page.wait_for_url(re.compile(r"/library/[0-9a-f-]{36}/$"))

    # The worker makes the files that are shown; the page says by itself that they are there
    page.locator("img.big-picture").wait_for()
    giulia.look()
    page.get_by_role("textbox", name="Testo alternativo").fill(f"Una sedia vuota ({word})")
    page.get_by_role("button", name="Salva il testo alternativo").click()
    page.get_by_text(re.compile("^Testo alternativo salvato")).wait_for()

    # Neither what is shown nor what is downloaded says where it was taken
    served = [
        page.locator("img.big-picture").get_attribute("src"),
        page.get_by_role("link", name="Scarica").get_attribute("href"),
    ]
    for address in served:
        body = giulia.context.request.get(giulia.stack.address + str(address)).body()
        assert GPS_MARK not in body
        assert b"Camera of somebody" not in body
        picture = Image.open(io.BytesIO(body))
        assert not picture.getexif().get_ifd(0x8825)

    # In a post, chosen from the library, with its words already there
    giulia.go(f"/c/{SLUG}/posts/new/")
    page.get_by_role("textbox", name="Testo per tutti i canali").fill(
        f"Due minuti, una sedia, {word}."
    )
    visual = page.get_by_role("region", name="Visual")
    visual.get_by_role("checkbox", name=re.compile(word)).check(force=True)
    visual.get_by_role("button", name="Aggiungi al post").click()
    alt = visual.get_by_role("textbox", name="Testo alternativo")
    assert alt.input_value() == f"Una sedia vuota ({word})"
    page.get_by_role("button", name="Salva bozza").click()
    page.wait_for_url(A_POST)
    page.get_by_role("img", name=f"Una sedia vuota ({word})").first.wait_for()
    giulia.look()

    # The library knows where it is used
    giulia.go(f"/c/{SLUG}/library/?q={word}")
    page.get_by_role("link", name="in 1 post").click()
    page.wait_for_url(re.compile(r"/library/[0-9a-f-]{36}/#used-h$"))
    page.get_by_role("link", name=re.compile(f"Due minuti, una sedia, {word}")).wait_for()
