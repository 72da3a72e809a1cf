"""Queries that are put together once. Django writes a query's SQL anew each time it is asked, and on a page of ten
queries that is half of the work; here it is written once for each shape of a query, and later only the values differ.

    @prepared()
    def _coming(*, member: Member, now: datetime) -> QuerySet[Delivery]:
        return Delivery.objects.visible_to(member).filter(due_at__gte=now)

    for delivery in _coming(member=member, now=now): ...

The function is called with stand-ins instead of the values, so that it cannot keep anybody's own: a member (it may use
the key, the agency and the role), another row (its key), an instant, a wall time, a day, a number, a public id, a word, a list of
keys (by `each_of`). They must come into the query as they are: whoever needs `now` and a week passes that as a value of its own.
None, a member's role, and the arguments named to `prepared` are no values: each of them makes a query of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import DatabaseError, DataError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from people.models import Member
from people.planned import Statement, planned

Asked = ParamSpec("Asked")
Row = TypeVar("Row")

# A function keeps so many shapes; the words people search for are shapes too.
_KEPT = 200
# Nothing real has these values, so each stand-in is found again in what Django wrote.
_NUMBER = -(10**15)
_INSTANT = datetime(500, 1, 1)  # noqa: DTZ001 - with a zone an instant, without one a wall time
_WORD = "\x01stands for "
_OF_UUIDS = 1 << 120


class NotFilledInError(Exception):
    """A value is of no kind that can be filled in, or its stand-in was changed on its way into the query."""


def prepared(
    *shapes: str,
) -> Callable[[Callable[Asked, QuerySet[Any, Row]]], Callable[Asked, list[Row]]]:
    """Make a function that returns a query into one that returns its rows, and puts the query together only once.

    `shapes` name the arguments that make a query of their own. All arguments are passed by name. Raises
    NotFilledInError where a value cannot be filled in: the first time a shape is asked for, never later.
    """

    def decorate(build: Callable[Asked, QuerySet[Any, Row]]) -> Callable[Asked, list[Row]]:
        made: dict[Hashable, _Query] = {}

        @wraps(build)
        def ask(*_: Asked.args, **given: Asked.kwargs) -> list[Row]:
            fixed = {name for name, each in given.items() if each is None or name in shapes}
            shape = tuple(
                (name, each if name in fixed else getattr(each, "role", ""))
                for name, each in given.items()
            )
            query = made.get(shape)
            if query is None:
                if len(made) >= _KEPT:
                    made.clear()
                query = made[shape] = _Query.made_by(build, given, fixed)
            return query.rows(
                [v for name in given if name not in fixed for v in _values(given[name])]
            )

        return ask

    return decorate


@dataclass(frozen=True, slots=True)
class _Query:
    """A query of one shape: Django's compiler after its work, and what it wrote."""

    template: QuerySet[Any, Any]
    compiler: SQLCompiler
    statement: Statement

    @classmethod
    def made_by(
        cls, build: Callable[..., QuerySet[Any, Any]], given: dict[str, Any], fixed: set[str]
    ) -> _Query:
        numbers: dict[Any, int] = {}
        template = build(
            **{
                name: each if name in fixed else _stand_in(each, numbers)
                for name, each in given.items()
            }
        )
        compiler = template.query.get_compiler(using=template.db)
        sql, parameters = compiler.as_sql()
        places = tuple(_place(each, numbers) for each in parameters)
        return cls(template, compiler, Statement(sql, tuple(parameters), places))

    def rows(self, values: Sequence[Any]) -> list[Any]:
        """The rows for these values, asked now."""
        connection = connections[self.template.db]  # this thread's own
        if kept := planned(connection, self.statement, values):
            try:
                return self._ask(connection, *kept)
            except DatabaseError as error:
                # The server forgot the plan or outgrew it, if it answers now; whatever else is wrong is raised again.
                rows = self._ask(connection, *self.statement.plain(values))
                self.statement.is_refused = not isinstance(error, DataError)
                return rows
        return self._ask(connection, *self.statement.plain(values))

    def _ask(
        self, connection: BaseDatabaseWrapper, sql: str, parameters: tuple[Any, ...]
    ) -> list[Any]:
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (sql, parameters)  # type: ignore[method-assign]
        query = self.template.all()
        query.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(query)


def each_of(keys: list[int]) -> RawSQL:
    """For `pk__in`: the keys as one value, however many they are."""
    return RawSQL("SELECT unnest(%s::bigint[])", [keys])


def _values(given: Any) -> tuple[Any, ...]:
    """What of an argument goes into the query."""
    if isinstance(given, Member):
        return given.pk, given.agency_id
    return (given.pk,) if isinstance(given, Model) else (given,)


def _stand_in(given: Any, numbers: dict[Any, int]) -> Any:
    """Something of the same kind, whose values are noted with their numbers."""

    def noted(value: Any) -> Any:
        numbers[value] = len(numbers)
        return value

    n = len(numbers)
    match given:
        case Member():
            return Member(pk=noted(_NUMBER - n), agency_id=noted(_NUMBER - n - 1), role=given.role)
        case Model():
            return given._meta.model(
                pk=noted(_NUMBER - n)
            )  # the person of a request is a lazy object
        case datetime():
            return noted((_INSTANT + timedelta(hours=n)).replace(tzinfo=given.tzinfo and UTC))
        case date():
            return noted(_INSTANT.date() + timedelta(days=n))
        case UUID():
            return noted(UUID(int=_OF_UUIDS + n))
        case str() | list():
            return noted(f"{_WORD}{n}")
        case int() if not isinstance(given, bool):
            return noted(_NUMBER - n)
    raise NotFilledInError(f"{type(given).__name__} is no value: name the argument as a shape.")


def _place(parameter: Any, numbers: dict[Any, int]) -> int | None:
    """The number of the value that goes there; None where always the same stands."""
    if isinstance(parameter, int | str | date | UUID) and parameter in numbers:
        return numbers[parameter]
    if _is_left_of_a_stand_in(parameter):
        raise NotFilledInError(f"A value was changed on its way into the query: {parameter!r}.")
    return None


def _is_left_of_a_stand_in(parameter: Any) -> bool:
    match parameter:
        case list() | tuple():
            return any(map(_is_left_of_a_stand_in, parameter))
        case date():
            return parameter.year < 1000
        case int():
            return parameter < _NUMBER // 2
        case str():
            return _WORD in parameter
    return False
