"""The palette and the client switch under the fingers: quick, by keyboard alone, and the focus returns."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.urls import reverse

from tests import make, make_posts
from tests.desk.visits import visit  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# From the key to the open dialog with the focus in its field, as the page itself measures it.
OPENS = """() => new Promise((done) => {
  const began = performance.now();
  new MutationObserver(() => requestAnimationFrame(() => done(performance.now() - began)))
    .observe(document.getElementById("find"), {attributes: true, attributeFilter: ["open"]});
  document.dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true}));
})"""


def test_ctrl_k_opens_within_a_tenth_of_a_second_and_gives_the_focus_back(
    visit: Any,  # noqa: F811
    cast: Any,
) -> None:
    seen = visit()
    page = seen.open(reverse("desk:today"))
    page.locator("nav.nav a", has_text="Posts").focus()
    assert page.evaluate(OPENS) <= 100
    assert page.evaluate("document.activeElement.id") == "find-field"
    page.locator("#find [role=option]").first.wait_for()
    assert seen.axe() == []
    # Once is enough, whatever is typed.
    page.locator("#find-field").press_sequentially("trec")
    page.keyboard.press("Escape")
    assert not page.locator("#find").is_visible()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Posts"
    assert seen.complaints == []


@pytest.mark.parametrize("kind", ["client", "post", "screen", "action"])
def test_by_keyboard_alone_it_goes_to(visit: Any, cast: Any, kind: str) -> None:  # noqa: F811
    post = make_posts.draft(cast.bruno, cast.channel, text="Si pota lo stesso")
    slug = cast.client.slug
    words, to = {
        "client": ("trecorvi", reverse("desk:overview", args=[slug])),
        "post": ("si pota", reverse("editorial:post", args=[slug, post.public_id])),
        "screen": ("appr", reverse("editorial:all_approvals")),
        "action": ("new client", reverse("clients:new")),
    }[kind]
    page = visit().open(reverse("desk:today"))
    page.keyboard.press("Control+k")
    page.keyboard.type(words)
    page.locator(f"#find [aria-selected=true][href='{to}']").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{to}")


def test_arrows_choose_and_the_field_keeps_the_focus(visit: Any, cast: Any) -> None:  # noqa: F811
    page = visit().open(reverse("desk:today"))
    page.keyboard.press("Control+k")
    page.locator("#find [role=option]").nth(2).wait_for()
    chosen = "document.querySelector('#find [aria-selected=true]').id"
    first = page.evaluate(chosen)
    page.keyboard.press("ArrowDown")
    second = page.evaluate(chosen)
    assert second != first
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(chosen) == page.evaluate(
        "[...document.querySelectorAll('#find [role=option]')].at(-1).id"
    )


def test_a_search_that_does_not_answer_says_so_and_can_be_tried_again(
    visit: Any,  # noqa: F811
    cast: Any,
) -> None:
    seen = visit()
    asked: list[str] = []

    def silent(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    seen.context.route(re.compile(r"/t/find/"), silent)
    page = seen.open(reverse("desk:today"))
    page.keyboard.press("Control+k")
    page.locator("#find[open]").wait_for()
    page.locator("#find button:has-text('Try again')").wait_for()
    assert len(asked) == 1
    seen.context.unroute_all()
    page.click("#find button:has-text('Try again')")
    page.locator("#find [role=option]").first.wait_for()
    assert not page.locator("#find button:has-text('Try again')").is_visible()


def test_a_search_that_hangs_is_given_up(visit: Any, cast: Any) -> None:  # noqa: F811
    seen = visit()
    seen.context.route(re.compile(r"/t/find/"), lambda route: None)
    page = seen.open(reverse("desk:today"))
    limit = page.locator("#find-field").get_attribute("hx-request")
    assert json.loads(limit or "{}")["timeout"] > 0
    page.evaluate(
        "document.getElementById('find-field').setAttribute('hx-request', '{\"timeout\": 300}')"
    )
    page.keyboard.press("Control+k")
    page.locator("#find button:has-text('Try again')").wait_for()
    seen.context.unroute_all()


def test_the_switch_keeps_the_filters_by_keyboard_alone(visit: Any, cast: Any) -> None:  # noqa: F811
    second = make.client(cast.alice, "Lanterne Storte")
    make.assigned(cast.alice, second, cast.rita, "editor")
    seen = visit()
    page = seen.open(reverse("editorial:posts", args=[cast.client.slug]) + "?group=write")
    page.locator(".scope > summary").focus()
    page.keyboard.press("Enter")
    page.locator("#switch-list a:has-text('Tenuta Trecorvi')").wait_for()
    assert page.evaluate("document.activeElement.id") == "switch-field"
    assert seen.axe(".top") == []
    page.keyboard.type("lant")
    page.locator("#switch-list a:has-text('Trecorvi')").wait_for(state="detached")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('editorial:posts', args=[second.slug])}?group=write")
    assert seen.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (320, "light")])
def test_on_a_phone_it_opens_by_its_button_and_fits(
    visit: Any,  # noqa: F811
    cast: Any,
    width: int,
    scheme: str,
) -> None:
    seen = visit(viewport={"width": width, "height": 700}, color_scheme=scheme)
    page = seen.open(reverse("desk:today"))
    page.click(".find-open")
    page.locator("#find [role=option]").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.axe() == []
    assert seen.complaints == []
