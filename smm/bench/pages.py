"""How long the screens take through the real web server, what they ask of the database, and how both grow.

One agency with many clients and a year of posts; every screen is asked by a signed-in browser's session, one request
after the other. One client then gets ten times the posts. A client's screens are asked for it and for an ordinary one
in turn, request by request, so that what else the machine does meets both alike; the agency's screens before and
after. `ms` and `queries` are those of the busy client, `growth` is the quotient of the lower quartiles.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from people.models import User
from smm.bench import crowd
from smm.bench.counting import HEADER
from smm.bench.machine import machine, pids_by_session, pss_mb
from smm.bench.screens import Screen, of_agency, of_client

WARM_UP, ASKED = 5, 40
VIEWS = 1000
TIMES = 10
GZIP = b"\x1f\x8b"
Say = Callable[[str], Any]


@dataclass(slots=True)
class Seen:
    """What asking an address many times showed."""

    ms: list[float] = field(default_factory=list)
    n_queries: int = 0
    n_bytes: int = 0


def measure(*, n_clients: int, n_posts: int, say: Say) -> dict[str, Any]:
    """Run the whole measurement; the answer is the JSON object of `run.py bench pages --json`."""
    began = time.monotonic()
    world = crowd.make(n_clients=n_clients, n_posts=n_posts, say=say)
    busy, ordinary = world.clients[n_clients // 2], world.clients[n_clients // 3]
    seed_s = time.monotonic() - began
    usual: dict[str, Seen] = {}
    grown: dict[str, Seen] = {}
    with closing(Browser(world.owner.user)) as browser:
        screens = [each for each in of_agency() if browser.shows(each)]
        say(f"Asking the agency's {len(screens)} screens.")
        for screen in screens:
            (usual[screen.name],) = _ask(browser, screen.path)
        say(f"Ten times the posts for {busy.name}.")
        crowd.add_posts(world, busy, n=(TIMES - 1) * (n_posts // n_clients))
        screens += [each for each in of_client(world, busy, ordinary) if browser.shows(each)]
        for screen in screens:
            if screen.usual_path:
                usual[screen.name], grown[screen.name] = _ask(
                    browser, screen.usual_path, screen.path
                )
            else:
                (grown[screen.name],) = _ask(browser, screen.path)
        loads = {screen.name: _assets(browser, screen) for screen in screens}
        dashboard = next(s for s in screens if s.name == "dashboard_30")
        say(f"{VIEWS:,} views of a dashboard.")
        web_growth_mb = _web_growth_mb(browser, dashboard.path)
    return {
        "command": f"bench pages --clients {n_clients} --posts {n_posts}",
        "machine": machine(),
        "seed_s": round(seed_s, 1),
        "screens": [
            _line(screen.name, usual[screen.name], grown[screen.name]) for screen in screens
        ],
        "js_gzip_bytes": max(js for name, (js, _css) in loads.items() if not _is_dashboard(name)),
        "dashboard_js_gzip_bytes": max(
            js for name, (js, _css) in loads.items() if _is_dashboard(name)
        ),
        "css_gzip_bytes": max(css for _js, css in loads.values()),
        "web_growth_mb": web_growth_mb,
    }


def _is_dashboard(name: str) -> bool:
    return name.startswith("dashboard")


def _line(name: str, before: Seen, after: Seen) -> dict[str, Any]:
    return {
        "name": name,
        "ms": _spread(after.ms),
        "ms_usual": _spread(before.ms),
        "queries": after.n_queries,
        "html_gzip_bytes": after.n_bytes,
        "growth": round(_lower_quartile(after.ms) / _lower_quartile(before.ms), 2),
        "queries_growth": after.n_queries - before.n_queries,
    }


def _lower_quartile(values: list[float]) -> float:
    return statistics.quantiles(values, n=4)[0]


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)], 1),
    }


class Browser:
    """One kept connection to the running web server, with a person's session."""

    def __init__(self, user: User) -> None:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        port = urlsplit(settings.PUBLIC_ORIGIN).port
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {
            "Accept-Encoding": "gzip",
            "Accept-Language": "it",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        }

    def get(self, path: str) -> tuple[bytes, int]:
        """The answer's body as it was sent, and how many statements it took; RuntimeError unless it is a page."""
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}.")
        return body, int(answer.headers.get(HEADER) or 0)

    def shows(self, screen: Screen) -> bool:
        """Whether a page stands at the address of a screen that was found; every other is to have one."""
        if not screen.is_found:
            return True
        self._connection.request("GET", screen.path, headers=self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status == 200 and answer.headers.get_content_type() == "text/html"

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _ask(browser: Browser, *paths: str) -> list[Seen]:
    """These addresses in turn, again and again."""
    seen = [Seen() for _ in paths]
    for at in range(WARM_UP + ASKED):
        for one, path in zip(seen, paths, strict=True):
            began = time.perf_counter()
            body, n_queries = browser.get(path)
            took = (time.perf_counter() - began) * 1000
            if at >= WARM_UP:
                one.ms.append(took)
                one.n_queries = max(one.n_queries, n_queries)
                one.n_bytes = max(one.n_bytes, len(body))
    return seen


def _web_growth_mb(browser: Browser, path: str) -> float:
    """By how much the web server's processes grow over many views of one page."""
    web = json.loads(os.environ["STACK_PIDS"])["web"]

    def size() -> float:
        return sum(map(pss_mb, pids_by_session()[web]))

    before = size()
    for _ in range(VIEWS):
        browser.get(path)
    return round(size() - before, 1)


def _assets(browser: Browser, screen: Screen) -> tuple[int, int]:
    """The compressed bytes of all scripts and all style sheets that a page loads, at once or when something is done on it.

    What is imported later has its address in a value of the controller that asks for it.
    """
    body, _n_queries = browser.get(screen.path)
    # A part of a page may be too small to be worth compressing.
    page = (gzip.decompress(body) if body.startswith(GZIP) else body).decode()
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', page)
    scripts += re.findall(r'data-[\w-]+-value="([^"]+\.js)"', page)
    sheets = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page)
    sheets += re.findall(r'<link[^>]+href="([^"]+)"[^>]+rel="stylesheet"', page)
    return _bytes(browser, scripts), _bytes(browser, sheets)


def _bytes(browser: Browser, addresses: list[str]) -> int:
    return sum(len(browser.get(address)[0]) for address in dict.fromkeys(addresses))
