"""The report of a month: made, its words written, sent; read by the client from the mail, and kept as a PDF."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from tests.journeys.people import People, mark

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLUG, CONTACT, ADDRESS = "salvafonti", "Matteo Bini", "bini@salvafonti.example"


def test_a_report_is_made_sent_read_from_the_mail_and_printed(people: People) -> None:
    word = mark()
    luca = people.member("luca")
    page = luca.go(f"/c/{SLUG}/reports/")
    luca.look()
    page.get_by_label("Mese").select_option(index=0)
    page.get_by_role("button", name="Crea il report").click()
    page.get_by_text("Report pronto. Rileggilo, poi consegnalo.").wait_for()
    report = page.url
    page.get_by_role("textbox", name="In breve").fill(f"La fonte del mese si chiama {word}.")
    page.get_by_role("button", name="Salva i testi").click()
    page.get_by_text("Salvato.").wait_for()

    # The worker prints it; the page says by itself that the PDF is there
    page.get_by_role("link", name="Scarica il PDF").wait_for()
    luca.look()
    figures = page.get_by_role("region", name="Il mese in numeri")
    total = (
        figures.locator(".figure")
        .filter(has_text="Interazioni")
        .first.locator("dd.value")
        .inner_text()
    )
    assert re.fullmatch(r"\d[\d.]*", total)

    page.get_by_role("checkbox", name=re.compile(CONTACT)).check()
    page.get_by_role("button", name="Invia il report").click()
    page.get_by_text(re.compile("Consegnato")).first.wait_for()

    # Matteo opens his mail and follows the link, without an account
    matteo = people.somebody("Matteo", viewport={"width": 360, "height": 740})
    link = matteo.link_of_mail(to=ADDRESS, holding=word, part="/report/")
    mail = matteo.page.locator("main").inner_text()
    assert total in mail
    assert "<span" not in mail
    matteo.go(link)
    seen = matteo.page.get_by_role("region", name="Il mese in numeri")
    assert (
        seen.locator(".figure")
        .filter(has_text="Interazioni")
        .first.locator("dd.value")
        .inner_text()
        == total
    )
    matteo.page.get_by_text(f"La fonte del mese si chiama {word}.").wait_for()
    matteo.look()
    assert matteo.context.request.get(report, max_redirects=0).status == 302

    with matteo.page.expect_download() as waiting:
        matteo.page.get_by_role("link", name="Scarica il PDF").click()
    pdf = PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
    printed = " ".join(" ".join(each.extract_text() for each in pdf.pages).split())
    printed = printed.replace("\N{SOFT HYPHEN} ", "")
    assert total in printed
    assert word in printed
    assert "<span" not in printed

    # The agency sees that it was read
    luca.go(report)
    page.get_by_text(re.compile("^aperto")).first.wait_for()
