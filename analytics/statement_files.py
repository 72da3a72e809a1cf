"""A statement as files: set on paper by the worker, and as a workbook whose amounts and hours are numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from analytics import statement_tables
from analytics.models import Statement
from analytics.printing import SHEET, printable, typeset
from analytics.typefaces import typefaces
from people.spreadsheets import safe_cell

PAPER = SHEET.with_name("statement.typ")
_FORMATS = {
    "money": "#,##0.00",
    "hours": "0.0",
    "day": "yyyy-mm-dd",
    "number": "#,##0",
    "text": "General",
}


def pdf_of(statement: Statement) -> bytes:
    """The statement on paper, in the client's language. Raises typst.TypstError where the sheet cannot be set."""
    folders = typefaces(
        sources=settings.BASE_DIR / "static" / "dist" / "fonts", kept=settings.DATA_DIR / "print"
    )
    return typeset(paper_of(statement), font_folders=folders, sheet=PAPER)


def paper_of(statement: Statement) -> dict[str, Any]:
    """What typst/statement.typ reads."""
    figures = statement.figures
    with translation.override(statement.language):
        return {
            "language": statement.language,
            "title": statement_tables.title(statement.first_on, statement.last_on),
            "client": printable(figures["client"]),
            "agency": printable(statement.agency.name),
            "colour": statement.client.colour,
            "lead": statement_tables.lead(figures),
            "note": printable(statement.note),
            "fiscal": [
                [label, printable(value)] for label, value in statement_tables.fiscal_lines(figures)
            ],
            "page-word": _("Page"),
            "tables": [
                {
                    "title": table.title,
                    "columns": table.columns,
                    "right": table.right,
                    "rows": [[_on_paper(cell) for cell in row] for row in table.written()],
                    "note": printable(table.note),
                    "ends-in-sum": table.ends_in_sum,
                }
                for table in statement_tables.tables(figures)
            ],
        }


def _on_paper(cell: str) -> str:
    """Amounts keep the space before their sign, which is no letter that people type."""
    return printable(cell.replace("\u00a0", " "))


def workbook_of(statement: Statement) -> bytes:
    """The statement as XLSX in the active language: whose and of when it is, then one sheet a table."""
    import xlsxwriter  # noqa: PLC0415 - only who downloads a workbook loads its writer

    file = BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}
    cover = book.add_worksheet(_sheet_name(_("Statement")))
    for y, (label, value) in enumerate(_cover(statement)):
        cover.write_string(y, 0, label, bold)
        _write(cover, y, 1, value, "day" if isinstance(value, date) else "text", formats["day"])
    cover.set_column(0, 0, 24)
    cover.set_column(1, 1, 60)
    for table in statement_tables.tables(statement.figures):
        sheet = book.add_worksheet(_sheet_name(table.title))
        for x, label in enumerate(table.columns):
            sheet.write_string(0, x, label, bold)
        for y, row in enumerate(table.rows, start=1):
            for x, (cell, kind) in enumerate(zip(row, table.kinds, strict=True)):
                _write(sheet, y, x, cell, kind, formats[kind])
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, len(table.columns), 14)
    book.close()
    return file.getvalue()


def _cover(statement: Statement) -> list[tuple[str, Any]]:
    """What a workbook that left its folder still has to say: whose it is, of which days, in which currency, and for whom."""
    figures = statement.figures
    return [
        (_("Client"), figures["client"]),
        (_("Agency"), statement.agency.name),
        (_("First day"), statement.first_on),
        (_("Last day"), statement.last_on),
        (_("Currency"), figures["currency"]),
        *statement_tables.fiscal_lines(figures),
        *([(_("Note"), statement.note)] if statement.note else []),
    ]


def _sheet_name(title: str) -> str:
    """At most 31 letters, none that a workbook forbids."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:31]


def _write(sheet: Any, y: int, x: int, cell: Any, kind: str, form: Any) -> None:
    if cell is None or cell == "":
        sheet.write_blank(y, x, None, form)
    elif kind == "hours":
        sheet.write_number(y, x, float(Decimal(cell) / 60), form)
    elif kind in ("money", "number"):
        sheet.write_number(y, x, float(cell), form)
    elif kind == "day":
        sheet.write_datetime(y, x, cell, form)
    else:
        sheet.write_string(y, x, str(safe_cell(cell)), form)


def file_name(statement: Statement, ending: str) -> str:
    """consuntivo-tenuta-trecorvi-2026-11.pdf."""
    word = slugify(_("statement"))
    return f"{word}-{statement.client.slug}-{statement.first_on:%Y-%m}.{ending}"
