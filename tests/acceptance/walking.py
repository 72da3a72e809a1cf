"""One walk over every screen, with everything measured at each stop; the tests read what it brought home."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smm.demo import texts
from smm.local.supervise import Stack
from tests.acceptance.screens import OWNER
from tests.journeys.reading import _AXE, _RUN

MEASURES = Path(__file__).with_name("measures.js").read_text()
CONTRAST = "async () => (await axe.run(document, {runOnly: ['color-contrast']})).violations.map(v => v.id + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', '))"
NEAR = re.compile(r"(https?://(localhost|127\.0\.0\.1)[:/]|data:|blob:)")


@dataclass
class Found:
    """What the walk saw: screens by name, and complaints by what they are about."""

    walked: dict[str, str] = field(default_factory=dict)  # name of the screen -> its title
    complaints: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of(self, *kinds: str) -> list[str]:
        """All complaints of some kinds."""
        return [each for kind in kinds for each in self.complaints[kind]]


class Walker:
    """Walks with one browser context per reader."""

    def __init__(self, browser: Any, stack: Stack) -> None:
        self.browser, self.stack = browser, stack
        self.found = Found()

    def walk(self) -> Found:
        """Every screen once, as who reads it; staff in Italian, the longer of the two languages."""
        listed = self.stack.data / "screens.json"
        self.stack.manage(
            "shell", "-v", "0", "-c",
            f"from tests.acceptance.screens import write; write({str(listed)!r})",
        )  # fmt: skip
        screens = json.loads(listed.read_text())
        for reader in ("staff", "stranger", "contact", "guest"):
            context = self.browser.new_context(
                viewport={"width": 1280, "height": 900}, locale="it-IT", color_scheme="light"
            )
            page = context.new_page()
            page.set_default_timeout(20_000)
            self._listen(page)
            if reader == "staff":
                sign_in(page, self.stack)
            for screen in screens:
                if screen["reader"] == reader:
                    self._stop(page, screen["name"], screen["path"], reader)
            context.close()
        return self.found

    def _listen(self, page: Any) -> None:
        def say(kind: str, words: str) -> None:
            self.found.complaints[kind].append(f"{page.url}: {words}")

        page.on("pageerror", lambda error: say("script", str(error)))
        page.on(
            "request",
            lambda request: None if NEAR.match(request.url) else say("foreign", request.url),
        )
        page.on(
            "console",
            lambda message: (
                say("policy", message.text) if "Content Security Policy" in message.text else None
            ),
        )

    def _stop(self, page: Any, name: str, path: str, reader: str) -> None:
        page.emulate_media(
            color_scheme="light", reduced_motion="no-preference", forced_colors="none"
        )
        page.set_viewport_size({"width": 1280, "height": 900})
        url = self.stack.address + path
        asked = page.context.request.get(url, max_redirects=0)
        is_page = "html" in asked.headers.get("content-type", "") and "<html" in asked.text()[:400]
        if not is_page or 300 <= asked.status < 400:
            return  # a file, a part of a page, or the way to another screen
        page.goto(url)
        self.found.walked[f"{name} ({reader})"] = page.title() if asked.ok else ""
        page.evaluate(_AXE.read_text())
        page.evaluate(MEASURES)

        def keep(kind: str, said: list[str]) -> None:
            self.found.complaints[kind] += [f"{name} ({reader}): {each}" for each in said]

        def ask(what: str) -> list[str]:
            return list(page.evaluate(f"() => window.measures.{what}"))

        keep("standing", ask("standing()"))
        keep("order", ask("order()"))
        keep("colour", ask("colourAlone()"))
        keep("times", ask("times()"))
        keep("charts", ask("charts()"))
        keep("axe", [f"1280 light: {each}" for each in page.evaluate(_RUN)])
        page.keyboard.press("Tab")
        keep("focus", ask("focus()"))
        page.emulate_media(color_scheme="dark")
        keep("axe", [f"1280 dark: {each}" for each in page.evaluate(CONTRAST)])
        page.set_viewport_size({"width": 360, "height": 740})
        keep("axe", [f"360 dark: {each}" for each in page.evaluate(_RUN)])
        keep("focus", [f"360: {each}" for each in ask("focus()")])
        keep("targets", ask("targets(24)"))
        keep("toolbars", ask("targets(32, '.bar .acts, .filters')"))
        if reader == "contact" and asked.status != 404:
            keep("fingers", ask("targets(44, 'main form, main .acts, main .btn')"))
        page.emulate_media(color_scheme="light", reduced_motion="reduce", forced_colors="active")
        keep("motion", ask("moving()"))
        keep("forced", ask("forced()"))
        page.emulate_media(forced_colors="none")
        keep("axe", [f"360 light: {each}" for each in page.evaluate(CONTRAST)])
        page.set_viewport_size({"width": 320, "height": 640})
        keep("narrow", ask("sideways()"))
        before = set(ask("clipped()"))
        ask_space = "() => window.measures.space({})"
        page.evaluate(ask_space.format("true"))
        keep(
            "spacing",
            [*ask("sideways()"), *(set(ask("clipped()")) - before), *ask("overlapping()")],
        )
        page.evaluate(ask_space.format("false"))
        page.evaluate("() => window.measures.lengthen()")
        keep("longer", [f"320: {each}" for each in [*ask("sideways()"), *ask("overlapping()")]])
        page.set_viewport_size({"width": 1280, "height": 900})
        keep(
            "longer",
            [f"1280: {e}" for e in [*ask("sideways()"), *ask("clipped()"), *ask("overlapping()")]],
        )


def _plain(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def sign_in(page: Any, stack: Stack, email: str = OWNER) -> None:
    """Through the door, as everybody."""
    page.goto(stack.address + "/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(texts.PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/t/")
