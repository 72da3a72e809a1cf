"""Connecting by a link as a person of the client sees it, in both languages, wide, narrow, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from clients.actions import connect_links
from people.clock import database_now
from tests import make
from tests.clients.walking import at_the_network
from tests.visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _link(cast: Any, network: str) -> str:
    connect_links.send(
        by=cast.rita, client=cast.client, network=network, contact=cast.carla, now=database_now()
    )
    said = make.mail_context(to=cast.carla.email)
    return str(said["link"]).removeprefix(settings.PUBLIC_ORIGIN)


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_page_of_the_way_is_in_order_and_the_way_is_walked_on_a_phone(
    browser: Any, live_server: Any, cast: Any, sandbox: Any, language: str
) -> None:
    cast.carla.language = language
    cast.carla.save(update_fields=["language"])
    links = {network: _link(cast, network) for network in ("bluesky", "mastodon", "sandbox")}
    seen = Visit(browser, live_server.url, viewport={"width": 360, "height": 740})
    try:
        named = {f"link-{network}-{language}": link for network, link in links.items()}
        assert seen.wrong_of(named) == {}
        page = seen.page
        page.set_viewport_size({"width": 360, "height": 740})
        page.get_by_role("main").get_by_role("button").click()
        out = page.get_by_role("link", name=_host(sandbox)).get_attribute("href")
        page.goto(live_server.url + at_the_network(out, username="dal_telefono"))
        page.get_by_text("@dal_telefono@").wait_for()
        assert seen.looked_over(f"link-whose-{language}") == []
        page.set_viewport_size({"width": 360, "height": 740})
        page.get_by_role("main").get_by_role("button").click()
        page.get_by_text({"it": "è collegato", "en": "is connected"}[language]).wait_for()
        assert seen.looked_over(f"link-done-{language}") == []
        assert page.locator("html").get_attribute("lang") == language
        assert cast.client.channels.filter(handle__startswith="@dal_telefono@").exists()
        page.goto(live_server.url + links["sandbox"])
        assert seen.looked_over(f"link-ended-{language}") == []
        # the page of a link that is over is a 410, which the browser notes; nothing else went wrong
        assert [each for each in seen.complaints if "410" not in each] == []
    finally:
        seen.close()


def _host(sandbox: Any) -> Any:
    """The words of the link that leads to the network's page name its host."""
    return sandbox.origin.partition("://")[2].partition(":")[0]


def test_where_one_connects_is_in_order_with_links_that_wait(
    browser: Any, live_server: Any, cast: Any, sign_in: Any
) -> None:
    _link(cast, "mastodon")
    seen = Visit(browser, live_server.url, viewport={"width": 1280, "height": 800})
    cookie = sign_in(cast.rita).cookies[settings.SESSION_COOKIE_NAME].value
    seen.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    try:
        address = reverse("clients:connect", args=[cast.client.slug])
        assert seen.wrong_of({"connect-with-links": address}) == {}
    finally:
        seen.close()
