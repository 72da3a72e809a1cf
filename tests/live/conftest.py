"""One real network for the session. Where it cannot be had the tests are skipped, or fail under REQUIRE_LIVE=1."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from networks import http
from networks.bluesky.connector import Bluesky
from networks.types import Credentials
from tests.live import network as live
from tests.live.acts import join
from tests.live.network import Network, NoNetworkError, Person

KEPT = Path(__file__).resolve().parents[2] / "var" / "live"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is marked `live`, and none of it runs unless somebody asks for it."""
    here = Path(__file__).parent
    is_wanted = os.environ.get("LIVE") == "1" or os.environ.get("REQUIRE_LIVE") == "1"
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.live)
            if not is_wanted:
                item.add_marker(pytest.mark.skip(reason="live tests run with LIVE=1"))


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """An empty database beside the tests' own."""
    url, name = os.environ["DATABASE_URL"], f"live_{secrets.token_hex(6)}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(url)._replace(scheme="postgres", path=f"/{name}"))
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    connection.close()


@pytest.fixture(scope="session")
def running(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    """The network, started once."""
    log = tmp_path_factory.mktemp("live") / "network.log"
    try:
        started = live.start(live.install(KEPT), database_url=database_url, log=log)
    except (NoNetworkError, OSError) as error:
        words = f"no Bluesky network here: {error}"
        if os.environ.get("REQUIRE_LIVE") == "1":
            pytest.fail(f"{words}, and REQUIRE_LIVE=1 demands it", pytrace=False)
        pytest.skip(words)
    yield started
    started.stop()


@pytest.fixture
def net(running: Network) -> Iterator[Network]:
    """The network, let through the guard for this test."""
    http.configure(
        allow_origins=[running.pds, running.plc, running.appview], user_agent="Palinsesto/test"
    )
    yield running
    http.configure()


@pytest.fixture
def bluesky(net: Network) -> Bluesky:
    """The product's connector, aimed at this network's resolver and directory; it has no video service."""
    return Bluesky("bluesky", "Bluesky", resolver=net.pds, directory=net.plc, videos="")


@pytest.fixture
def anna(net: Network) -> Person:
    return net.person("anna")


@pytest.fixture
def me(bluesky: Bluesky, anna: Person) -> Credentials:
    return join(bluesky, anna)
