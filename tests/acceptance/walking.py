"""One walk over every screen, with everything measured at each stop; the tests read what it brought home."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from playwright.sync_api import sync_playwright

from smm.demo import texts
from smm.local.pictures import BROWSER_FLAGS
from smm.local.starting import Stack
from tests.acceptance.screens import OWNER
from tests.journeys.reading import _AXE

# Put in by the debugger, as a person's extension would be, so the page's own policy stays as it is.
MEASURES = _AXE.read_text() + Path(__file__).with_name("measures.js").read_text()
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
# As many as a small machine has processors.
N_WALKERS = 2
# What differs each time a page is asked for.
_TOKEN = re.compile(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"')
NEAR = re.compile(r"(https?://(localhost|127\.0\.0\.1)[:/]|data:|blob:)")
# How a page stands is measured once what moves into place has come there; what moves for ever is not waited for.
AT_REST = """() => Promise.race([
    Promise.all(document.getAnimations()
        .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
        .map((each) => each.finished.catch(() => null))),
    new Promise((then) => setTimeout(then, 3000)),
]).then(() => null)"""


@dataclass
class Found:
    """What the walk saw: screens by name, and complaints by what they are about."""

    walked: dict[str, str] = field(default_factory=dict)  # name of the screen -> its title
    complaints: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of(self, *kinds: str) -> list[str]:
        """All complaints of some kinds."""
        return [each for kind in kinds for each in self.complaints[kind]]


class Walker:
    """Walks with several browsers at a time, each with one context per reader."""

    def __init__(self, chromium: Path, stack: Stack) -> None:
        self.chromium, self.stack = chromium, stack
        self.found = Found()
        self.seen: set[tuple[str, str]] = set()
        self.lock = Lock()

    def walk(self) -> Found:
        """Every screen once, as who reads it; staff in Italian, the longer of the two languages."""
        listed = self.stack.data / "screens.json"
        self.stack.manage(
            "shell", "-v", "0", "-c",
            f"from tests.acceptance.screens import write; write({str(listed)!r})",
        )  # fmt: skip
        todo = iter(json.loads(listed.read_text()))
        with ThreadPoolExecutor(N_WALKERS) as pool:
            for done in [pool.submit(self._walk_on, todo) for _ in range(N_WALKERS)]:
                done.result()
        return self.found

    def _walk_on(self, todo: Iterator[dict[str, str]]) -> None:
        """Takes the next screen until there is none; Playwright wants all of its things in one thread."""
        pages: dict[str, Any] = {}
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=str(self.chromium), args=list(BROWSER_FLAGS)
            )
            while screen := self._next(todo):
                reader = screen["reader"]
                if reader not in pages:
                    pages[reader] = self._page(browser, reader)
                self._stop(pages[reader], screen["name"], screen["path"], reader)
            browser.close()

    def _next(self, todo: Iterator[dict[str, str]]) -> dict[str, str] | None:
        with self.lock:
            return next(todo, None)

    def _page(self, browser: Any, reader: str) -> Any:
        context = browser.new_context(
            viewport=WIDE, locale="it-IT", timezone_id="Europe/Rome", color_scheme="light"
        )
        context.add_init_script(MEASURES)
        page = context.new_page()
        self._listen(page)
        if reader == "staff":
            sign_in(page, self.stack)
        return page

    def _keep(self, kind: str, said: list[str]) -> None:
        with self.lock:
            self.found.complaints[kind] += said

    def _listen(self, page: Any) -> None:
        def say(kind: str, words: str) -> None:
            self._keep(kind, [f"{page.url}: {words}"])

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
        """One screen, loaded once and then looked at in every size, colour and language."""
        url = self.stack.address + path
        asked = page.context.request.get(url, max_redirects=0)
        is_page = "html" in asked.headers.get("content-type", "") and "<html" in asked.text()[:400]
        if not is_page or 300 <= asked.status < 400:
            return  # a file, a part of a page, or the way to another screen
        same = (path, _TOKEN.sub("", asked.text()))
        with self.lock:
            if same in self.seen:
                return  # word for word what another reader got
            self.seen.add(same)
        page.emulate_media(
            color_scheme="light", reduced_motion="no-preference", forced_colors="none"
        )
        page.goto(url)
        self.found.walked[f"{name} ({reader})"] = page.title() if asked.ok else ""

        def ask(what: str, where: str = "") -> None:
            """One question to measures.js, which answers {what it is about: [complaints]}."""
            page.evaluate(AT_REST)
            for kind, said in page.evaluate(f"() => window.measures.{what}").items():
                self._keep(kind, [f"{name} ({reader}): {where}{each}" for each in said])

        ask("asItComes()", "1280 light: ")
        # From here on the browser shows the focus, as it does to who types.
        page.keyboard.press("Tab")
        page.emulate_media(reduced_motion="reduce")  # a ring that fades in is not there yet
        ask("focused()", "1280: ")
        page.emulate_media(color_scheme="dark")
        ask("contrast()", "1280 dark: ")
        page.set_viewport_size(PHONE)
        ask(f"onAPhone({str(reader == 'contact' and asked.status != 404).lower()})", "360 dark: ")
        page.emulate_media(color_scheme="light")
        ask("contrast()", "360 light: ")
        page.emulate_media(forced_colors="active")
        ask("calm()")
        page.emulate_media(forced_colors="none")
        page.set_viewport_size(NARROW)
        ask("narrow()", "320: ")
        page.set_viewport_size(WIDE)
        ask("longer()", "1280: ")


def sign_in(page: Any, stack: Stack, email: str = OWNER) -> None:
    """Through the door, as everybody."""
    page.goto(stack.address + "/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(texts.PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/t/")
