"""Statements that PostgreSQL plans once for each connection. Planning the questions of Today took as long as answering them.

A statement that a connection asks for again is prepared in it, with the types of its values; from then on only the
values travel. PostgreSQL still looks at the values themselves a few times and keeps one plan only where that costs no more.

Nothing depends on it: within a transaction, where an error could not be taken back, for values of a kind that has no type
here, and wherever the server refuses (a pool that gives each statement to another session), the statement goes as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg2.errors import DuplicatePreparedStatement

# A connection prepares what it asked for so often before; so many, for each keeps its plan in the server's memory.
WORTH_IT_AFTER = 1
MOST = 64


@dataclass(slots=True, eq=False)
class Statement:
    """A statement, its parameters, and which of them are values: `places` has the number of a value, None for a constant.

    Its name comes from its words: in a session that a pool gave to somebody else before, it means the same statement.
    """

    sql: str
    parameters: tuple[Any, ...]
    places: tuple[int | None, ...]
    name: str = ""
    is_refused: bool = False

    def plain(self, values: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
        """The statement with these values, as Django would ask it."""
        filled = zip(self.parameters, self.places, strict=True)
        return self.sql, tuple(each if place is None else values[place] for each, place in filled)


@dataclass(slots=True)
class _Session:
    """What one session of the database knows of statements."""

    names: set[str] = field(default_factory=set)
    asked: Counter[Statement] = field(default_factory=Counter)


_sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()


def planned(
    connection: BaseDatabaseWrapper, statement: Statement, values: Sequence[Any]
) -> tuple[str, tuple[Any, ...]] | None:
    """How to ask for the plan that is kept, with these values; None where the statement is to be asked as it is."""
    if connection.in_atomic_block or statement.is_refused:
        return None
    connection.ensure_connection()
    session = _sessions.setdefault(connection.connection, _Session())
    if statement.name not in session.names and not _prepare(connection, session, statement, values):
        return None
    places = ", ".join(["%s"] * len(values))
    return f"EXECUTE {statement.name}{f' ({places})' if values else ''}", tuple(values)


def _prepare(
    connection: BaseDatabaseWrapper, session: _Session, statement: Statement, values: Sequence[Any]
) -> bool:
    """Have the statement prepared, if it is asked for often enough; says whether it is."""
    session.asked[statement] += 1
    if session.asked[statement] <= WORTH_IT_AFTER or len(session.names) >= MOST:
        return False
    kinds = [_kind(each) for each in values]
    if None in kinds:
        statement.is_refused = True
        return False
    declared = f" ({', '.join(map(str, kinds))})" if kinds else ""
    with connection.cursor() as cursor:
        words = statement.sql % tuple(
            cursor.mogrify("%s", [each]).decode() if place is None else f"${place + 1}"
            for each, place in zip(statement.parameters, statement.places, strict=True)
        )
        statement.name = "q" + sha256(f"{declared} {words}".encode()).hexdigest()[:40]
        if statement.name not in session.names:
            try:
                cursor.execute(f"PREPARE {statement.name}{declared} AS {words}")
            except DatabaseError as error:
                # Whoever had this session before may have left it there: of the same name, so of the same words.
                if not isinstance(error.__cause__, DuplicatePreparedStatement):
                    statement.is_refused = True
                    return False
    session.names.add(statement.name)
    return True


def _kind(value: Any) -> str | None:
    """The type that the server gives to a value; None for what has none here."""
    match value:
        case int():
            return "bigint"
        case datetime():
            return "timestamptz" if value.tzinfo else "timestamp"
        case date():
            return "date"
        case UUID():
            return "uuid"
        case str():
            return "text"
        case list() if all(type(each) is int for each in value):
            return "bigint[]"
    return None
