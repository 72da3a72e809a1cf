"""Which threads of this process are answering a request: a page that is closed may have asked something a moment before."""

from __future__ import annotations

import time
from threading import Lock, Thread, current_thread
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started

_lock = Lock()
_answering: set[Thread] = set()


def _is_of_server(sender: Any) -> bool:
    """The server's requests alone: a test that asks without a server may leave a file half read, which never ends."""
    return isinstance(sender, type) and issubclass(sender, WSGIHandler)


def _started(sender: Any, **_: Any) -> None:
    if _is_of_server(sender):
        with _lock:
            _answering.add(current_thread())


def _finished(sender: Any, **_: Any) -> None:
    if _is_of_server(sender):
        with _lock:
            _answering.discard(current_thread())


def _n_open() -> int:
    """A thread that ended answers nothing, though it never said so: whoever hangs up in the middle of an upload ends it."""
    with _lock:
        _answering.intersection_update([each for each in _answering if each.is_alive()])
        return len(_answering)


request_started.connect(_started)
request_finished.connect(_finished)


def wait_until_none(*, seconds: float = 60.0, quiet: float = 0.15) -> None:
    """Until nothing was being answered for a moment, so that tables can be emptied under nobody's feet."""
    until = time.monotonic() + seconds
    since = time.monotonic()
    while time.monotonic() < until:
        if _n_open():
            since = time.monotonic()
        elif time.monotonic() - since >= quiet:
            return
        time.sleep(0.02)
    raise AssertionError(f"still answering {_n_open()} requests of pages that are closed")
