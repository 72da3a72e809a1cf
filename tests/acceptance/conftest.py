"""The walk over every screen is made once, and each test reads its part; and Nora at her desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smm.local.starting import Stack
from tests.acceptance.walking import Found, Walker, sign_in


@pytest.fixture(scope="session")
def walk(demo_stack: Stack, chromium_path: Path) -> Found:
    """Everything that was measured on every screen of the demo."""
    return Walker(chromium_path, demo_stack).walk()


@pytest.fixture(scope="module")
def signed_in(browser: Any, demo_stack: Stack) -> Any:
    """What a browser keeps once Nora has signed in."""
    context = browser.new_context(locale="it-IT")
    page = context.new_page()
    sign_in(page, demo_stack)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def page(browser: Any, signed_in: Any) -> Iterator[Any]:
    """Nora at her desk."""
    context = browser.new_context(
        storage_state=signed_in,
        viewport={"width": 1280, "height": 800},
        locale="it-IT",
        timezone_id="Europe/Rome",
        color_scheme="light",
    )
    page = context.new_page()
    yield page
    context.close()
