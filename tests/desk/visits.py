"""Visits of a real browser in which Rita, who manages the client, is signed in, or somebody else."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.conftest import VisitAs


@pytest.fixture
def visit(visit_as: VisitAs, cast: Any) -> VisitAs:
    """Visits of Rita, who manages the client."""
    return partial(visit_as, cast.rita, viewport={"width": 1280, "height": 860})
