"""A page in a real browser, and what is wrong with it: complaints of the browser, of axe, and of sizes."""

from __future__ import annotations

import os
from typing import Any

from tests import in_flight
from tests.frontend.places import ROOT
from tests.waiting import is_complaint

AXE = (
    (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
    if (ROOT / "node_modules").exists()
    else ""
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]
REPORT = """async ([rules, part]) => {
    const result = await axe.run(part || document, {runOnly: rules, resultTypes: ['violations']});
    return result.violations.map((found) => [found.id, found.nodes.map((node) => node.html.slice(0, 200))]);
}"""
# Width in pixels, colours, and what is looked for: everything once where the page is wide and once where it is narrow.
LOOKS = (
    (1280, "light", RULES),
    (1280, "dark", CONTRAST),
    (360, "dark", RULES),
    (360, "light", CONTRAST),
    (320, "light", []),
)


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

    def axe(self, part: str = "", rules: list[str] = RULES) -> list[Any]:
        """What axe finds, on the page or a part of it; run outside the page's policy, which forbids foreign scripts."""
        if not self.page.evaluate("() => 'axe' in window"):
            session = self.context.new_cdp_session(self.page)
            session.send("Runtime.evaluate", {"expression": AXE})
        found: list[Any] = self.page.evaluate(REPORT, [rules, part])
        return found

    def looked_over(self, name: str = "") -> list[str]:
        """What is wrong with the page as it stands, in every width and colour; empty when nothing is.

        It is loaded once and its window then resized. With a name and KEEP_PICTURES_OF_SCREENS=FOLDER its pictures are kept.
        """
        page, found = self.page, []
        folder = os.environ.get("KEEP_PICTURES_OF_SCREENS")
        for width, scheme, rules in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            said = self.axe(rules=rules) if rules else []
            if (inside := page.evaluate("document.documentElement.scrollWidth")) > width:
                said.append(f"scrolls sideways: {inside}")
            found += [f"{width} {scheme}: {each}" for each in said]
            if folder and name and rules == RULES:
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
        if page.locator("h1").count() != 1:
            found.append("not one heading of level one")
        return found

    def wrong_of(self, addresses: dict[str, str]) -> dict[str, list[str]]:
        """The same of several pages by name; those with which nothing is wrong are left out."""
        wrong = {}
        for name, address in addresses.items():
            self.open(address)
            if found := self.looked_over(name):
                wrong[name] = found
        return wrong

    def close(self) -> None:
        """Close the pages, and let the server end what they asked last."""
        self.context.close()
        in_flight.wait_until_none()
