"""How many requests this process is answering: a page that is closed may have asked something a moment before."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started

_lock = Lock()
_n_open = 0


def _count(by: int, sender: Any) -> None:
    """Of the server's requests alone: a test that asks without a server may leave a file half read, which never ends."""
    global _n_open
    if isinstance(sender, type) and issubclass(sender, WSGIHandler):
        with _lock:
            _n_open = max(_n_open + by, 0)


def _started(sender: Any, **_: Any) -> None:
    _count(1, sender)


def _finished(sender: Any, **_: Any) -> None:
    _count(-1, sender)


request_started.connect(_started)
request_finished.connect(_finished)


def wait_until_none(*, seconds: float = 60.0, quiet: float = 0.15) -> None:
    """Until nothing was being answered for a moment, so that tables can be emptied under nobody's feet."""
    until = time.monotonic() + seconds
    since = time.monotonic()
    while time.monotonic() < until:
        if _n_open:
            since = time.monotonic()
        elif time.monotonic() - since >= quiet:
            return
        time.sleep(0.02)
    raise AssertionError(f"still answering {_n_open} requests of pages that are closed")
