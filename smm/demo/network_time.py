"""The clock of the sandbox network, set by the database's, which may have been moved: the story is told by one time."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from networks.sandbox.orders import Orders
from people.clock import database_now


def set_to(sandbox: Orders, at: datetime) -> None:
    """From now on it is `at` on the network."""
    seconds = (at - database_now()).total_seconds()
    sandbox.order("clock", offset_s=seconds + _moved_by())


def set_right(sandbox: Orders) -> None:
    """It is the same time on the network as here."""
    sandbox.order("clock", offset_s=_moved_by())


def _moved_by() -> int:
    """By how many whole seconds our clock was moved: none outside of tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT round(extract(epoch FROM smm_now() - clock_timestamp()))::int")
        (seconds,) = cursor.fetchone()
    return int(seconds)
