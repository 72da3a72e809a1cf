"""The parts of tables: cells, rows of figures, and a table as a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import conditional_escape, format_html, strip_tags
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
    return format_html(
        '<td role="cell" data-label="{}"{}>{}</td>',
        label,
        format_html(' class="{}"', css) if css else "",
        absent(cell),
    )


@register.simple_tag
def table_rows(rows: Iterable[Sequence[Any]]) -> SafeString:
    """The rows of components/data_table.html: the first cell names the row, None is a dash. A quarter has hundreds."""
    none = absent(None)
    return SafeString(
        "".join(
            f'<tr><th scope="row">{conditional_escape(name)}</th>'
            + "".join(
                f'<td class="num">{none if cell is None or cell == "" else conditional_escape(cell)}</td>'
                for cell in cells
            )
            + "</tr>"
            for name, *cells in rows
        )
    )


@register.simple_tag
def csv_address(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """The table of a chart as a file inside its own address, where no view gives it as a file."""
    cells = [
        [strip_tags(str(cell)) if isinstance(cell, str) else cell for cell in row] for row in rows
    ]
    return "data:text/csv;charset=utf-8," + quote(written([list(map(str, columns)), *cells]))
