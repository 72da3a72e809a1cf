"""What a client's own area looks like: its logo, whom to call, its language."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageDraw

from tests.journeys.people import People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TELEPHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
SLUG, MARTA = "comune-di-serravento", "@serravento.example"
_SEEN = "each => [each.complete && each.naturalWidth > 0, each.height]"


def _mark() -> bytes:
    sheet = Image.new("RGBA", (600, 200))
    ImageDraw.Draw(sheet).rounded_rectangle((0, 0, 599, 199), 60, fill="#1F5C8B")
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def test_a_logo_is_chosen_on_the_clients_page_and_heads_what_the_client_reads(
    people: People,
) -> None:
    nora = people.member("nora")
    page = nora.go(f"/c/{SLUG}/edit/")
    logo = page.get_by_role("region", name="Logo")
    # A file that is no picture is told beside its field
    logo.get_by_label("Logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": b"not a picture"}
    )
    logo.get_by_role("button", name="Usa come logo").click()
    page.get_by_text("Questo file non è un’immagine, anche se finisce in .png.").wait_for()
    nora.look()
    page.get_by_label("Logo").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": _mark()}
    )
    page.get_by_role("button", name="Usa come logo").click()
    page.wait_for_url(f"**/c/{SLUG}/edit/")
    logo.locator("img").wait_for()
    nora.look()

    # The client sees it at the head of every page
    page = nora.go(f"/c/{SLUG}/contacts/")
    page.get_by_role("button", name=re.compile(r"^Manda un link a ")).first.click()
    reader = people.somebody("the client", **TELEPHONE)
    link = reader.link_of_mail(to=MARTA, holding="il link alla pagina", part="/p/")
    for path in ("", "calendar/", "reports/"):
        reader.go(link + path)
        head = reader.page.get_by_role("banner").get_by_role("img", name=re.compile("^Logo di"))
        head.wait_for()
        is_there, height = head.evaluate(_SEEN)
        assert is_there
        assert height <= 48
        reader.look()
    reader.page.emulate_media(color_scheme="dark")
    reader.look()

    # Taken away, all is as before
    nora.go(f"/c/{SLUG}/edit/")
    logo.get_by_role("button", name="Togli il logo").click()
    nora.page.get_by_text("Il logo non c’è più.").first.wait_for()
    reader.page.reload()
    assert reader.page.get_by_role("banner").get_by_role("img").count() == 0


def test_the_client_finds_whom_to_call_and_reads_in_english_from_then_on(people: People) -> None:
    nora = people.member("nora")
    nora.go("/c/festival-delle-lanterne-storte/contacts/")
    nora.page.get_by_role("button", name=re.compile("^Manda un link a ")).first.click()
    reader = people.somebody("the client", **TELEPHONE)
    link = reader.link_of_mail(to="@lanterne.example", holding="il link alla pagina", part="/p/")
    page = reader.go(link)
    section = page.get_by_role("region", name="A chi rivolgersi")
    section.get_by_text("Luca Ferraguti").wait_for()
    call = section.get_by_role("link", name="+39 000 555 0102")
    assert call.get_attribute("href") == "tel:+390005550102"
    assert section.get_by_role("link", name="luca@quintavoce.example").is_visible()
    for each in [
        *section.get_by_role("link").all(),
        *page.get_by_role("banner").get_by_role("button").all(),
    ]:
        assert each.bounding_box()["height"] >= 44
    reader.look()
    page = reader.go(link + "calendar/")
    page.get_by_role("button", name="EN, English").tap()
    page.get_by_text("From now on in English, the e-mails too.").first.wait_for()
    assert reader.path().endswith("/calendar/")
    assert page.locator("html").get_attribute("lang") == "en"
    reader.look()
    elsewhere = people.somebody("the client elsewhere", **TELEPHONE)
    page = elsewhere.go(link)
    page.get_by_role("region", name="Whom to ask").wait_for()
    page.emulate_media(color_scheme="dark")
    elsewhere.look()
    page.get_by_role("button", name="IT, italiano").tap()
    page.get_by_text("D’ora in poi in italiano, anche le e-mail.").first.wait_for()
