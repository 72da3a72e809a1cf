"""The components and their behaviour in a real browser, under the product's content policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.visit import Visit
from tests.waiting import until_kept_here

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.frontend.gallery"),
]


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
def test_every_component_is_accessible_and_fits(visit: Any, theme: str) -> None:
    seen = visit()
    seen.open(f"/gallery/?theme={theme}")  # whatever the machine's colours are
    assert seen.looked_over() == []
    assert seen.complaints == []


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]
)
def test_the_way_in_is_accessible(visit: Any, path: str) -> None:
    seen = visit()
    seen.open(path)
    assert seen.looked_over() == []
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
    until_kept_here(page, "Quasi perso")
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
    page.locator(".toast").wait_for(state="detached")


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
