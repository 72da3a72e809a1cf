"""A second installation for journeys: the one a newcomer gets, with the demo in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smm.local import place, servers, supervise
from smm.local.supervise import Stack


@pytest.fixture(scope="session")
def demo_stack() -> Iterator[Stack]:
    """Real processes and the demo agency, ninety days old."""
    directory = place.throw_away()
    try:
        with supervise.stack(data=directory, demo=True, sandbox=True, is_durable=False) as running:
            yield running
    finally:
        servers.remove(directory)
