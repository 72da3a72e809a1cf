"""People at a browser of their own, who walk through the demo and remember what was wrong on the pages they passed.

Staff sign in at the door with the demo's password. Clients have no password: they open the mail that the installation
keeps, and go by its link. Pages are looked at where a journey says `look()`: accessible, whole, no wider than the screen.
"""

from __future__ import annotations

import re
import secrets
import time
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from smm.demo import texts
from smm.local.starting import Stack
from tests.journeys.reading import problems
from tests.waiting import is_complaint

NEAR = re.compile(r"(https?://(localhost|127\.0\.0\.1)[:/]|data:|blob:)")
A_POST = re.compile(r"/posts/[0-9a-f-]{36}/(#.*)?$")  # the page of one
PATIENCE_S = 120.0
ROME = ZoneInfo("Europe/Rome")


def today() -> date:
    """The day it is at the clients of the demo."""
    return datetime.now(ROME).date()


def mark() -> str:
    """A word that nobody said before: the demo is shared, and a journey finds its own things by it."""
    return "".join(secrets.choice("bcdfglmnprstvz") + secrets.choice("aeiou") for _ in range(4))


def fill_moment(part: Any, day: date | datetime, clock: str = "") -> None:
    """A day and a clock time of the client, in a form or a part of it."""
    part.get_by_label(re.compile("^Giorno")).fill(f"{day:%Y-%m-%d}")
    part.get_by_label(re.compile(r"^Ora( |$)")).fill(clock or f"{day:%H:%M}")


class Person:
    """Somebody at a browser. `page` is what they look at now."""

    def __init__(self, browser: Any, stack: Stack, name: str, **options: Any) -> None:
        options = {
            "viewport": {"width": 1280, "height": 900},
            "locale": "it-IT",
            "timezone_id": "Pacific/Auckland",  # nobody's: times are those of the client
            **options,
        }
        self.name, self.stack = name, stack
        self.context = browser.new_context(**options)
        self.complaints: list[str] = []
        self.page = self.new_tab()

    def new_tab(self) -> Any:
        """Another tab of the same browser; what they look at from now on."""
        self.page = self.context.new_page()
        self._listen(self.page)
        return self.page

    def _listen(self, page: Any) -> None:
        def say(words: str) -> None:
            self.complaints.append(f"{self.name} at {page.url}: {words}")

        def overhear(message: Any) -> None:
            # An answer of 422 is our own: half a time was typed, and the page says so.
            if "Content Security Policy" in message.text or (
                is_complaint(message)
                and message.type == "error"
                and "status of 422" not in message.text
            ):
                say(message.text)

        page.on("pageerror", lambda error: say(f"script: {error}"))
        page.on("console", overhear)
        page.on(
            "request",
            lambda each: None if NEAR.match(each.url) else say(f"left this machine: {each.url}"),
        )

    def go(self, path: str) -> Any:
        """Opens an address of the installation."""
        self.page.goto(path if "://" in path else self.stack.address + path)
        return self.page

    def path(self) -> str:
        """Where they are."""
        return urlsplit(self.page.url).path

    def look(self) -> None:
        """Everything that can be seen to be wrong with the page as it stands."""
        self.complaints += [f"{self.name}: {each}" for each in problems(self.page)]

    def sign_in(self, email: str, password: str = texts.PASSWORD, *, at: str = "/t/") -> None:
        """By the door that whoever opens an address without being signed in is led to."""
        self.go(at)
        self.page.get_by_label("E-mail").fill(email)
        self.page.get_by_label("Password").first.fill(password)
        self.page.get_by_role("button", name=re.compile("^(Accedi|Sign in)$")).click()
        self.page.wait_for_url(lambda url: "/accounts/login/" not in url)

    def open_mail(self, *, to: str, holding: str, but_not: str = "\0") -> Any:
        """Opens the newest kept mail to somebody that holds these words (and not those), once it is there."""
        end = time.monotonic() + PATIENCE_S
        read: set[str] = set()
        while time.monotonic() < end:
            self.go("/mailbox/")
            rows = self.page.get_by_role("listitem").filter(has_text=to).get_by_role("link")
            for address in [row.get_attribute("href") for row in rows.all()[:5]]:
                if address in read:
                    continue
                read.add(address)
                self.go(address)
                words = self.page.locator("main").inner_text()
                if holding in words and but_not not in words:
                    return self.page
            self.page.wait_for_timeout(300)
        raise AssertionError(f"no mail to {to} holds {holding!r}")

    def link_of_mail(self, *, to: str, holding: str, part: str, but_not: str = "\0") -> str:
        """The address with this part ("/join/") in the newest such mail."""
        page = self.open_mail(to=to, holding=holding, but_not=but_not)
        address: str = page.locator(f"main a[href*='{part}']").get_attribute("href")
        return address


class People:
    """Everybody on one journey."""

    def __init__(self, browser: Any, stack: Stack) -> None:
        self.browser, self.stack = browser, stack
        self._here: list[Person] = []

    def somebody(self, name: str, **options: Any) -> Person:
        """Whoever has no account: a client with a link, a stranger."""
        self._here.append(Person(self.browser, self.stack, name, **options))
        return self._here[-1]

    def member(self, key: str, **options: Any) -> Person:
        """Somebody of the agency by the name of the demo ("luca"), signed in."""
        person = self.somebody(key, **options)
        person.sign_in(f"{key}@quintavoce.example")
        return person

    def go_home(self) -> list[str]:
        """Closes every browser; what was wrong on all ways."""
        for person in self._here:
            person.context.close()
        return [words for person in self._here for words in person.complaints]
