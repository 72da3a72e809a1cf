"""Files that spreadsheets open: in the reader's way of separating, and with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.utils.translation import get_language

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula, made a text again; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return "" if value is None else value


def written(rows: Iterable[Sequence[object]]) -> str:
    """Lines as a spreadsheet of the active language opens them: semicolons for Italian, and a mark that says UTF-8."""
    file = StringIO()
    delimiter = ";" if get_language() == "it" else ","
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    for cells in rows:
        writer.writerow([safe_cell(cell) for cell in cells])
    return "\ufeff" + file.getvalue()
