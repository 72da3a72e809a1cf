"""Reads the first sheet of an XLSX workbook as the rows of a text file, so that one reader knows both. Pure.

Nothing in it runs: of a formula counts the result the spreadsheet saved with it, macros and links to elsewhere are not looked at.
What unpacks to more than a file of ours can hold is refused before it is unpacked, by what its own directory says; `zipfile` gives no
more than that of any part. Entities and other tricks of XML are refused by defusedxml, which openpyxl uses where it is installed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from analytics.csv_rows import written_row
from analytics.reading_csv import MOST_BYTES, MOST_ROWS

MOST_UNPACKED = 4_000_000  # read in 7 s at the very worst, a usual workbook of 2,000 rows in one
MOST_PARTS = 500
MOST_COLUMNS = 200
# Empty rows between full ones count here: a row may say it is the billionth.
MOST_ROWS_DOWN = 20_000

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # .xls, and any workbook with a password


def is_workbook(content: bytes) -> bool:
    """Whether a file is a workbook and not text, by its first bytes: its name may say anything."""
    return content.startswith((_ZIP, _OLE))


def text_of(content: bytes) -> str:
    """The first sheet that is shown, cells parted by tabs; dates as 2026-11-26 18:15. Raises ValueError in words."""
    if content.startswith(_OLE):
        raise ValueError(
            _(
                "This is an old Excel file (.xls), or one with a password. Save it as XLSX without a password, or as CSV."
            )
        )
    _refuse_bomb(content)
    lines: list[str] = []
    n_full, n_bytes = 0, 0
    for row in _rows(content):
        cells = [_written(cell) for cell in row]
        while cells and not cells[-1].strip():
            cells.pop()
        # An empty row is an empty line, so that each keeps the number it has in the sheet.
        lines.append(written_row(cells, "\t") if cells else "")
        n_full += bool(cells)
        n_bytes += len(lines[-1].encode()) + 1
        if n_full > MOST_ROWS + 1 or n_bytes > MOST_BYTES:
            raise ValueError(_too_much())
    return "\n".join(lines).rstrip("\n")


def _refuse_bomb(content: bytes) -> None:
    try:
        parts = ZipFile(BytesIO(content)).infolist()
    except (BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise ValueError(_no_workbook()) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValueError(_too_much())
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise ValueError(_no_workbook())


def _rows(content: bytes) -> Iterator[Sequence[object]]:
    """The rows down to the last one, empty ones too, each of as many cells as the widest may have."""
    import openpyxl  # noqa: PLC0415 - only who brings a workbook loads its reader

    try:
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
        sheet.reset_dimensions()  # many programs write a wrong extent, and openpyxl would stop there
        for n, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):
            if n > MOST_ROWS_DOWN:
                break
            yield row
        else:
            return
    except Exception:  # a hostile or broken part fails in any way there is: all mean the same
        raise ValueError(_no_workbook()) from None
    raise ValueError(_too_much())


def _written(cell: object) -> str:
    """A cell as somebody would write it, never to be taken for another number or day than it is."""
    match cell:
        case None:
            return ""
        case datetime():
            has_clock = cell.time() != time()
            return f"{cell:%Y-%m-%d %H:%M}" if has_clock else cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time():
            return f"{cell:%H:%M}"
        case float():
            whole, _mark, part = f"{cell:.6f}".rstrip("0").partition(".")
            # Three decimals would read as thousands.
            return f"{whole}.{part.ljust(4, '0') if len(part) == 3 else part}" if part else whole
        case _:
            return str(cell)


def _no_workbook() -> str:
    return _(
        "This file cannot be opened as a workbook; nothing was read. Save it again as XLSX, or as CSV."
    )


def _too_much() -> str:
    return _(
        "This workbook holds more than %(n)s rows, or far more than it looks. Keep only the sheet with the rows, in several files."
    ) % {"n": MOST_ROWS}
