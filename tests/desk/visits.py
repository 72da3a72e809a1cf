"""Visits of a real browser in which Rita, who manages the client, is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests.visit import Visit


@pytest.fixture
def visit(browser: Any, live_server: Any, cast: Any, sign_in: Any) -> Iterator[Any]:
    """Makes visits and closes them."""
    made: list[Visit] = []

    def make_visit(**options: Any) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 860})
        seen = Visit(browser, live_server.url, **options)
        cookie = sign_in(cast.rita).cookies[settings.SESSION_COOKIE_NAME].value
        seen.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        made.append(seen)
        return seen

    yield make_visit
    for each in made:
        each.close()
