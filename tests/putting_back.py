"""A backup of what the engine knows, to be put back over what happened since: in the database, not on the networks."""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction

TABLES = (
    "editorial_delivery", "editorial_step", "editorial_attempt", "editorial_lookup", "editorial_publication",
    "people_installation",
)  # fmt: skip
# These tables, and all whose rows point at a row of one of them.
_REACHED = """
    WITH RECURSIVE reached AS (
        SELECT unnest(%s::regclass[])::oid AS id
        UNION
        SELECT conrelid FROM pg_constraint JOIN reached ON confrelid = id WHERE contype = 'f'
    )
    SELECT id::regclass::text FROM reached
"""


class Backup:
    """What the tables of deliveries hold now."""

    def __init__(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS kept_{table} (LIKE {table})")
                cursor.execute(f"DELETE FROM kept_{table}")
                cursor.execute(f"INSERT INTO kept_{table} SELECT * FROM {table}")

    def put_back(self) -> None:
        """Put it back; what hangs on rows of these tables is gone."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_emptying())
            for table in TABLES:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")


@cache
def _emptying() -> str:
    """Deletes all rows as TRUNCATE … CASCADE would, which makes every table and index a new file: twenty times as slow."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [list(TABLES)])
        deletes = [f"DELETE FROM {table}" for (table,) in cursor.fetchall()]
    # In any order and whatever else a trigger would say, as TRUNCATE does; for these statements only.
    replica, origin = (
        f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin")
    )
    return "; ".join([replica, *deletes, origin])
