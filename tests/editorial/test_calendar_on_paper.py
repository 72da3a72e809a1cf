"""The calendar on paper: lying A4, every post with the word of its state, pages with numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from tests import make_money
from tests.editorial.planned import draft
from tests.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seen(browser: Any, live_server: Any, cast: Any, sign_in: Any) -> Iterator[Visit]:
    """Rita, who manages the client, at her desk."""
    seen = Visit(browser, live_server.url, viewport={"width": 1280, "height": 900})
    cookie = sign_in(cast.rita).cookies[settings.SESSION_COOKIE_NAME].value
    seen.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    yield seen
    seen.close()


def calendar(cast: Any, **query: str) -> str:
    return reverse("editorial:calendar", args=[cast.client.slug], query=query)


def test_on_paper_a_month_is_one_lying_page_with_the_words_of_its_states(seen, cast):
    for day in range(1, 31):
        draft(cast, datetime(2027, 4, day, 18, 15))
        draft(cast, datetime(2027, 4, day, 9, 0))
    make_money.contract(cast.alice, cast.client)
    page = seen.open(calendar(cast, on="2027-04-01"))
    page.locator(".quota-meter").wait_for()
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 841" in paper
    page.emulate_media(media="print")
    assert page.locator(".post .state").first.is_visible()
    assert not page.locator(".to-move").first.is_visible()
    assert not page.locator(".list-tools").is_visible()
    assert not page.locator(".quota-meter").is_visible()


def _on_paper(page) -> tuple[list[str], str]:
    """The text of each sheet, and of all of them without white space."""
    sheets = [
        s.extract_text() for s in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    ]
    return sheets, "".join("".join(sheets).split())


def test_on_paper_a_crowded_month_has_every_post_with_the_word_of_its_state(seen, cast):
    names = [f"Il post {day} {n}" for day in (5, 6, 7, 21) for n in range(12)]
    for name in names:
        day, n = map(int, name.split()[2:])
        draft(cast, datetime(2027, 4, day, 8 + n, 15), text=f"{name} di una giornata piena")
    page = seen.open(calendar(cast, on="2027-04-01"))
    assert page.locator(".post").count() < len(names)
    # Printed as it stands it says what is missing, and how to get it.
    _sheets, short = _on_paper(page)
    assert "Noteverypostisonthissheet" in short
    page.evaluate("window.print = () => { document.documentElement.dataset.printed = 'yes'; }")
    page.add_init_script(
        "window.print = () => { document.documentElement.dataset.printed = 'yes'; }"
    )
    page.keyboard.press("Control+p")
    page.wait_for_url("**whole=on**")
    page.wait_for_function("document.documentElement.dataset.printed === 'yes'")

    sheets, together = _on_paper(page)

    for name in names:
        assert "".join(name.split()) + "diunagiornatapiena" in together
    assert together.count("Draft") == len(names)
    assert "Noteverypost" not in together
    for number, text in enumerate(sheets, start=1):
        assert re.search(rf"(?m)^\s*{number}\s*$", text)
    page.emulate_media(media="print")
    sizes = page.locator(".post :is(.clamp, .state, .when)").evaluate_all(
        "(all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes) >= 7 * 96 / 72 - 0.01
