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
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import NoReverseMatch, reverse

from analytics.actions import reporting
from analytics.series import month_before
from clients.models import Client
from community.models import Conversation
from editorial.models import Publication
from people.clock import database_now
from people.models import User
from smm.bench import crowd
from smm.bench.counting import HEADER
from smm.bench.machine import machine, pids_by_session, pss_mb

WARM_UP, ASKED = 5, 40
VIEWS = 1000
TIMES = 10
Say = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen: its address, and for a client's screen that of the ordinary client."""

    name: str
    path: str
    usual_path: str = ""


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
    screens = list(_agency_screens())
    seed_s = time.monotonic() - began
    usual: dict[str, Seen] = {}
    grown: dict[str, Seen] = {}
    with closing(Browser(world.owner.user)) as browser:
        say("Asking the agency's screens.")
        for screen in screens:
            (usual[screen.name],) = _ask(browser, screen.path)
        say(f"Ten times the posts for {busy.name}.")
        crowd.add_posts(world, busy, n=(TIMES - 1) * (n_posts // n_clients))
        screens += _client_screens(world, busy, ordinary)
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


def _agency_screens() -> Iterable[Screen]:
    """The screens over all clients, with the addresses that exist."""
    of_agency = (
        ("today", "desk:today", ""),
        ("client_list", "desk:clients", ""),
        ("post_list_all", "editorial:all_posts", ""),
        ("calendar_month_all", "editorial:all_calendar", ""),
        ("dashboard_agency", "analytics:agency", "?days=30"),
        ("dashboard_agency_90", "analytics:agency", "?days=90"),
        ("hours", "analytics:all_hours", ""),
        ("meetings", "clients:all_meetings", ""),
        ("inbox_all", "community:all_inbox", ""),
        ("network_sheets", "clients:network_sheets", ""),
        ("hours_week", "analytics:hours_week", ""),
        ("walk", "desk:walk", ""),
    )
    for name, view, query in of_agency:
        if there := _address(view):
            yield Screen(name, there + query)


def _client_screens(world: crowd.Crowd, busy: Client, ordinary: Client) -> Iterable[Screen]:
    """One client's screens, with the addresses that exist."""
    of_client = (
        ("composer", "editorial:new", ""),
        ("post_list", "editorial:posts", ""),
        ("calendar_month", "editorial:calendar", ""),
        ("dashboard_30", "analytics:results", "?days=30"),
        ("dashboard_90", "analytics:results", "?days=90"),
        ("posts_behind", "analytics:behind", "?days=30&by=engagements"),
        ("overview", "desk:overview", ""),
        ("begin", "desk:begin", ""),
        ("status", "desk:standing", ""),
        ("brief", "clients:brief", ""),
        ("audiences", "clients:audiences", ""),
        ("presence", "clients:presence", ""),
        ("notes", "clients:notes", ""),
        ("profiles", "clients:profiles", ""),
        ("dates", "clients:matters", ""),
        ("rules", "clients:rules", ""),
        ("platform_fit", "clients:fit", ""),
        ("goals", "analytics:goals", ""),
        ("pillars", "editorial:pillars", ""),
        ("voice", "clients:voice", ""),
        ("competitors", "clients:competitors", ""),
        ("comparisons", "analytics:compared", ""),
        ("contract", "clients:contract", ""),
        ("budget", "analytics:budget", ""),
        ("money", "analytics:budget_money", ""),
        ("statements", "analytics:statements", ""),
        ("meetings_of_client", "clients:meetings", ""),
        ("first_audit", "analytics:first_audit", ""),
        ("quality", "analytics:quality", ""),
        ("dead_links", "editorial:dead_links", ""),
        ("inbox", "community:inbox", ""),
        ("inbox_done", "community:inbox", "?show=done"),
    )
    for name, view, query in of_client:
        if there := _address(view, busy.slug):
            yield Screen(name, there + query, _address(view, ordinary.slug) + query)
    yield Screen("inbox_talk", _talk(busy), _talk(ordinary))
    yield Screen("goal", _goal(busy), _goal(ordinary))
    yield Screen("meeting", _meeting(busy), _meeting(ordinary))
    own, other = _post(busy), _post(ordinary)
    yield Screen(
        "post_results",
        _address("analytics:post", busy.slug, own.public_id),
        _address("analytics:post", ordinary.slug, other.public_id),
    )
    (own_report, own_shared), (report, shared) = _report(world, busy), _report(world, ordinary)
    yield Screen("report", own_report, report)
    yield Screen("report_shared", own_shared, shared)


def _address(view: str, *arguments: Any) -> str:
    try:
        return reverse(view, args=arguments)
    except NoReverseMatch:
        return ""


def _post(client: Client) -> Publication:
    """A post of three weeks, measured as often as the product measures."""
    before = database_now() - timedelta(days=20)
    found = Publication.objects.filter(client=client, published_at__lt=before)
    post = found.order_by("-published_at").first()
    if post is None:
        raise RuntimeError("Too few posts to measure: ask for more.")
    crowd.add_readings(post)
    return post


def _talk(client: Client) -> str:
    """The conversation with whoever waits longest."""
    talk = Conversation.objects.filter(client=client).order_by("due_at", "pk").first()
    return _address("community:inbox_talk", client.slug, talk.public_id) if talk else ""


def _goal(client: Client) -> str:
    """The first goal, which posts serve."""
    goal = client.goals.order_by("pk").first()
    return _address("analytics:goal", client.slug, goal.public_id) if goal else ""


def _meeting(client: Client) -> str:
    """The last meeting, with all that was written down."""
    meeting = client.meetings.order_by("-starts_at").first()
    return _address("clients:meeting", client.slug, meeting.public_id) if meeting else ""


def _report(world: crowd.Crowd, client: Client) -> tuple[str, str]:
    """The address of a report of last month inside the agency, and that of a link to it."""
    now = database_now()
    report = reporting.make_report(
        by=world.owner, client=client, month_on=month_before(now.date()), now=now
    )
    _, token = reporting.make_link(by=world.owner, report=report, label="Prova", now=now)
    return (
        reverse("analytics:report", args=[client.slug, report.public_id]),
        reverse("analytics:shared_report", args=[token]),
    )


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
    page = gzip.decompress(browser.get(screen.path)[0]).decode()
    scripts = re.findall(r'<script[^>]+src="([^"]+)"', page)
    scripts += re.findall(r'data-[\w-]+-value="([^"]+\.js)"', page)
    sheets = re.findall(r'<link[^>]+rel="stylesheet"[^>]+href="([^"]+)"', page)
    sheets += re.findall(r'<link[^>]+href="([^"]+)"[^>]+rel="stylesheet"', page)
    return _bytes(browser, scripts), _bytes(browser, sheets)


def _bytes(browser: Browser, addresses: list[str]) -> int:
    return sum(len(browser.get(address)[0]) for address in dict.fromkeys(addresses))
