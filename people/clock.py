"""The one clock: the database's, so that all processes agree and the demo can move it.

The SQL function ``smm_now()`` is made by the first migration of this app. Doors (views, tasks,
commands) read it once and pass ``now`` on; actions and queries never look at a clock.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The current instant (aware, UTC) as the database sees it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT smm_now()")
        (instant,) = cursor.fetchone()
    assert isinstance(instant, datetime)
    return instant
