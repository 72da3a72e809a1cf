"""Waking the publisher before its next look."""

from __future__ import annotations

from django.db import connection

WAKE_CHANNEL = "palinsesto_due"


def wake() -> None:
    """Tell `manage.py publisher` that there may be something sooner than its next look."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {WAKE_CHANNEL}")
