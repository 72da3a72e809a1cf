"""Reads a file of a client's own figures as spreadsheets save it: a day or a period, and a value. Pure.

Which mark parts the decimals is asked of the whole column. A row that cannot be read is told with its number and why, stays
to be put right, and keeps nobody else from coming in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from analytics.csv_rows import (
    RowsRead,
    UnreadableError,
    plain_heading,
    sheet_in,
    written_row,
)
from analytics.decimals import Mark, UnclearMarkError, decimal_in, marks_in
from analytics.reading_csv import MOST_ROWS, moment_in
from analytics.series import month_of
from clients.models import Counting, Rhythm

_WORDS = {
    "on": ("date", "day", "on", "month", "week", "data", "giorno", "mese", "settimana", "il"),
    "from_on": ("from", "since", "start", "dal", "da", "inizio"),
    "to_on": ("to", "until", "end", "al", "a", "fine"),
    "proof": ("proof", "link", "evidence", "prova", "collegamento"),
    "author": ("author", "by", "who", "autore", "autrice", "chi", "dichiarato da"),
    "note": ("note", "notes", "nota", "dove"),
    "value": ("value", "number", "figure", "count", "total", "n", "valore", "numero", "dato", "quanti", "quante", "totale"),
}  # fmt: skip
_KNOWN = {word: name for name, words in _WORDS.items() for word in words}
_MOST_CHARS = {"proof": 500, "author": 120, "note": 300}
_LINK = re.compile(r"https?://[^\s/]+\.[^\s]+")
_MONTH = re.compile(r"(?:([0-9]{4})-([0-9]{2})|([0-9]{1,2})/([0-9]{4}))")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its period and value, or what is wrong with it. `raw` is the row as it was."""

    number: int
    raw: str
    from_on: date | None = None
    to_on: date | None = None
    value: Decimal | None = None
    problems: tuple[str, ...] = ()
    proof: str = ""
    author: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Read(RowsRead[Row]):
    """A file as it was understood; `is_unclear` asks for the decimal mark. `left_out` are the headings of columns that nobody knows."""

    is_unclear: bool = False
    left_out: tuple[str, ...] = ()


def period_of(on: date, *, rhythm: str, counting: str, today: date) -> tuple[date, date]:
    """The days a value of this day tells of: its month or week by the rhythm; while that is running, up to the day itself."""
    if counting == Counting.LEVEL or rhythm in (Rhythm.DAILY, Rhythm.SOMETIMES):
        return on, on
    if rhythm == Rhythm.WEEKLY:
        first = on - timedelta(days=on.weekday())
        last = first + timedelta(days=6)
    else:
        month = month_of(on)
        first, last = month.first_on, month.last_on
    return first, last if last <= today else on


def read(text: str, *, rhythm: str, counting: str, today: date, mark: Mark | None = None) -> Read:
    """What a file holds. `mark` is what a person said about decimals; None leaves that to the column."""
    try:
        sheet = sheet_in(text, most=MOST_ROWS)
    except UnreadableError as error:
        return Read(problem=str(error))
    heads, rows = sheet.numbered[0][1], sheet.numbered[1:]
    columns = [_KNOWN.get(plain_heading(cell), "") for cell in heads]
    if "value" not in columns or not {"on", "to_on"} & set(columns):
        return Read(
            problem=_("The first row must name the columns: date (or from and to) and value.")
        )
    at = columns.index("value")
    values = [row[at] for _number, row in rows if len(row) > at]
    marks = marks_in(values)
    if mark is None and len(marks) > 1:
        return Read(
            problem=_(
                "Some values are written like 1.234,5 and others like 1,234.5. Say which mark parts the decimals: rows "
                "written in the other way are then told one by one."
            ),
            is_unclear=True,
        )
    mark = mark or next(iter(marks), None)
    seen: dict[tuple[date, date], int] = {}
    found = [
        _row(n, row, columns, sheet.delimiter, mark, (rhythm, counting, today), seen)
        for n, row in rows
    ]
    unclear = any(isinstance(each, _Unclear) for row in found for each in row.problems)
    left_out = tuple(
        cell.strip() for cell, name in zip(heads, columns, strict=True) if not name and cell.strip()
    )
    heading = written_row(heads, sheet.delimiter)
    return Read(tuple(found), heading=heading, is_unclear=unclear, left_out=left_out)


class _Unclear(str):
    """A problem that the decimal mark would solve."""


def _row(
    number: int,
    cells: Sequence[str],
    columns: Sequence[str],
    delimiter: str,
    mark: Mark | None,
    source: tuple[str, str, date],
    seen: dict[tuple[date, date], int],
) -> Row:
    said = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    problems: list[str] = []
    value, period = None, None
    try:
        period = _period(said, source)
    except ValueError as error:
        problems.append(str(error))
    try:
        if not said.get("value"):
            raise ValueError(_("The value is missing."))
        value = decimal_in(said["value"], mark=mark)
    except UnclearMarkError as error:
        problems.append(_Unclear(error))
    except ValueError as error:
        problems.append(str(error))
    proof = said.get("proof", "")
    if proof and not _LINK.fullmatch(proof):
        problems.append(_("Its proof is no link that begins with https://."))
    for name, most in _MOST_CHARS.items():
        if len(said.get(name, "")) > most:
            problems.append(_("A cell is longer than {n} characters.").format(n=most))
    if len(cells) > len(columns):
        problems.append(_("It has more cells than the first row has columns."))
    if period is not None and not problems:
        if period in seen:
            problems.append(
                _("Row %(n)s is of the same days: only one can be right.") % {"n": seen[period]}
            )
        seen.setdefault(period, number)
    first, last = period or (None, None)
    return Row(
        number, written_row(cells, delimiter), first, last, value, tuple(problems),
        proof, said.get("author", ""), said.get("note", ""),
    )  # fmt: skip


def _period(said: dict[str, str], source: tuple[str, str, date]) -> tuple[date, date]:
    """The days of a row. Raises ValueError in words."""
    rhythm, counting, today = source
    if said.get("from_on") and said.get("to_on"):
        first, last = _day(said["from_on"]), _day(said["to_on"])
        if last < first:
            raise ValueError(_("It ends before it starts."))
    elif on := said.get("on") or said.get("to_on"):
        first, last = period_of(_day(on), rhythm=rhythm, counting=counting, today=today)
    else:
        raise ValueError(_("The date is missing."))
    if last > today:
        raise ValueError(_("Its date has not come yet."))
    if first.year < 2004:
        raise ValueError(_("Its date is before there were such networks."))
    return first, last


def _day(cell: str) -> date:
    """A day, or the first of a month written as 2026-11 or 11/2026."""
    month = _MONTH.fullmatch(cell.strip())
    if month is None:
        return moment_in(cell)[0]
    year, number = (month[1], month[2]) if month[1] else (month[4], month[3])
    return moment_in(f"{year}-{int(number):02}-01")[0]
