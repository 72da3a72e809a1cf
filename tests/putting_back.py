"""A backup of what the engine knows, to be put back over what happened since: in the database, not on the networks."""

from __future__ import annotations

from django.db import connection

TABLES = (
    "editorial_delivery", "editorial_step", "editorial_attempt", "editorial_lookup", "editorial_publication",
    "people_installation",
)  # fmt: skip


class Backup:
    """What the tables of deliveries hold now."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"DROP TABLE IF EXISTS pg_temp.kept_{table}")
                cursor.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")

    def put_back(self) -> None:
        """Put it back; what hangs on later rows is gone with them."""
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
            for table in TABLES:
                cursor.execute(f"INSERT INTO {table} SELECT * FROM kept_{table}")
