"""Every screen of the demo once more at 1280 and 360 px, light and dark, in English."""

from __future__ import annotations

from typing import Any

import pytest

from smm.demo import texts
from smm.local.starting import Stack
from tests.journeys.reading import problems
from tests.journeys.test_main_line import EMAIL, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = (
    "/t/", "/t/clients/", "/t/clients/new/", "/t/posts/", "/t/team/", "/me/",
    "/c/tenuta-trecorvi/", "/c/tenuta-trecorvi/edit/", "/c/tenuta-trecorvi/posts/",
    "/c/tenuta-trecorvi/posts/new/", "/c/tenuta-trecorvi/results/", "/c/tenuta-trecorvi/reports/",
    "/c/tenuta-trecorvi/channels/", "/c/tenuta-trecorvi/contacts/", "/c/tenuta-trecorvi/team/",
    "/t/calendar/", "/t/approvals/", "/t/results/", "/c/tenuta-trecorvi/calendar/",
    "/c/tenuta-trecorvi/approvals/", "/c/tenuta-trecorvi/library/",
)  # fmt: skip


def test_every_screen_of_the_demo_reads_well_in_english(demo_stack: Stack, browser: Any) -> None:
    """In Italian the walk of tests/acceptance reads them all, in both schemes and at every width."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    sign_in(page, demo_stack, password=texts.PASSWORD)
    speak = "from people.models import User; User.objects.filter(email={!r}).update(language={!r})"
    found = []
    demo_stack.manage("shell", "-v", "0", "-c", speak.format(EMAIL, "en"))
    try:
        for screen in SCREENS:
            answer = page.goto(demo_stack.address + screen)
            assert answer.status == 200, screen
            assert page.locator("html").get_attribute("lang") == "en"
            for width, scheme in ((1280, "light"), (360, "dark")):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                found += problems(page)
    finally:  # others use the same demo
        demo_stack.manage("shell", "-v", "0", "-c", speak.format(EMAIL, "it"))
        context.close()

    assert not found, "\n".join(found)
    assert "CSP stopped" not in (demo_stack.data / "log/web.log").read_text()
