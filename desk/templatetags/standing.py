"""How a client stands, check by check, as the list of clients shows it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from desk.health import Check
from people.addresses import screen_of
from people.templatetags.ui import icon, network_icon

register = template.Library()


@register.simple_tag
def reasons(checks: Iterable[Check], slug: str) -> SafeString:
    """Each check with its sentence; its name leads to the client's screen where to act. Forty clients a page have five each."""
    return SafeString("".join(_reason(check, slug) for check in checks))


def _reason(check: Check, slug: str) -> str:
    url = screen_of(check.screen, slug) + (f"?{check.query}" if check.query else "")
    name = f'{icon(check.look.icon)}<a href="{url}">{escape(str(check.name))}</a>'
    return f'<li><span class="state {check.look.css}">{name}</span> {escape(check.sentence)}</li>'


@register.simple_tag
def channel_icons(networks: Iterable[tuple[str, bool]]) -> SafeString:
    """The networks of a client's channels; those that must be reconnected stand out."""
    return SafeString(
        "".join(
            network_icon(name)
            if is_fine
            else f'<span class="state s-failed">{network_icon(name)}</span>'
            for name, is_fine in networks
        )
    )


@register.filter
def seconds_late(seconds: int) -> str:
    """How late something began: on the second, 9 s late, 4 min late."""
    if not seconds:
        return gettext("on the second")
    if seconds < 120:
        return gettext("{n} s late").format(n=seconds)
    return gettext("{n} min late").format(n=round(seconds / 60))
