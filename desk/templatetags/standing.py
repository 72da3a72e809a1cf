"""How a client stands, check by check, as the list of clients shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from desk.health import Check
from people.addresses import screen_of
from people.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def reasons(checks: Iterable[Check], slug: str) -> SafeString:
    """Each check with its sentence; its name leads to the client's screen where to act. Forty clients a page have five each."""
    return SafeString("".join(_reason(check, slug) for check in checks))


def _reason(check: Check, slug: str) -> SafeString:
    return format_html(
        '<li><span class="state {}">{}<a href="{}">{}</a></span> {}</li>',
        check.look.css,
        icon(check.look.icon),
        screen_of(check.screen, slug) + (f"?{check.query}" if check.query else ""),
        check.name,
        check.sentence,
    )
