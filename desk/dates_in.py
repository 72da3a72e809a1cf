"""Reads a table of a client's dates as people send it: the programme of an event, the deliverables of a project. Pure.

The first row may name the columns, in Italian or English; who looks may say of each column what it is. A row that cannot be read
is told with its number and why, and keeps nobody else from coming in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from analytics.csv_rows import (
    RowsRead,
    UnreadableError,
    plain_heading,
    sheet_in,
    written_row,
)
from analytics.reading_csv import clock_in, moment_in

MOST_ROWS = 500
_YES = {"yes", "y", "x", "ok", "1", "true", "confirmed", "sì", "si", "s", "vero", "confermato", "confermata", "✓", "✔"}  # fmt: skip
_NO = {"no", "n", "0", "false", "tbc", "?", "-", "falso", "da confermare", "in attesa", "pending", "to confirm"}  # fmt: skip
_DAY_OF_A_YEAR = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})\.?(?:\s+(.*))?")
_MINUTES = re.compile(
    r"(?:([0-9]{1,2})\s*(?:h|:|ore|ora)\s*)?([0-9]{1,4})?\s*(?:m|min|minuti|minutes|['’′])?\.?"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may be: its name, what people call it in a table's first row, and the longest text it takes."""

    name: str
    label: Promise
    heads: tuple[str, ...]
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of dates that comes as a table: its columns, and those of them that each row must have."""

    columns: tuple[Column, ...]
    needed: tuple[str, ...]


SORTS: dict[str, Sort] = {
    "acts": Sort(
        (
            Column("name", gettext_lazy("Act"), ("act", "artist", "show", "name", "title", "atto", "artista", "artisti", "compagnia", "spettacolo", "nome", "titolo", "chi"), 160),
            Column("on", gettext_lazy("Day"), ("day", "date", "giorno", "data", "quando")),
            Column("at", gettext_lazy("Hour"), ("hour", "time", "start", "begins", "from", "ora", "orario", "inizio", "dalle", "alle")),
            Column("until", pgettext_lazy("of an act", "Ends"), ("end", "ends", "until", "to", "fine", "fino alle", "termina")),
            Column("minutes", pgettext_lazy("of an act", "Minutes"), ("minutes", "duration", "length", "min", "minuti", "durata", "dura")),
            Column("stage", pgettext_lazy("of an event", "Stage"), ("stage", "place", "venue", "where", "palco", "luogo", "piazza", "dove", "postazione"), 120),
            Column("is_confirmed", gettext_lazy("May be told"), ("confirmed", "ok", "may be told", "yes", "confermato", "confermata", "conferma", "si può dire", "stato", "status")),
        ),
        ("name", "on"),
    ),
    "deliverables": Sort(
        (
            Column("code", gettext_lazy("Code"), ("code", "no", "no.", "number", "id", "deliverable no", "codice", "numero", "n", "n."), 20),
            Column("title", gettext_lazy("Title"), ("title", "deliverable", "name", "deliverable name", "titolo", "nome", "prodotto", "consegna")),
            Column("work_package", gettext_lazy("Work package"), ("work package", "wp", "workpackage", "wp no", "pacchetto di lavoro"), 20),
            Column("due_on", pgettext_lazy("of a deliverable", "Due"), ("due", "due date", "deadline", "date", "scadenza", "data", "entro", "consegna entro", "da consegnare")),
            Column("handed_in_on", gettext_lazy("Handed in"), ("handed in", "delivered", "submitted", "consegnato", "consegnato il")),
        ),
        ("code", "title", "due_on"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it says, or what is wrong with it. `was` is new, changed or same: what taking it over comes to."""

    number: int
    raw: str
    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    was: str = "new"


@dataclass(frozen=True, slots=True)
class Table(RowsRead[Row]):
    """A table as it was read: `columns` says of each of its `heads` what it is, "" where it is left out."""

    heads: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def read(
    text: str,
    *,
    sort: Sort,
    said: Sequence[str] | None,
    said_of: Sequence[str] | None = None,
    year_of: date,
) -> Table:
    """The table. `said` is what somebody said of each column, where they did: of a table whose first row was `said_of`, so that
    another one is not read by it. A day without a year is the one nearest `year_of`."""
    try:
        sheet = sheet_in(text, most=MOST_ROWS)
    except UnreadableError as error:
        return Table(problem=str(error))
    numbered, delimiter = sheet.numbered, sheet.delimiter
    heads, body = _headed([row for _n, row in numbered], year_of)
    is_said = said is not None and len(said) == len(heads) and tuple(said_of or heads) == heads
    columns = tuple(said) if said and is_said else _guessed(sort, heads)
    labels = {each.name: str(each.label) for each in sort.columns}
    heading = written_row(
        [labels.get(name, head) for head, name in zip(heads, columns, strict=True)], delimiter
    )
    problem = _wrong_columns(sort, labels, columns)
    if problem or not body:
        problem = problem or _("There is no row under the headings.")
        return Table(heads=heads, columns=columns, heading=heading, problem=problem)
    rows = [
        _row(number, row, (sort, columns, delimiter, year_of)) for number, row in numbered[-body:]
    ]
    return Table(tuple(rows), heading, heads=heads, columns=columns)


