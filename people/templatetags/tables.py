"""The parts of tables: cells, rows of figures, and a table as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from people.spreadsheets import written
from people.templatetags.ui import absent

register = template.Library()


@register.simple_tag
def cell_of(cell: Any, position: int, columns: list[tuple[str, str]]) -> SafeString:
    """A cell of components/table.html: the first names the row, the others carry their column's label."""
    label, css = columns[position]
    if position == 0:
        return format_html('<th role="rowheader" scope="row">{}</th>', cell)
    return labelled(label, absent(cell), css)


def labelled(label: str, inside: str, css: str = "") -> SafeString:
    """A cell that says its column's label where a narrow screen shows no heads; `inside` is HTML."""
    kind = f' class="{css}"' if css else ""
    return SafeString(f'<td role="cell" data-label="{escape(label)}"{kind}>{inside}</td>')


@register.simple_tag
def table_rows(rows: Iterable[Sequence[Any]]) -> SafeString:
    """The rows of components/data_table.html: the first cell names the row, None is a dash. A quarter has hundreds."""
    none = absent(None)
    return SafeString("".join(_row(name, cells, none) for name, *cells in rows))


def _row(name: Any, cells: Iterable[Any], none: str) -> str:
    figures = (none if each is None or each == "" else _words(each) for each in cells)
    return (
        f'<tr><th scope="row">{_words(name)}</th>'
        + "".join(f'<td class="num">{figure}</td>' for figure in figures)
        + "</tr>"
    )


def _words(cell: Any) -> str:
    return str(cell.__html__()) if hasattr(cell, "__html__") else escape(str(cell))


@register.simple_tag
def csv_address(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """The table of a chart as a file inside its own address, where no view gives it as a file."""
    cells = [
        [strip_tags(str(cell)) if isinstance(cell, str) else cell for cell in row] for row in rows
    ]
    return "data:text/csv;charset=utf-8," + quote(written([list(map(str, columns)), *cells]))
