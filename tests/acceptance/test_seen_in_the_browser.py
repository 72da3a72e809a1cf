"""Acceptance points of what is seen, by looking at the picture that a browser makes of the demo; each test named after its point."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image, ImageChops

from smm.local.starting import Stack
from tests.acceptance.walking import MEASURES, PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_02_under_a_toast_nothing_has_the_focus(
    page: Any, demo_stack: Stack, viewport: Any
) -> None:
    page.add_init_script(MEASURES)
    page.set_viewport_size(viewport)
    page.goto(demo_stack.address + "/me/")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    toast = page.locator(".toasts .toast")
    toast.wait_for()
    page.keyboard.press("Tab")
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("() => window.measures.focus()") == []
    assert toast.is_visible(), "it was gone before everything was looked at"


def _luminance(grey: int) -> float:
    part = grey / 255
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/t/", "/t/calendar/?view=list", "/t/calendar/?view=week", "/t/posts/"]
)
def test_29_in_shades_of_grey_every_state_is_read(
    page: Any, demo_stack: Stack, path: str, scheme: str
) -> None:
    """A picture of the screen without any colour: each state has its word, as dark against its ground as text must be."""
    page.emulate_media(color_scheme=scheme)
    page.goto(demo_stack.address + path)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": "achromatopsia"})
    page.mouse.move(1, 1)
    states = page.locator("main .state:visible, main .chip:visible")
    assert states.count() >= 3
    screen = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
    assert max(most for _least, most in _spread(screen)) <= 6, "there is colour in it"
    grey, unread = screen.convert("L"), {}
    for words, left, top, right, bottom in states.evaluate_all(_BOXES):
        dark, light = sorted(map(_luminance, grey.crop((left, top, right, bottom)).getextrema()))
        if not words or (light + 0.05) / (dark + 0.05) < 4.5:
            unread[words] = round((light + 0.05) / (dark + 0.05), 1)
    assert unread == {}


# Of each state its words, and where on the whole page it stands.
_BOXES = """(all) => all.map((each) => {
    const box = each.getBoundingClientRect();
    const [x, y] = [window.scrollX, window.scrollY];
    return [each.innerText.trim(), box.left + x, box.top + y, box.right + x, box.bottom + y];
})"""


def _spread(screen: Image.Image) -> list[tuple[int, int]]:
    """How far each channel is from the first, over all points: nothing, where everything is grey."""
    red, *others = screen.convert("RGB").split()
    return [ImageChops.difference(red, other).getextrema() for other in others]
