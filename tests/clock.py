"""The clock of the product is the database's: a test moves it for the rest of its transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from people.clock import database_now


def move_to(at: datetime) -> None:
    """From now on it is `at` (aware), and time goes on from there; undone with the transaction."""
    seconds = (at - database_now()).total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION smm_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
            f"'SELECT clock_timestamp() + interval ''{seconds:.3f} seconds'''"
        )
