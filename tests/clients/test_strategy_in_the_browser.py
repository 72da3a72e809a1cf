"""The strategy on a phone: the row of its sections begins at the one that is open, with no script, and scrolls freely after."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_open_section_is_in_view_on_a_phone(
    browser: Any, live_server: Any, cast: Any, sign_in: Any, has_scripts: bool
) -> None:
    cookie = sign_in(cast.rita).cookies[settings.SESSION_COOKIE_NAME].value
    # Without scripts nobody may move anything either, so the second half is for a page with them.
    seen = Visit(
        browser,
        live_server.url,
        viewport={"width": 360, "height": 740},
        java_script_enabled=has_scripts,
        reduced_motion="reduce",
    )
    seen.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    try:
        page = seen.page
        for name in ("clients:brief", "analytics:goals", "clients:competitors"):
            page.goto(live_server.url + reverse(name, args=[cast.client.slug]))
            row = page.locator(".sections").bounding_box()
            box = page.locator(".sections [aria-current]").bounding_box()
            assert row["x"] - 1 <= box["x"], name
            assert box["x"] + box["width"] <= row["x"] + row["width"] + 1, name
        if has_scripts:
            sections = page.locator(".sections")
            page.wait_for_function(
                "document.querySelector('.sections').getAnimations({ subtree: true }).length === 0"
            )
            sections.evaluate("row => { row.scrollLeft = 40; }")
            # Two frames later it is where the reader left it: nothing pulls it back.
            left = sections.evaluate(
                "row => new Promise(tell => requestAnimationFrame(() => requestAnimationFrame(() => tell(row.scrollLeft))))"
            )
            assert left == 40
    finally:
        seen.close()
