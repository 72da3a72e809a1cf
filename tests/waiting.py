"""Waiting for what other processes and pages do: asked again and again, never slept blindly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def eventually(condition: Callable[[], bool], *, seconds: float = 15) -> bool:
    """Whether the condition came true within the seconds given."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def click_through(page: Any, control: Any) -> None:
    """Clicks what leads to another page, and comes back when that page is there (a busy browser starts to go late)."""
    with page.expect_navigation():
        control.click()


def is_complaint(message: Any) -> bool:
    """Whether a line of a browser's console tells of something wrong.

    Who leaves a page while it asks for something gives that request up; htmx says so as an error. It is none.
    """
    given_up = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
    return message.type in {"error", "warning"} and not given_up
