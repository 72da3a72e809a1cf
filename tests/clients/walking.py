"""The walk to a network and back that connects a channel, as a person's browser goes it."""

from __future__ import annotations

import html
import re
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.http import HttpResponse
from django.test import Client as Browser

from clients.models import Channel
from tests.cast import Cast


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


def at_the_network(url: str, *, username: str = "", decision: str = "authorise") -> str:
    """What a person does on the network's page; returns the way back as path and query."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    form = {**query, "decision": decision, "new_username": username}
    ask = Request(url.partition("?")[0], urlencode(form).encode())
    try:
        build_opener(_Stay).open(ask, timeout=10)
    except HTTPError as answer:
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"
    raise AssertionError("the network did not send us back")


def leave(browser: Browser, url: str) -> str:
    """Presses the button that leads to the page naming the host; returns the link on it."""
    page = browser.post(url)
    assert page.status_code == 200, page.content.decode()
    link = re.search(r'href="([^"]+/oauth/authorize[^"]+)"', page.content.decode())
    assert link
    return html.unescape(link[1])


def base(cast: Cast) -> str:
    return f"/c/{cast.client.slug}/channels/"


def walk(browser: Browser, cast: Cast, username: str) -> HttpResponse:
    """The whole walk up to the page that asks for a yes."""
    link = leave(browser, base(cast) + "connect/sandbox/")
    back = browser.get(at_the_network(link, username=username))
    assert back.status_code == 302, back.content.decode()
    page = browser.get(back.headers["Location"])
    page.url = back.headers["Location"]  # type: ignore[attr-defined]
    return page  # type: ignore[return-value]


def connect(browser: Browser, cast: Cast, username: str) -> Channel:
    page = walk(browser, cast, username)
    answer = browser.post(page.url)  # type: ignore[attr-defined]
    assert answer.status_code == 302, answer.content.decode()
    return Channel.objects.get(client=cast.client, handle__startswith=f"@{username}@")
