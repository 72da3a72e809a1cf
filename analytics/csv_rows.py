"""What every table that people send has in common: how it is opened, and which of its rows can come in. Pure.

A row that cannot be read is told with its number and why, and keeps nobody else from coming in.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Generic, Protocol, TypeVar

from django.utils.translation import gettext as _


class Row(Protocol):
    """A row as it was, and what is wrong with it."""

    @property
    def raw(self) -> str: ...

    @property
    def problems(self) -> tuple[str, ...]: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class RowsRead(Generic[R]):
    """A table as it was understood: its rows and their heading, or the `problem` that keeps it from being read at all."""

    rows: tuple[R, ...] = ()
    heading: str = ""
    problem: str = ""

    @property
    def good(self) -> list[R]:
        """The rows that can come in."""
        return [row for row in self.rows if not row.problems]

    @property
    def bad(self) -> list[R]:
        """The rows that have to be put right first."""
        return [row for row in self.rows if row.problems]

    @property
    def rest(self) -> str:
        """The table with only the rows that could not come in, to be put right."""
        return "\n".join([self.heading, *(row.raw for row in self.bad)]) if self.bad else ""


class UnreadableError(Exception):
    """A text is no table; its words are for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a text that have something in them, each with its number in the text, and what parts their cells."""

    delimiter: str
    numbered: list[tuple[int, list[str]]]


def sheet_in(text: str, *, most: int) -> Sheet:
    """The table of a text: comma, semicolon or tab, at most so many rows under the first. Raises UnreadableError in words."""
    plain = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in plain.split("\n") if line.strip(" ;,\t")), "")
    delimiter = max(";,\t", key=first.count)
    try:
        every = enumerate(csv.reader(StringIO(plain), delimiter=delimiter), 1)
        numbered = [(n, row) for n, row in every if any(cell.strip() for cell in row)]
    except csv.Error:
        words = _("A quotation mark is opened and never closed: close or remove it.")
        raise UnreadableError(words) from None
    if not numbered:
        raise UnreadableError(_("There is nothing in it. Paste the rows, or choose a file."))
    if len(numbered) > most + 1:  # rows, not lines: a text may take several
        raise UnreadableError(
            _("More than %(n)s rows: import them in several files.") % {"n": most}
        )
    return Sheet(delimiter, numbered)


def written_row(row: Sequence[str], delimiter: str) -> str:
    """A row as it would stand in a file of its own."""
    file = StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="").writerow(row)
    return file.getvalue()


def plain_heading(heading: str) -> str:
    """A heading as it is looked up: small letters, no marks around it."""
    return " ".join(heading.replace("_", " ").strip(" \ufeff\"'").casefold().split())
