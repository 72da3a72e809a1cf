"""Many rows of a table brought up to date by a few statements, as an import needs it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.models import Model


def update_each(changed: Iterable[tuple[Model, Iterable[str]]]) -> None:
    """Writes of each row, all of one model, the fields named beside it, and nothing else of it: a statement for each choice of fields.

    Takes what JSON can say and the database reads back: words, numbers, amounts, days, times, references; no lists. What
    `save` does besides is left out.
    """
    alike: defaultdict[tuple[str, ...], list[Model]] = defaultdict(list)
    for row, names in changed:
        alike[tuple(sorted(names))].append(row)
    for names, rows in alike.items():
        if names:
            _update(rows, names)


def _update(rows: Sequence[Model], names: Sequence[str]) -> None:
    meta = rows[0]._meta
    connection = connections["default"]
    quoted = connection.ops.quote_name
    # Each of them has a column: what comes from another table is no field of the row.
    fields: list[Any] = [meta.get_field(name) for name in names]
    key: Any = meta.pk
    # Django's own bulk_update writes a CASE with a branch for each row and field: ten times as long at a thousand rows.
    told = [
        {"pk": row.pk, **{f"f{n}": field.value_from_object(row) for n, field in enumerate(fields)}}
        for row in rows
    ]
    sets = ", ".join(f"{quoted(field.column)} = told.f{n}" for n, field in enumerate(fields))
    types = ", ".join(f"f{n} {field.db_type(connection)}" for n, field in enumerate(fields))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quoted(meta.db_table)} AS row SET {sets}"  # noqa: S608 - names of our own tables
            f" FROM jsonb_to_recordset(%s::jsonb) AS told(pk bigint, {types})"
            f" WHERE row.{quoted(key.column)} = told.pk",
            [json.dumps(told, default=str)],
        )
