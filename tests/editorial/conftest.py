"""A real sandbox network for the engine's tests, told to behave before each of them."""

from __future__ import annotations

from typing import Any

import pytest

from clients.models import Channel
from people.models import Member
from tests import make_posts
from tests.conftest import VisitAs
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
def visit(visit_as: VisitAs, owner: Any) -> VisitAs:
    """Visits of Alice, in the language that is asked for."""

    def make_visit(language: str = "en", **options: Any) -> Visit:
        owner.user.language = language
        owner.user.save(update_fields=["language"])
        return visit_as(owner, **options)

    return make_visit
