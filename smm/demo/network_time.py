"""The clock of the sandbox network, set by the database's, which may have been moved: the story is told by one time."""

from __future__ import annotations

from datetime import datetime

from networks.sandbox.orders import Orders
from people.clock import database_now


def set_to(sandbox: Orders, at: datetime) -> None:
    """From now on it is `at` on the network."""
    sandbox.order("clock", at=at.isoformat())


def set_right(sandbox: Orders) -> None:
    """It is the same time on the network as here."""
    set_to(sandbox, database_now())
