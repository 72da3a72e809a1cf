"""Waiting for what other processes do: asked again and again, never slept blindly."""

from __future__ import annotations

import time
from collections.abc import Callable


def eventually(condition: Callable[[], bool], *, seconds: float = 15) -> bool:
    """Whether the condition came true within the seconds given."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
