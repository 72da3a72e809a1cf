"""The engine's own sandbox and agency, for tests that kill what uses them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

from editorial import pace
from networks import registry
from networks.sandbox.process import SandboxProcess
from tests.chaos import life
from tests.chaos.doomed import Nursery
from tests.chaos.ordeal import NAME, PACE, Publishers
from tests.editorial.conftest import owner
from tests.on_the_sandbox import tame_sandbox, winery

__all__ = ["owner", "publishers", "tame_sandbox", "winery"]


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


@pytest.fixture
def quick_pace(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases of a second, and the sandbox under every promise that networks make."""
    for name, value in life.PACE.items():
        setattr(settings, name, value)
    monkeypatch.setattr(pace, "MARGIN_S", life.MARGIN_S)
    for slug, place in registry.OTHER_SANDBOXES.items():
        monkeypatch.setitem(registry.NETWORKS, slug, place)


@pytest.fixture(scope="session")
def nursery(
    django_db_setup: None,
    _sandbox_process: SandboxProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Nursery]:
    """Makes doomed processes that work on the test's database and its sandbox."""
    url = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        **{name: str(value) for name, value in life.PACE.items()},
        "BENCH": "1",
        "DATABASE_URL": urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}")),
        "SANDBOX_ORIGIN": _sandbox_process.origin,
        "PROCESS_NAME": "palinsesto doomed",
    }
    log: Path = tmp_path_factory.mktemp("doomed") / "doomed.log"
    made = Nursery(environment, root=settings.BASE_DIR, log=log)
    yield made
    made.stop()
