"""The components and their behaviour in a real browser, under the product's content policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import in_flight
from tests.frontend.places import ROOT
from tests.waiting import is_complaint

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.frontend.gallery"),
]
AXE = (
    (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    if (ROOT / "node_modules").exists()
    else ""
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REPORT = """async ([rules, part]) => (await axe.run(part || document, {runOnly: rules})).violations.map(
    (found) => [found.id, found.nodes.map((node) => node.html.slice(0, 200))])"""


class Visit:
    """A page that remembers what the browser complained about."""

    def __init__(self, browser: Any, base: str, **options: Any) -> None:
        self.base = base
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: Any) -> None:
        if is_complaint(message):
            self.complaints.append(message.text)

    def open(self, path: str) -> Any:
        self.page.goto(self.base + path)
        return self.page

    def axe(self, part: str = "") -> list[Any]:
        """What axe finds, on the page or a part of it; run outside the page's policy, which forbids foreign scripts."""
        session = self.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": AXE})
        found: list[Any] = self.page.evaluate(REPORT, [RULES, part])
        return found

    def close(self) -> None:
        """Close the pages, and let the server end what they asked last."""
        self.context.close()
        in_flight.wait_until_none()


@pytest.fixture
def visit(browser: Any, live_server: Any) -> Iterator[Any]:
    """Makes visits and closes them."""
    made: list[Visit] = []

    def make(**options: Any) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 860})
        made.append(Visit(browser, live_server.url, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360, 320])
def test_every_component_is_accessible_and_fits(visit: Any, theme: str, width: int) -> None:
    seen = visit(viewport={"width": width, "height": 800})
    page = seen.open(f"/gallery/?theme={theme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.axe() == []
    assert seen.complaints == []


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in_is_accessible(visit: Any, path: str, scheme: str) -> None:
    seen = visit(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page = seen.open(path)
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert seen.axe() == []
    assert seen.complaints == []


def test_every_target_is_large_enough_for_a_finger(visit: Any) -> None:
    page = visit(viewport={"width": 360, "height": 800}).open("/gallery/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")]
        .filter((each) => each.checkVisibility() && !each.closest("p") && !each.matches(".skip"))
        .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([html]) => html)"""
    )
    assert small == []


def test_a_menu_opens_without_a_script_and_escape_gives_the_focus_back(visit: Any) -> None:
    page = visit().open("/gallery/")
    page.click(".scope > summary")
    assert page.locator(".scope a").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".scope a").first.is_visible()
    assert page.evaluate("document.activeElement.matches('.scope > summary')")
    plain = visit(java_script_enabled=False).open("/gallery/")
    plain.click(".scope > summary")
    assert plain.locator(".scope a").first.is_visible()


def test_the_counter_counts_while_one_types_and_says_what_is_over(visit: Any) -> None:
    page = visit().open("/gallery/")
    page.fill("#text", "Passa: https://tenuta.example/una/pagina/molto/lunga @aldo@social.example")
    counter = page.locator(".counter")
    assert counter.locator("b").inner_text() == "36"
    page.fill("#text", "x" * 41)
    assert "over" in counter.get_attribute("class")
    assert "1" in counter.locator("[data-over-text]").inner_text()


def test_a_text_that_was_never_sent_is_offered_back(visit: Any) -> None:
    seen = visit()
    page = seen.open("/gallery/")
    assert not page.locator(".safekeeping").is_visible()
    page.fill("#text", "Quasi perso")
    page.wait_for_timeout(700)  # it is kept four tenths of a second after the last key
    page = seen.open("/gallery/")
    page.locator(".safekeeping button").first.click()
    assert page.input_value("#text") == "Quasi perso"


def test_a_part_that_moves_is_asked_again_until_it_settles_and_keeps_what_is_typed(
    visit: Any,
) -> None:
    page = visit().open("/gallery/")
    page.fill("#link", "https://social.example/@trecorvi/1")
    page.get_by_text("Uscito", exact=True).wait_for()
    assert page.input_value("#link") == "https://social.example/@trecorvi/1"
    assert page.evaluate("document.activeElement.id") == "link"
    assert page.locator("[data-controller=poll]").count() == 0


def test_the_way_back_leaves_when_its_time_is_over(visit: Any) -> None:
    page = visit().open("/gallery/?toast")
    assert page.locator(".toast form").is_visible()
    page.locator(".toast").wait_for(state="detached", timeout=4000)


def test_the_way_back_works_by_keyboard(visit: Any) -> None:
    page = visit().open("/gallery/?toast")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.keyboard.press("Control+z")
    assert sent.value.url.endswith("/gallery/")


def test_printing_keeps_the_work_and_drops_the_frame(visit: Any) -> None:
    page = visit().open("/gallery/")
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible()
    assert not page.locator(".bottom").is_visible()
    assert page.locator(".chip").first.is_visible()
