"""What a browser says of the screens: Lighthouse on a middling phone, on a fresh demo.

Six screens that people wait for: signing in, Today, the month of all clients, the composer, what the client decides, the
report by its link. Each is loaded several times and the middle run counts; where a hand does something, the time until its
answer is painted is measured too. Lighthouse comes from npm by a lock file of its own and is kept in `var/`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from smm.bench.machine import machine
from smm.local import assets, homes, packages, place
from smm.local.doctor import find_chromium
from smm.local.pictures import BROWSER_FLAGS, portal_link, wait_for_the_live_post
from smm.local.starting import Stack
from smm.local.supervise import stack

SOURCE = Path(__file__).parent / "lighthouse"
RUNS = 3
PATIENCE_S = 1800.0
# What is asked of every screen; docs/decisions/pages.md says why so much.
AIMS = {
    "performance": 95, "accessibility": 100, "best-practices": 100, "lcp_ms": 2000, "inp_ms": 150, "cls": 0.05,
    "ttfb_ms": 400,
}  # fmt: skip
_REPORT = (
    "from django.db import transaction; from django.urls import reverse;"
    "from analytics.actions import reporting; from analytics.models import Report;"
    "from people.clock import database_now; from people.models import Member;"
    "report = Report.objects.filter(client__slug='tenuta-trecorvi').latest('pk');"
    "by = Member.objects.get(user__email='{email}');"
    "transaction.set_autocommit(False);"
    "print(reverse('analytics:shared_report', args=[reporting.make_link(by=by, report=report, label='Lighthouse', now=database_now())[1]]));"
    "transaction.commit()"
)


class BrowserError(Exception):
    """It cannot be measured here; the text says why."""


def measure(*, n_runs: int, say: Callable[[str], None]) -> dict[str, Any]:
    """The JSON object of `run.py bench browser --json`; raises BrowserError where browser or packages are missing."""
    chromium = find_chromium()
    if chromium is None:
        raise BrowserError("No Chromium found: `run.py doctor` says where it is looked for.")
    say("Installing Lighthouse, once.")
    try:
        where = packages.installed(SOURCE, under=place.BASE / "var" / "bench")
    except packages.PackagesError as error:
        raise BrowserError(str(error)) from error
    (where / "measure.mjs").write_bytes((SOURCE / "measure.mjs").read_bytes())
    data = place.throw_away()
    try:
        with stack(data=data, demo=True, sandbox=True, is_durable=False) as running:
            say("Waiting until the demo has nothing under way.")
            wait_for_the_live_post(running)
            screens = _screens(running, str(chromium))
            say(f"{len(screens)} screens, {n_runs} times each.")
            wanted = {"chromium": str(chromium), "flags": BROWSER_FLAGS, "n_runs": n_runs}
            said = _run(where, {**wanted, "screens": screens})
            return {
                "command": f"bench browser --runs {n_runs}",
                "machine": machine(),
                "screens": said,
            }
    finally:
        homes.remove(data)


def lacking(result: dict[str, Any]) -> list[str]:
    """Where a screen misses an aim, in words."""
    found = []
    for screen in result["screens"]:
        for name, aim in AIMS.items():
            value = screen.get(name)
            is_score = name in ("performance", "accessibility", "best-practices")
            if value is not None and (value < aim if is_score else value > aim):
                found.append(f"{screen['name']}: {name} {value:g} (aim {aim:g})")
        found += [f"{screen['name']}: {lack}" for lack in screen["lacks"]]
    return found


def _screens(running: Stack, chromium: str) -> list[dict[str, Any]]:
    owner = json.loads((running.data / "demo-logins.json").read_text(encoding="utf-8"))[0]
    cookie = _cookie(running.address, owner, chromium)
    shared = running.manage("shell", "-v", "0", "-c", _REPORT.format(email=owner["email"])).strip()
    find = ["press", "Control", "k"]
    text = ["type", "textarea[name=text]", "Sei gradi alle sei, si pota lo stesso. #vigna"]
    rows: tuple[tuple[str, str, str, list[list[str]]], ...] = (
        ("login", "/accounts/login/", "", []),
        ("today", "/t/", cookie, [find, ["type", "dialog[open] input", "trecorvi"]]),
        ("calendar_month_all", "/t/calendar/", cookie, [find]),
        ("composer", "/c/tenuta-trecorvi/posts/new/", cookie, [text]),
        ("portal_decide", portal_link(running), "", []),
        ("report_shared", shared, "", []),
    )
    return [
        {
            "name": name,
            "url": path if path.startswith("http") else running.address + path,
            "cookie": kept,
            "act": act,
        }
        for name, path, kept, act in rows
    ]


def _cookie(address: str, owner: dict[str, str], chromium: str) -> str:
    """The session of the agency's owner, as a header says it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only here, and heavy)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*BROWSER_FLAGS])
        page = browser.new_page(locale="it-IT")
        page.goto(f"{address}/")
        page.locator("input[name=login]").fill(owner["email"])
        page.locator("input[name=password]").fill(owner["password"])
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url("**/t/")
        said = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        browser.close()
    return said


def _run(where: Path, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    done = subprocess.run(
        [assets.node(), "measure.mjs"],
        cwd=where,
        env=packages.environment(),
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    if done.returncode != 0:
        raise BrowserError(f"Lighthouse stopped: {done.stderr[-800:]}")
    return [
        {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in json.loads(line).items()
        }
        for line in done.stdout.splitlines()
    ]
