"""What a page listens to: the names by which it looks for something in its address, noted while requests are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest
from django.core.handlers import wsgi
from django.http import QueryDict


class Noting(QueryDict):
    """What an address asks, and the names by which pages looked for it."""

    read: ClassVar[set[str]] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def getlist(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().getlist(name, default)

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)


@contextmanager
def listening() -> Iterator[set[str]]:
    """The names looked for so far; whoever asks page after page clears them in between."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wsgi, "QueryDict", Noting)
        Noting.read.clear()
        yield Noting.read
