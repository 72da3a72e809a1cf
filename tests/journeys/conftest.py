"""Who walks the journeys of the demo: people with a browser each, who say at the end what was wrong on their way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from smm.local.starting import Stack
from tests.journeys.people import People


@pytest.fixture
def people(browser: Any, demo_stack: Stack) -> Iterator[People]:
    """The people of the demo; fails a journey on whose pages something was wrong, although it came to its end."""
    gathered = People(browser, demo_stack)
    yield gathered
    wrong = gathered.go_home()
    assert not wrong, "\n".join(wrong)
