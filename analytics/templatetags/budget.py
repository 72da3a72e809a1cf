"""Bars of the budget page: pieces by how far they are, and shares of hours. SVG with classes only."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_WIDTH = 200.0


def _bar(parts: Iterable[tuple[str, float, float]]) -> SafeString:
    return format_html(
        '<svg class="plot pips" viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="band" width="200" height="8"/>{}</svg>',
        format_html_join(
            "",
            '<g class="{}"><rect class="bar-mark" x="{}" width="{}" height="8"/></g>',
            ((css, f"{x:.1f}", f"{max(width - 1.5, 0.5):.1f}") for css, x, width in parts),
        ),
    )


@register.simple_tag
def pips(counts: Iterable[tuple[str, int]], total: float | Decimal) -> SafeString:
    """A bar of pieces: (css, how many) one after the other, of a whole of `total`."""
    parts, x = [], 0.0
    shown = [(css, n) for css, n in counts if n]
    whole = max(float(total), sum(n for _css, n in shown), 1.0)
    for css, n in shown:
        width = _WIDTH * n / whole
        parts.append((css, x, width))
        x += width
    return _bar(parts)


@register.simple_tag
def share(n: float, most: float) -> SafeString:
    """A bar as long as its part of the longest one."""
    return _bar([("series-1", 0.0, _WIDTH * float(n) / float(most))] if most and n else [])
