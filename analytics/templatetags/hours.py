"""The cells of the week's grid, of which a page has hundreds: written by Python, because a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

from django import template
from django.utils.safestring import SafeString

from people import cldr

register = template.Library()


@register.simple_tag
def week_cells(name: str, label: str, cells: Iterable[tuple[date, str]], today: date) -> SafeString:
    """A row's fields, one a day, named `name--2026-11-23`; `label` says to those who hear it what the row is. Days ahead are closed."""
    name, label = escape(name), escape(label)
    return SafeString(
        "".join(
            f'<td role="cell" class="num" data-label="{words}"><input class="form-control span" name="{name}--{on.isoformat()}"'
            f' value="{escape(value)}" maxlength="12" autocomplete="off" aria-label="{label}, {words}"'
            f"{' disabled' if on > today else ''}></td>"
            for on, value in cells
            for words in (escape(cldr.day(on, "EEE d MMM")),)
        )
    )
