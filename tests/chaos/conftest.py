"""The engine's own sandbox and agency, for tests that kill what uses them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from tests.chaos.ordeal import NAME, PACE, Publishers
from tests.editorial.conftest import client_of, owner, sandbox

__all__ = ["client_of", "owner", "publishers", "sandbox"]


@pytest.fixture
def publishers(sandbox: Any, tmp_path: Path) -> Iterator[Publishers]:
    """Publishers that work on the test's database and its sandbox."""
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        **{name: str(value) for name, value in PACE.items()},
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "SANDBOX_ORIGIN": sandbox.origin,
        "PROCESS_NAME": NAME,
    }
    made = Publishers(environment, tmp_path / "publishers.log")
    yield made
    made.stop()
