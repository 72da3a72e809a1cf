"""What a screen loads, and whether anything moves while it comes, on the demo a newcomer gets: acceptance point 38."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from smm.local.starting import Stack
from tests.acceptance.installation import in_python
from tests.acceptance.screens import CLIENT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Bytes as they travel, packed: what a screen may load, besides pictures of posts. The portal is read on a phone.
STAFF = {"script": 50_000, "stylesheet": 20_000, "document": 40_000, "font": 30_000}
DASHBOARD = STAFF | {"script": 60_000}
READERS = STAFF | {"script": 36_000, "font": 80_000}  # the portal and reports have a serif beside
SCREENS = {
    "login": ("stranger", "/accounts/login/", STAFF),
    "today": ("staff", "/t/", STAFF),
    "clients": ("staff", "/t/clients/", STAFF),
    "month": ("staff", f"/c/{CLIENT}/calendar/", STAFF),
    "month of all": ("staff", "/t/calendar/", STAFF),
    "composer": ("staff", f"/c/{CLIENT}/posts/new/", STAFF),
    "results": ("staff", f"/c/{CLIENT}/results/", DASHBOARD),
    "agency": ("staff", "/t/results/", DASHBOARD),
    "report": ("staff", f"/c/{CLIENT}/reports/", DASHBOARD | {"font": 80_000}),
    "portal": ("contact", "", READERS),
}
# How much of what was read already is pushed away while the page comes: 0 nothing, 1 all of it.
MOST_SHIFT = 0.05
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""


NAMED_SCRIPTS = """() => [...document.querySelectorAll("*")].flatMap((each) => [...each.attributes])
    .filter(({ name, value }) => /^data-.+-value$/.test(name) && /[.]js$/.test(value))
    .map(({ value }) => new URL(value, location).href)"""


def _imported_later(page: Any, loaded: list[Any]) -> int:
    """The bytes, packed, of scripts that come only when something is done: a card touched, or what the page names for it."""
    before = len(loaded)
    cards = page.locator(".post:visible")
    if cards.count():
        cards.first.hover()
        page.wait_for_load_state("networkidle")
    late = {each.url for each in loaded[before:] if each.resource_type == "script"}
    known = {each.url for each in loaded[:before]}
    late |= set(page.evaluate(NAMED_SCRIPTS))
    return sum(len(gzip.compress(page.request.get(url).body(), 9)) for url in late - known)


@pytest.mark.parametrize("name", SCREENS)
def test_38_a_screen_loads_little_from_here_alone_and_nothing_moves_while_it_comes(
    browser: Any, signed_in: Any, demo_stack: Stack, name: str
) -> None:
    reader, _path, most = SCREENS[name]
    there = _address(name, browser, signed_in, demo_stack)
    for width in (1280, 360):
        context = browser.new_context(
            storage_state=signed_in if reader == "staff" else None,
            viewport={"width": width, "height": 800},
            locale="it-IT",
        )
        context.add_init_script(SHIFTS)
        page = context.new_page()
        loaded: list[Any] = []
        page.on("requestfinished", lambda request, to=loaded: to.append(request))
        page.goto(there)
        page.wait_for_load_state("networkidle")
        sizes: dict[str, int] = {}
        for request in loaded:
            kind = request.resource_type
            if kind in most:  # fonts are packed already
                body = request.response().body()
                n = len(body) if kind == "font" else len(gzip.compress(body, 9))
                sizes[kind] = sizes.get(kind, 0) + n
        sizes["script"] += _imported_later(page, loaded)
        assert sizes["document"] > 0
        assert {kind: n for kind, n in sizes.items() if n > most[kind]} == {}
        assert page.evaluate("window.shifted") <= MOST_SHIFT
        context.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["results", "report"])
def test_38_nothing_moves_either_where_the_machine_is_slow_and_the_letters_come_late(
    browser: Any, signed_in: Any, demo_stack: Stack, name: str, width: int
) -> None:
    context = browser.new_context(
        storage_state=signed_in, viewport={"width": width, "height": 800}, locale="it-IT"
    )
    context.add_init_script(SHIFTS)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 8})
    late: list[str] = []

    def later(route: Any) -> None:
        late.append(route.request.url)
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/*.woff2", later)
    page.goto(_address(name, browser, signed_in, demo_stack))
    page.wait_for_load_state("networkidle")
    assert late
    assert page.evaluate("window.shifted") <= MOST_SHIFT
    context.close()


def _address(name: str, browser: Any, signed_in: Any, stack: Stack) -> str:
    """Where a screen of SCREENS stands: a report and a contact's link are found first."""
    reader, path, _most = SCREENS[name]
    if reader == "contact":
        path = in_python(
            stack,
            "from tests.acceptance.screens import Demo\n"
            "from django.urls import reverse\n"
            "print(reverse('portal:decide', args=[Demo().portal_link[1]]))",
        ).splitlines()[-1]
    if name == "report":
        context = browser.new_context(storage_state=signed_in)
        page = context.new_page()
        page.goto(stack.address + path)
        path = page.locator("main tbody th a").first.get_attribute("href")
        context.close()
    return stack.address + path