def _headed(rows: Sequence[Sequence[str]], year_of: date) -> tuple[tuple[str, ...], int]:
    """The names of the columns, and how many rows stand under them: where the first row has a day, it is none of names."""
    width = max(len(row) for row in rows)
    if any(_is_day(cell, year_of) for cell in rows[0]):
        return tuple(_("Column %(n)s") % {"n": n} for n in range(1, width + 1)), len(rows)
    heads = [cell.strip() for cell in rows[0]]
    heads += [_("Column %(n)s") % {"n": n} for n in range(len(heads) + 1, width + 1)]
    return tuple(heads), len(rows) - 1


def _is_day(cell: str, year_of: date) -> bool:
    try:
        _day(cell.strip(), year_of)
    except ValueError:
        return False
    return True


def _guessed(sort: Sort, heads: Sequence[str]) -> tuple[str, ...]:
    known = {word: each.name for each in reversed(sort.columns) for word in each.heads}
    known |= {plain_heading(str(each.label)): each.name for each in sort.columns}
    found: list[str] = []
    for head in heads:
        name = known.get(plain_heading(head), "")
        found.append(name if name not in found else "")
    return tuple(found)


def _wrong_columns(sort: Sort, labels: Mapping[str, str], columns: Sequence[str]) -> str:
    twice = {labels[name] for name in columns if name and columns.count(name) > 1}
    if twice:
        return _("Two columns mean the same: %(columns)s.") % {"columns": ", ".join(sorted(twice))}
    missing = [labels[name] for name in sort.needed if name not in columns]
    if missing:
        words = _("Say below which column is: %(columns)s.")
        return words % {"columns": ", ".join(missing)}
    return ""


def _row(number: int, cells: Sequence[str], by: tuple[Sort, Sequence[str], str, date]) -> Row:
    sort, columns, delimiter, year_of = by
    said = {
        name: cell.strip()
        for name, cell in zip(columns, cells, strict=False)
        if name and cell.strip()
    }
    values: dict[str, Any] = {}
    problems: list[str] = []
    reads = {**_READS, **dict.fromkeys(("on", "due_on", "handed_in_on"), _only_day)}
    for each in sort.columns:
        if each.name not in said:
            if each.name in sort.needed:
                problems.append(_("This is missing: %(column)s.") % {"column": each.label})
            continue
        how = reads.get(each.name) or partial(_short, most=each.longest)
        try:
            values[each.name] = how(said[each.name], year_of)
        except ValueError as error:
            problems.append(str(error))
    if "at" not in values and "on" in values and (own := _day(said["on"], year_of)[1]):
        values["at"] = own
    if (until := values.pop("until", None)) and not problems and "minutes" not in values:
        values["minutes"] = _minutes_between(values.get("at"), until, problems)
    return Row(number, written_row(cells, delimiter), values, tuple(problems))


def _minutes_between(at: time | None, until: time, problems: list[str]) -> int | None:
    if at is None:
        problems.append(_("It says when it ends and not when it begins."))
        return None
    begins, ends = (datetime.combine(date.min, each) for each in (at, until))
    # An act may last past midnight.
    return int((ends - begins).seconds // 60) or None


def _day(cell: str, year_of: date) -> tuple[date, time | None]:
    """A day with its hour where it has one; one without a year is that nearest the day it is read for."""
    found = _DAY_OF_A_YEAR.fullmatch(cell)
    if found is None:
        return moment_in(cell)
    day, month, rest = found.groups()
    near = [
        on
        for year in (year_of.year - 1, year_of.year, year_of.year + 1)
        if (on := _made(year, int(month), int(day))) is not None
    ]
    if not near:
        return moment_in(f"{day}/{month}/{year_of.year}")
    on = min(near, key=lambda each: abs(each - year_of))
    return on, clock_in(rest) if rest else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _only_day(cell: str, year_of: date) -> date:
    return _day(cell, year_of)[0]


def _clock(cell: str, _year_of: date) -> time:
    """Spreadsheets write a time as 18:15:00 or as a moment of their first day."""
    plain = cell.rpartition(" ")[2].removesuffix("h").strip()
    return clock_in(plain if re.search("[:.]", plain) else f"{plain}:00")


def _minutes(cell: str, _year_of: date) -> int:
    """50, 50', 50 min, 1h30, 1:30. Raises ValueError in words."""
    found = _MINUTES.fullmatch(cell.casefold())
    hours, minutes = found.groups() if found else (None, None)
    n = int(hours or 0) * 60 + int(minutes or 0)
    if not 1 <= n <= timedelta(days=1).total_seconds() // 60:
        raise ValueError(
            _("“%(cell)s” is no length of an act: write its minutes, as 50.") % {"cell": cell[:40]}
        )
    return n


def _confirmed(cell: str, _year_of: date) -> bool:
    plain = cell.casefold().strip(" .")
    if plain in _YES or plain in _NO:
        return plain in _YES
    words = _("“%(cell)s” does not say whether it may be told: write yes or no.")
    raise ValueError(words % {"cell": cell[:40]})


def _short(cell: str, _year_of: date, *, most: int) -> str:
    text = " ".join(cell.split())
    if len(text) > most:
        words = _("“%(cell)s…” is too long: %(n)s characters at most.")
        raise ValueError(words % {"cell": text[:40], "n": most})
    return text


_READS: dict[str, Callable[[str, date], Any]] = {
    "at": _clock,
    "until": _clock,
    "minutes": _minutes,
    "is_confirmed": _confirmed,
}


def with_problem(row: Row, words: str) -> Row:
    """The row, with one more thing that is wrong with it."""
    return replace(row, problems=(*row.problems, words))
