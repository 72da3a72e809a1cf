"""Reading what somebody else's server answered: one bad item never spoils a list, what cannot be read is refused whole. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from networks.answers import Response

T = TypeVar("T")


class MalformedError(ValueError):
    """An answer without what we cannot do without."""


def each_of(body: object, make: Callable[[Mapping[str, Any]], T | None]) -> list[T]:
    """`make` over a list, leaving out what cannot be read. Not a list at all raises MalformedError."""
    if not isinstance(body, list):
        raise MalformedError("list")
    made: list[T] = []
    for item in body:
        try:
            if isinstance(item, Mapping) and (one := make(item)) is not None:
                made.append(one)
        except (MalformedError, LookupError, TypeError, ValueError, OverflowError, OSError):
            continue
    return made


def understood(response: Response, read: Callable[[Any], T]) -> T:
    """What `read` makes of the answer; an answer it cannot read is as bad as none, and raises NetworkError."""
    try:
        return read(response.json())
    except MalformedError:
        raise response.unreadable("malformed") from None
