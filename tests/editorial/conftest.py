"""A real sandbox network for the engine's tests, told to behave before each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project

from clients.models import Channel
from people.models import Member
from tests import make_posts
from tests.laws import pass_law  # noqa: F401  (a fixture)
from tests.on_the_sandbox import (  # noqa: F401  (fixtures)
    account_there,
    make_owner,
    tame_sandbox,
    winery,
)
from tests.visit import Visit


@pytest.fixture
def owner(transactional_db) -> Member:
    """Alice, who owns an agency. The engine's tests commit: claims and locks need real transactions."""
    return make_owner()


@pytest.fixture
def other_channel(client_of, sandbox) -> Channel:
    """Another account of the client's there."""
    return make_posts.sandbox_channel(client_of, sandbox)


@pytest.fixture
def visit(browser: Any, live_server: Any, owner: Any, sign_in: Any) -> Iterator[Any]:
    """Visits of Alice, in the language that is asked for."""
    made: list[Visit] = []

    def make_visit(language: str = "en", **options: Any) -> Visit:
        owner.user.language = language
        owner.user.save(update_fields=["language"])
        seen = Visit(browser, live_server.url, **options)
        cookie = sign_in(owner).cookies[project.SESSION_COOKIE_NAME].value
        seen.context.add_cookies(
            [{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        made.append(seen)
        return seen

    yield make_visit
    for each in made:
        each.close()
