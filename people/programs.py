"""Who follows a link: a person, or a program that only looks. Pure, by what they say of themselves."""

from __future__ import annotations

import re

from django.http import HttpRequest

# Search engines, previews of messengers and networks, monitors, libraries.
_PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|preview|externalhit|whatsapp|telegram|mastodon|bluesky|misskey|pleroma|akkoma|curl|wget"
    r"|python|httpx|aiohttp|okhttp|go-http|java/|ruby|node-fetch|axios|headless|embed|fetch|monitor|scan|http\.rb",
    re.IGNORECASE,
)


def is_person(user_agent: str) -> bool:
    """Whether this is no program that says so; who says nothing is none either."""
    return bool(user_agent) and not _PROGRAM.search(user_agent)


def is_ahead_of_time(request: HttpRequest) -> bool:
    """A browser that fetches before anybody has clicked."""
    said = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in said


def counts(request: HttpRequest) -> bool:
    """Whether this request is a click of a person: a GET, when it is made, by no program."""
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and not is_ahead_of_time(request) and is_person(agent)
