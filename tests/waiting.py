"""Waiting for what other processes and pages do: asked again and again, never slept blindly."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

# How long what must come is waited for: so long that a busy machine never decides a test.
PATIENCE_S = 90.0


def eventually(condition: Callable[[], bool], *, seconds: float = PATIENCE_S) -> bool:
    """Whether the condition came true within the seconds given."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def processor_s() -> float:
    """What this process and those that it has waited for have cost so far, in seconds of a processor: no matter who else runs."""
    return sum(os.times()[:4])


def until(page: Any, question: str) -> Any:
    """The first answer of a page that is a yes; asked from outside, for its policy forbids the browser driver's own way."""
    # Only tests with a browser have it.
    from playwright.sync_api import Error  # noqa: PLC0415

    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        # While a page gives way to the next there is nobody to ask.
        with suppress(Error):
            if answer := page.evaluate(question):
                return answer
        time.sleep(0.03)
    raise AssertionError(question)


def until_kept_here(page: Any, words: str) -> None:
    """Waits until the browser's own copy of what is typed holds these words; the server may not have them yet."""
    kept = json.dumps(words, ensure_ascii=False)[1:-1]
    until(page, f"Object.values(localStorage).some((each) => each.includes({json.dumps(kept)}))")


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
