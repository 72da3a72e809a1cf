"""The one clock: the database's, so that all processes agree and the demo can move it.

The SQL function ``smm_now()`` is made by the first migration of this app. Doors (views, tasks,
commands) read it once and pass ``now`` on; actions and queries never look at a clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The current instant (aware, UTC) as the database sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT smm_now()")
        (instant,) = cursor.fetchone()
    assert isinstance(instant, datetime)
    return instant


def machine_ahead_s(*, machine_clock: Callable[[], float] = time.time) -> float:
    """By how many seconds this machine's clock is certainly ahead of the database's (negative: behind; 0: they may agree).

    The true clock of the database is asked, not the one a demo may move. What may be the way there and back counts for
    nothing, so a slow database is not taken for a wrong clock.
    """
    before = machine_clock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())::float8")
        (there,) = cursor.fetchone()
    after = machine_clock()
    return max(before - there, 0.0) + min(after - there, 0.0)
