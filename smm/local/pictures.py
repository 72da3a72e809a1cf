"""`python3 run.py pictures`: the pictures of the documentation, taken from a fresh demo in a real browser.

Made by a command, so that they show what the product looks like today and nobody has to arrange them.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from typing import Any

from smm.local import homes, place
from smm.local.doctor import find_chromium
from smm.local.starting import Stack
from smm.local.supervise import stack
from smm.local.up import EXPECTED

PICTURES = place.BASE / "docs" / "pictures"
# What an address bar that nobody sees would load for itself: in each window more than a page of ours costs.
_WITHOUT = "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
# Of two such lists a browser reads the last alone, so the one that Playwright gives it is said again.
_PLAYWRIGHTS = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    f"--disable-features={_PLAYWRIGHTS},{_WITHOUT}",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """One screen at one width; `follow` names links of the page to follow one after the other."""

    name: str
    path: str
    width: int = 1280
    height: int = 800
    scheme: str = "light"
    follow: tuple[str, ...] = ()


_CLIENT = "/c/tenuta-trecorvi/"
WANTED = (
    Picture("today", "/t/"),
    Picture("today-phone", "/t/", width=360, height=740),
    Picture("clients", "/t/clients/"),
    Picture("overview", _CLIENT),
    Picture("strategy", f"{_CLIENT}strategy/", height=1100),
    Picture("goals", f"{_CLIENT}strategy/goals/", height=1100),
    Picture("platform-fit", f"{_CLIENT}strategy/fit/", height=1100),
    Picture("budget", f"{_CLIENT}budget/", height=1100),
    Picture("calendar", f"{_CLIENT}calendar/", height=900),
    Picture("calendar-dark", "/t/calendar/?view=week", height=900, scheme="dark"),
    Picture(
        "composer",
        f"{_CLIENT}posts/?q=Porte",
        height=1100,
        follow=("main a[href*='/posts/0']:has-text('Porte in vigna')", "main a[href$='/edit/']"),
    ),
    Picture("approvals", "/t/approvals/"),
    Picture("inbox", "/t/inbox/", follow=(".talks li a",)),
    Picture("library", f"{_CLIENT}library/"),
    Picture("post", f"{_CLIENT}posts/?group=out", follow=("main a[href*='/posts/0']",)),
    Picture("results", f"{_CLIENT}results/", height=1100),
    Picture("results-dark", f"{_CLIENT}results/", height=1100, scheme="dark"),
    Picture("report", f"{_CLIENT}reports/", height=1100, follow=("main a[href*='/reports/0']",)),
)
# What the client sees, on a phone, without an account: under the address of a link of theirs.
WANTED_OF_THE_PORTAL = (
    Picture("portal-phone", "", width=360, height=740),
    Picture("portal-calendar-phone", "calendar/", width=360, height=740),
)
_A_LINK = (
    "from django.db import transaction;"
    "from clients.actions import access_links; from clients.models import Contact;"
    "from editorial.lifecycle import ReviewStep; from editorial.models import Review;"
    "from people.clock import database_now;"
    "asked = Review.objects.open().filter(step=ReviewStep.CLIENT, client__slug='tenuta-trecorvi').first();"
    "contact = Contact.objects.filter(client=asked.client).exclude(email='').first();"
    "transaction.set_autocommit(False);"
    "print(access_links.give(contact=contact, now=database_now())); transaction.commit()"
)


def main() -> int:
    """Take every picture. Returns an exit code."""
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium found: `run.py doctor` says where it is looked for.", file=sys.stderr)
        return 1
    data = place.throw_away()
    try:
        with stack(data=data, demo=True, sandbox=True, is_durable=False) as running:
            _take(running, str(chromium))
    except EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        homes.remove(data)
    return 0


def _take(running: Stack, chromium: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only here, and heavy)

    PICTURES.mkdir(parents=True, exist_ok=True)
    owner = json.loads((running.data / "demo-logins.json").read_text(encoding="utf-8"))[0]
    wait_for_the_live_post(running)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*BROWSER_FLAGS, "--lang=it"]
        )
        for picture in WANTED:
            _shoot(_signed_in(browser, running, picture, owner), running.address, picture)
        portal = portal_link(running)
        for picture in WANTED_OF_THE_PORTAL:
            _shoot(_page(browser, picture), portal, picture)
        browser.close()


def portal_link(running: Stack) -> str:
    """The address under which somebody decides for a client of the demo that has been asked."""
    return running.manage("shell", "-v", "0", "-c", _A_LINK).strip()


def wait_for_the_live_post(running: Stack) -> None:
    """Nothing on a picture should be half-way; the demo's live post leaves within four minutes."""
    question = (
        "from datetime import timedelta; from editorial.models import Delivery;"
        "from people.clock import database_now; soon = database_now() + timedelta(minutes=5);"
        "print(Delivery.objects.filter(state='scheduled', due_at__lt=soon).count())"
    )
    for _ in range(60):
        if running.manage("shell", "-v", "0", "-c", question).strip() == "0":
            return
        time.sleep(5)


def _page(browser: Any, picture: Picture) -> Any:
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        locale="it-IT",
    )
    return context.new_page()


def _signed_in(browser: Any, running: Stack, picture: Picture, owner: dict[str, str]) -> Any:
    page = _page(browser, picture)
    page.goto(f"{running.address}/")
    page.locator("input[name=login]").fill(owner["email"])
    page.locator("input[name=password]").fill(owner["password"])
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/t/")
    return page


def _shoot(page: Any, address: str, picture: Picture) -> None:
    page.goto(address + picture.path)
    for link in picture.follow:
        page.locator(link).first.click()
        page.wait_for_load_state()
    page.wait_for_load_state("networkidle")  # the pictures in view are there
    page.wait_for_timeout(300)
    page.screenshot(path=str(PICTURES / f"{picture.name}.png"))
    print(f"docs/pictures/{picture.name}.png", flush=True)
    page.context.close()
