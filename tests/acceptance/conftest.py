"""The walk over every screen is made once; each test reads its part."""

from __future__ import annotations

from pathlib import Path

import pytest

from smm.local.starting import Stack
from tests.acceptance.walking import Found, Walker


@pytest.fixture(scope="session")
def walk(demo_stack: Stack, chromium_path: Path) -> Found:
    """Everything that was measured on every screen of the demo."""
    return Walker(chromium_path, demo_stack).walk()
