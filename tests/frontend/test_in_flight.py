"""A browser's page is left only when nothing it asked is being answered any more; whoever hung up is not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started

from tests import in_flight


@contextmanager
def _server_thread(*, says_it_ended: bool, until: Event) -> Iterator[Thread]:
    """A thread that answers a request until it may end, as the tests' server does."""
    begun = Event()

    def answer() -> None:
        request_started.send(sender=WSGIHandler)
        begun.set()
        until.wait(30)
        if says_it_ended:
            request_finished.send(sender=WSGIHandler)

    thread = Thread(target=answer)
    thread.start()
    begun.wait(30)
    try:
        yield thread
    finally:
        until.set()
        thread.join(30)


@pytest.mark.parametrize("says_it_ended", [True, False])
def test_a_request_is_waited_for_while_its_thread_is_alive_and_no_longer(says_it_ended):
    until = Event()
    with (
        _server_thread(says_it_ended=says_it_ended, until=until),
        pytest.raises(AssertionError, match="still answering 1 requests"),
    ):
        in_flight.wait_until_none(seconds=0.3)
    in_flight.wait_until_none(seconds=5)
