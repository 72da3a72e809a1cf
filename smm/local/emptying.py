"""How a test that really committed leaves its database: with empty tables, in one statement.

Django would cut every table to nothing, which makes new files for it and for each of its indexes, and write all content types and
permissions anew: half a second after each such test, whatever it wrote. Rows are few, so they are deleted instead. And it would
close the connection, so that the next test's has to learn all tables again: what a session can hold is given back instead.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import psycopg2
from django.db import connection
from django.test import TransactionTestCase

from smm.local.servers import ADMIN, OWNER, Servers

# What the code says is in them, and no test changes it.
KEPT = frozenset({"django_content_type", "auth_permission"})


def allow(running: Servers) -> None:
    """Let the tables' owner delete in any order, on these throw-away servers."""
    admin = psycopg2.connect(
        host="127.0.0.1",
        port=running.postgres_port,
        user=ADMIN,
        password=running.keys.postgres_password,
        dbname="postgres",
    )
    with admin, admin.cursor() as cursor:
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")
    admin.close()


def take_over() -> None:
    """From now on tests with real transactions are cleaned up after in this way."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]
    TransactionTestCase._should_reload_connections = lambda test: False  # type: ignore[attr-defined]


def _empty(test: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_statement())


@cache
def _statement() -> str:
    names = sorted({*connection.introspection.django_table_names(only_existing=True)} - KEPT)
    deletes = (f"DELETE FROM {connection.ops.quote_name(name)}" for name in names)  # noqa: S608
    # As a replica, which neither fires triggers nor looks after references; only for this one transaction
    emptied = ["BEGIN", "SET LOCAL session_replication_role = replica", *deletes, "COMMIT"]
    return "; ".join([*emptied, "SELECT pg_advisory_unlock_all()", "UNLISTEN *", "DISCARD TEMP"])
