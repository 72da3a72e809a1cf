"""What many tests begin with is made once by each process; afterwards its rows are put back by one statement.

    _cast = Kept(make.cast)

    @pytest.fixture
    def cast(db: None) -> Cast:
        return _cast()

They are the rows that the product's own actions wrote, keys and all: no sequence hands a key out twice. Whoever does not ask
for them still finds the tables empty.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Generic, TypeVar

from django.db import connection, transaction

Made = TypeVar("Made")

_COLUMNS = """
    SELECT relname, array_agg(quote_ident(attname) ORDER BY attnum)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    GROUP BY relname ORDER BY relname
"""
# Rows that were judged once: as a replica, which neither fires triggers nor looks after references again.
_PUT_BACK = (
    "SET LOCAL session_replication_role = replica; {}; SET LOCAL session_replication_role = origin"
)


class Kept(Generic[Made]):
    """`make`, which works at the first call alone: later ones put the same rows back. It may touch no row that it finds."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: Any = None
        self._statement = ""

    def __call__(self) -> Made:
        """What was made, in objects of the caller's own."""
        if not self._statement:
            before = _rows()
            self._made = self._make()
            self._statement = _PUT_BACK.format("; ".join(_inserts(_rows(), but_not=before)))
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(self._statement)
        made: Made = deepcopy(self._made)
        return made


# The rows of a table, each as its values are written in SQL.
Rows = dict[str, set[str]]


def _rows() -> Rows:
    """Everything that stands in the database, by table and columns."""
    found: Rows = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, columns in cursor.fetchall():
            values = ", ".join(f"quote_nullable({column}::text)" for column in columns)
            cursor.execute(f"SELECT concat_ws(', ', {values}) FROM \"{table}\"")
            names = f'"{table}" ({", ".join(columns)})'
            found[names] = {row for (row,) in cursor.fetchall()}
    return found


def _inserts(rows: Rows, *, but_not: Rows) -> list[str]:
    """What writes these rows, but not those."""
    new = {table: sorted(held - but_not[table]) for table, held in rows.items()}
    assert all(but_not[table] <= held for table, held in rows.items()), "it changed what it found"
    return [
        f"INSERT INTO {table} VALUES " + ", ".join(f"({row})" for row in held)
        for table, held in new.items()
        if held
    ]
